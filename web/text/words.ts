/** The closed vocabularies of the API, as a reader says them. */
import type { AttemptPart, Claim, EvidenceItem } from '../../src/http/api.ts';

type ProviderName = AttemptPart['provider'];
type ErrorClass = NonNullable<AttemptPart['errorClass']>;
type SkipKind = NonNullable<AttemptPart['skipKind']>;
type BlockReason = NonNullable<AttemptPart['blockReason']>;

export const PROVIDER_WORDS: Record<ProviderName, string> = {
  bedrock: 'Bedrock',
  groq: 'Groq',
  gemini: 'Gemini',
  openrouter: 'OpenRouter',
  composer: 'offline composer',
};

export const ERROR_WORDS: Record<ErrorClass, string> = {
  auth: 'credentials refused',
  access_not_granted: 'no access to the model',
  model_not_found: 'model not found',
  throttled: 'throttled',
  quota_exhausted: 'quota used up',
  context_too_long: 'question too long for it',
  content_blocked: 'blocked by its content policy',
  timeout_connect: 'could not connect in time',
  timeout_first_token: 'no first word in time',
  timeout_idle: 'went silent',
  timeout_total: 'took too long',
  network: 'connection broke',
  truncated: 'answer cut short',
  malformed: 'reply not understood',
  server: 'error on its side',
  invalid_request: 'request refused',
  aborted: 'stopped',
};

/** Why a provider was not asked. */
export const SKIP_WORDS: Record<SkipKind, string> = {
  not_configured: 'not set up',
  not_needed: 'not needed',
  not_allowed: 'not allowed',
  resting: 'resting after failures',
  blocked: 'content was blocked',
  no_time: 'no time was left',
};

/** What of its content policy a provider named. */
export const BLOCK_WORDS: Record<BlockReason, string> = {
  safety: 'safety',
  recitation: 'recitation of protected text',
  prohibited: 'prohibited content',
  personal_data: 'personal data',
  blocklist: 'a word on its blocklist',
  guardrail: 'a guardrail of this account',
  content_filter: 'its content filter',
  moderation: 'moderation',
  refusal: 'the model refused',
  policy: 'no reason given',
};

export const VERDICT_WORDS: Record<Claim['verdict'], string> = {
  supported: 'supported',
  contradicted: 'contradicted',
  uncited: 'uncited',
  not_checkable: 'not checkable',
};

export const KIND_WORDS: Record<EvidenceItem['kind'], string> = {
  finding: 'Finding',
  fact: 'Fact',
  event: 'Event',
  cost: 'Cost',
  resource: 'Resource',
};

const OUTCOME_WORDS: Record<string, string> = {
  ok: 'read',
  denied: 'not permitted',
  scp_denied: 'not permitted by an organisation policy',
  throttled: 'throttled before it could be read',
  not_enabled: 'not enabled',
  region_disabled: 'region switched off',
  partial: 'read in part only',
  error: 'could not be read',
  not_collected: 'not collected',
};

/** A coverage outcome in words; one of a later version is shown with its underscores gone. */
export function outcomeWords(outcome: string): string {
  return OUTCOME_WORDS[outcome] ?? outcome.replaceAll('_', ' ');
}

const PRODUCT_WORDS: Record<string, string> = {
  iam: 'IAM',
  s3: 'S3',
  ec2: 'EC2',
  guardduty: 'GuardDuty',
  cloudtrail: 'CloudTrail',
  'cost-explorer': 'Cost Explorer',
};

/** A service by its usual name. */
export function productWords(product: string): string {
  return PRODUCT_WORDS[product.toLowerCase()] ?? product;
}

/** `lastUsedDays`, `last_used_days` → `last used days`; acronyms in capitals stay together. */
export function columnWords(column: string): string {
  return column
    .replaceAll('_', ' ')
    .replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/\busd\b/gi, 'USD')
    .replace(/\b(arn|mfa|id|ip|uid)\b/gi, (word) => word.toUpperCase());
}
