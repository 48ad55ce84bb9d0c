/** What a provider's content policy named, in our words: the provider's own are never shown. */
import type { BlockReason } from './provider.ts';

const WORDS: Record<BlockReason, string> = {
  safety: 'safety',
  recitation: 'recitation of protected text',
  prohibited: 'prohibited content',
  personal_data: 'personal data',
  blocklist: 'a word on its blocklist',
  guardrail: 'a Bedrock guardrail of this account',
  content_filter: 'its content filter',
  moderation: 'moderation',
  refusal: 'the model refused',
  policy: 'no particular reason given',
};

/** `safety`, `a Bedrock guardrail of this account`. */
export function blockWords(reason: BlockReason | undefined): string {
  return WORDS[reason ?? 'policy'];
}
