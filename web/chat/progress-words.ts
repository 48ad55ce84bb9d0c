/** What is going on while an answer comes, and how it came about, in words. */
import type { AttemptPart, EvidenceItem, PlanPart } from '../../src/http/api.ts';
import { plural } from '../text/figures.ts';
import { BLOCK_WORDS, ERROR_WORDS, productWords, PROVIDER_WORDS, SKIP_WORDS } from '../text/words.ts';
import type { LiveMessage } from './live-message.ts';

/** The present step of a running answer. */
export function progressWords(answer: LiveMessage): string {
  const attempt = answer.attempts.findLast(({ state }) => state !== 'skipped');
  if (attempt !== undefined) {
    const name = PROVIDER_WORDS[attempt.provider];
    if (attempt.state === 'started') return attempt.provider === 'composer' ? 'Composing' : `Asking ${name}`;
    if (attempt.state === 'serving' || attempt.state === 'done') return `${capital(name)} is writing`;
    return `${capital(name)} failed: ${failureWords(attempt)}`;
  }
  if (answer.evidence.length > 0) return `Found ${evidenceWords(answer.evidence)}`;
  return answer.plan === null ? 'Reading the question' : 'Looking up evidence';
}

/** `Bedrock failed: throttled → Gemini not asked: resting (went silent) → Groq`; empty when the first provider served. */
export function fallThroughWords(attempts: readonly AttemptPart[]): string {
  if (!attempts.some(({ state }) => state === 'failed' || state === 'skipped')) return '';
  return attempts
    .map((attempt) => {
      const name = capital(PROVIDER_WORDS[attempt.provider]);
      if (attempt.state === 'skipped') return `${name} not asked: ${skipWords(attempt)}`;
      return attempt.state === 'failed' ? `${name} failed: ${failureWords(attempt)}` : name;
    })
    .join(' → ');
}

/** Why an attempt failed, without its provider. */
export function failureWords(attempt: AttemptPart): string {
  const words = attempt.errorClass === undefined ? 'error' : (ERROR_WORDS[attempt.errorClass] ?? attempt.errorClass);
  const named = attempt.blockReason === undefined ? '' : `: ${BLOCK_WORDS[attempt.blockReason]}`;
  return attempt.httpStatus === undefined ? `${words}${named}` : `${words}${named} (${attempt.httpStatus})`;
}

/** Why a provider was not asked, without its name. */
export function skipWords({ skipKind, errorClass }: AttemptPart): string {
  if (skipKind === 'resting' && errorClass !== undefined) return `resting (${ERROR_WORDS[errorClass]})`;
  return skipKind === undefined ? 'resting' : SKIP_WORDS[skipKind];
}

/** Said in the answer when a provider broke off after its first words. */
export function restartWords(reason: string, attempts: readonly AttemptPart[]): string {
  const failed = attempts.findLast(({ state }) => state === 'failed');
  const known: Readonly<Record<string, string>> = ERROR_WORDS;
  const who = failed === undefined ? 'The provider' : capital(PROVIDER_WORDS[failed.provider]);
  return `${who} broke off in mid-answer (${known[reason] ?? reason.replaceAll('_', ' ')}). Its words were dropped; the answer below starts anew.`;
}

/** `3 facts, 8 findings`. */
export function evidenceWords(evidence: readonly EvidenceItem[]): string {
  const kinds = ['fact', 'finding', 'event', 'cost', 'resource'] as const;
  return kinds
    .map((kind) => [evidence.filter((item) => item.kind === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => (kind === 'cost' ? plural(count, 'cost figure') : plural(count, kind)))
    .join(', ');
}

const KIND_OF_QUESTION: Record<PlanPart['intent'], string> = {
  count: 'a count',
  list: 'a list',
  lookup: 'one thing looked up',
  explain: 'an explanation',
  compare: 'a comparison',
  trend: 'a trend',
  change: 'changes',
  rank: 'a ranking',
  remediate: 'a way to fix it',
  cost: 'cost',
  posture: 'the state of the estate',
  help: 'help',
  out_of_scope: 'outside what Assay can do',
};

/** `Read as a count: IAM, last quarter`. */
export function planWords(plan: PlanPart): string {
  const kind = KIND_OF_QUESTION[plan.intent] ?? plan.intent;
  const scope = [...plan.services.map(productWords), ...(plan.timeRange === null ? [] : [plan.timeRange.label])];
  return `Read as ${kind}${scope.length === 0 ? '' : `: ${scope.join(', ')}`}`;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
