/** Last readings over the whole question, once its parts are known: what is counted by what, what was made, who is compared. */
import type { Intent } from './intent.ts';
import { readTally } from './tally.ts';
import { readWants } from './wants.ts';

/** The intent with what only its parts together tell. `text` is normalised and masked. */
export function refine(intent: Intent, text: string): Intent {
  const details = { ...intent.details, ...readWants(text, intent.subject, intent.topics, intent.entities) };
  if (details.keyUnused) delete details.neverUsed;
  const tally = intent.topics.some((topic) => EVENTFUL.has(topic)) ? null : readTally(text);
  if (tally) details.tally = tally;
  if (isMade(intent)) details.created = true;
  const accounts = intent.entities.filter(({ type }) => type === 'account').length;
  const sides = accounts > 1 && SIDES.test(text) && intent.kind !== 'explain' && intent.comparedWith === null;
  return {
    ...intent,
    ...(sides ? { kind: 'compare' as const } : {}),
    ...(tally
      ? {
          kind: tally.ranked ? ('rank' as const) : ('count' as const),
          subject: tally.of ?? intent.subject,
          topics: intent.topics.filter((topic) => topic !== 'owner'),
          groupBy: tally.by === 'kind' ? [] : [tally.by],
        }
      : {}),
    details,
  };
}

const EVENTFUL = new Set(['spend', 'spike', 'savings', 'activity', 'login', 'denied', 'throttled', 'deleted']);
const SIDES = /\b(?:more|fewer|less|worse|better|riskier|safer|compare|versus|vs)\b.*(?:,| or | than | and |versus)/;

/** "users created in October" asks for the users, not for the calls; "who created" asks for the doer. */
const isMade = ({ subject, topics, timeRange, details, kind }: Intent) =>
  subject !== null &&
  MADE.has(subject) &&
  topics.includes('launched') &&
  timeRange !== null &&
  details?.deed === undefined &&
  (kind === 'list' || kind === 'count' || kind === 'change');
const MADE = new Set(['user', 'role', 'bucket', 'volume', 'snapshot', 'image', 'policy', 'group']);
