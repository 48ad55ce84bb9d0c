import { gunzipSync } from 'node:zlib';
import type { UserDataVerdict } from './snapshot.ts';

/** Most that a compressed start script may unpack to; EC2 itself allows 16 KB of raw user data. */
const MAX_UNPACKED_BYTES = 1_048_576;

/**
 * Looks for secrets in base64 user data, compressed or not, and forgets the text: only the names of the rules that
 * matched are returned. Never throws; what cannot be decoded is `scanned: false`.
 */
export function scanUserData(base64: string | undefined): UserDataVerdict {
  if (!base64) return { present: false, scanned: true, matchedRules: [] };
  const text = decode(base64);
  if (text === null) return { present: true, scanned: false, matchedRules: [] };
  const matchedRules = RULES.filter(({ pattern, accept }) =>
    [...text.matchAll(pattern)].some((match) => accept?.(match) ?? true),
  ).map(({ name }) => name);
  return { present: true, scanned: true, matchedRules };
}

interface SecretRule {
  name: string;
  pattern: RegExp;
  /** Further test of a match, to leave out examples and references. */
  accept?: (match: RegExpExecArray) => boolean;
}

const RULES: SecretRule[] = [
  {
    name: 'aws-access-key-id',
    pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g,
    accept: ([found]) => !found.endsWith('EXAMPLE'),
  },
  {
    name: 'aws-secret-access-key',
    pattern: /secret_?access_?key["']?\s{0,4}[:=]\s{0,4}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])/gi,
    accept: ([, value]) => !value!.endsWith('EXAMPLEKEY'),
  },
  { name: 'private-key', pattern: /-----BEGIN (?:[A-Z]{1,10} )?PRIVATE KEY(?: BLOCK)?-----/g },
  { name: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60})/g },
  { name: 'gitlab-token', pattern: /\bglpat-[A-Za-z0-9_-]{20}/g },
  { name: 'slack-token', pattern: /\bxox[abprs]-[A-Za-z0-9-]{10}/g },
  { name: 'stripe-key', pattern: /\b[rs]k_live_[A-Za-z0-9]{20}/g },
  { name: 'google-api-key', pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { name: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{36}/g },
  { name: 'json-web-token', pattern: /\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10}/g },
  {
    name: 'password-in-url',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"']{1,80}:([^\s:@/"']{4,120})@/gi,
    accept: ([, value]) => isLiteral(value!),
  },
  {
    name: 'password-assignment',
    pattern: /(?:passw(?:or)?d|pwd|secret|token|api_?key)["']?\s{0,4}[:=]\s{0,4}(["']?)([^\s"'`;|&]{8,200})\1/gi,
    accept: ([, , value]) => isLiteral(value!) && !REFERENCE.test(value!),
  },
];

/** A value fetched at start or filled in by a template is not a secret. */
function isLiteral(value: string): boolean {
  return !/^(?:[$<{%(]|\*{3}|x{4}|REPLACE|CHANGE|YOUR)/i.test(value) && !value.includes('$(') && !value.includes('${');
}

/** Names and paths of secrets, switches and commands stand where a secret would. */
const REFERENCE =
  /^(?:arn:|ssm:|file:|https?:|\/|true$|false$|none$|null$|required$|optional$|enabled$|disabled$|aws\b)/i;

function decode(base64: string): string | null {
  const compact = base64.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return null;
  const bytes = Buffer.from(compact, 'base64');
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }).toString('utf8');
  } catch {
    return null;
  }
}
