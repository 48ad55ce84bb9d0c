/** Upstream text is kept for logs and the providers page only: redacted and cut here, and never shown to a reader. */
import { ProviderError } from './provider.ts';

/** Characters kept of an upstream text. A provider's error says what it has to say in far fewer. */
export const UPSTREAM_TEXT_LIMIT = 600;

/** Longest input looked at: a 1 MiB error page must not cost a second of regular expressions. */
const SCAN_LIMIT = 8_192;

const REPLACEMENTS: [RegExp, string][] = [
  // scheme://user:password@host
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, '$1[redacted]@'],
  // Query strings carry signatures and keys: nothing of them is needed to understand a fault.
  [/(\bhttps?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*/gi, '$1?[redacted]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[redacted]'],
  [
    /\b(?:Bearer|Basic|Digest|AWS4-HMAC-SHA256)\s+[^\s"',;]+(?:\s*,?\s*(?:Credential|SignedHeaders|Signature)=[^\s,"']+)*/gi,
    '[redacted]',
  ],
  // AWS access key ids, and the shapes of OpenAI, OpenRouter, Groq, Google, GitHub, Slack and JSON web tokens.
  [/\b(?:A3T[A-Z0-9]|ABIA|ACCA|AGPA|AIDA|AIPA|AKIA|ANPA|ANVA|APKA|AROA|ASCA|ASIA)[A-Z0-9]{12,}\b/g, '[redacted]'],
  [/\b(?:sk|pk|rk|gsk|xai|key)[-_][A-Za-z0-9_-]{8,}/g, '[redacted]'],
  [/\bAIza[A-Za-z0-9_-]{20,}/g, '[redacted]'],
  [/\bya29\.[A-Za-z0-9_-]{10,}/g, '[redacted]'],
  [/\b(?:gh[pousr]_|github_pat_|xox[abprs]-|bedrock-api-key-)[A-Za-z0-9_=-]{8,}/g, '[redacted]'],
  [/\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?/g, '[redacted]'],
  // name=value, "name": "value", name: value
  [
    /(["']?\b[\w.-]*(?:api[-_ ]?key|secret|token|password|passwd|credential|signature|authorization|cookie|session[-_]?id)[\w.-]*["']?\s*(?:[=:]|\bis\b)\s*)(["']?)[^\s"',;&}]{4,}\2/gi,
    '$1$2[redacted]$2',
  ],
  // Anything long and random enough to be a secret: 32 or more of the base64 alphabet with a digit in it.
  [/\b(?=[A-Za-z+/_-]*\d)[A-Za-z0-9+/_-]{32,}={0,2}/g, '[redacted]'],
];

/** The same fault without `secret` in its upstream text: a key that looks like no key is known to its own provider only. */
export function withoutSecret(fault: ProviderError, secret: string): ProviderError {
  if (secret === '' || !fault.upstream.includes(secret)) return fault;
  return new ProviderError(fault.errorClass, {
    httpStatus: fault.httpStatus,
    retryAfterMs: fault.retryAfterMs,
    networkCode: fault.networkCode,
    ...(fault.blockReason ? { blockReason: fault.blockReason } : {}),
    upstream: fault.upstream.replaceAll(secret, '[redacted]'),
  });
}

/**
 * Takes credentials, tokens and the secrets of URLs out of upstream text, drops control characters, and cuts it to
 * `UPSTREAM_TEXT_LIMIT` characters. Never throws; anything but text gives ''.
 */
export function redactUpstream(text: unknown): string {
  if (typeof text !== 'string' || text === '') return '';
  let clean = text.slice(0, SCAN_LIMIT);
  for (const [pattern, replacement] of REPLACEMENTS) clean = clean.replace(pattern, replacement);
  // oxlint-disable-next-line no-control-regex
  clean = clean.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  return clean.length > UPSTREAM_TEXT_LIMIT ? `${clean.slice(0, UPSTREAM_TEXT_LIMIT - 1)}…` : clean;
}
