/** Is a question about something else than an AWS estate? */
import type { Intent } from './intent.ts';

/** True when nothing of AWS, money or security was heard in it. `text` is normalised and masked. */
export function isForeign(intent: Intent, text: string): boolean {
  const heard = [intent.topics, intent.services, intent.severities, intent.states, intent.groupBy];
  if (intent.subject !== null || heard.some((list) => list.length > 0)) return false;
  if (intent.entities.some(({ type }) => type !== 'region' && type !== 'account')) return false;
  if (intent.details?.happened && intent.timeRange) return false;
  if (intent.kind === 'change' || intent.kind === 'posture' || ESTATE.test(text)) return false;
  return !(intent.kind === 'rank' && WHERE_TO_START.test(text));
}

const ESTATE =
  /\b(?:report|timeline|passwords?|access|customers?|events?|aws|cloud|estate|resources?|infrastructure|infra|security|secure|accounts?|regions?|tag(?:s|ged|ging)?|untagged|services?|rds|lambdas?|eks|vpcs?|data|permissions?|environment|databases?|db|credentials?|we|our)\b|@/;
const WHERE_TO_START = /\b(?:fix|tackle|look|start|worry|focus|attention|care)\b/;
