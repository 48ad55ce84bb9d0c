/** Last readings over the whole question, once its parts are known: what is counted by what, what was made, who is compared. */
import type { Intent } from './intent.ts';
import { readEstate } from './estate.ts';
import { readMatter } from './matter.ts';
import { readSeverities } from './severities.ts';
import { readTally } from './tally.ts';
import { readWants } from './wants.ts';

/** The intent with what only its parts together tell. `text` is normalised and masked. */
export function refine(intent: Intent, text: string): Intent {
  const details = {
    ...intent.details,
    ...readWants(text, intent.subject, intent.topics, intent.entities),
    ...readEstate(text, intent),
  };
  if (details.keyUnused) delete details.neverUsed;
  // "Who has access to billing" asks for people, not for the bill.
  const asked = details.access && intent.kind === 'cost' ? { ...intent, kind: 'list' as const } : intent;
  const accounts = intent.entities.filter(({ type }) => type === 'account').length;
  const sides = accounts > 1 && SIDES.test(text) && intent.kind !== 'explain' && intent.comparedWith === null;
  // "Who has more, staging or security" sets two accounts beside each other.
  const counts = intent.topics.some((topic) => EVENTFUL.has(topic)) ? null : readTally(text);
  const tally = sides && (counts === null || counts.of === null || counts.of === 'finding') ? null : counts;
  const { words = '', ...counted } = tally ?? {};
  if (tally) details.tally = counted as NonNullable<typeof details.tally>;
  const matter = readMatter(text, intent);
  if (matter) details.matter = matter;
  // What a check reads of it is told; only its text is not.
  if (matter?.pattern) delete details.uncounted;
  if (isMade(intent, text)) details.created = true;
  return {
    ...asked,
    ...(sides && !tally ? { kind: 'compare' as const } : {}),
    ...(tally
      ? {
          kind: tally.ranked ? ('rank' as const) : ('count' as const),
          subject: tally.of ?? intent.subject,
          // "The most critical findings" of somebody are the critical ones.
          severities: intent.severities.length > 0 ? intent.severities : readSeverities(words),
          topics: intent.topics.filter((topic) => topic !== 'owner'),
          groupBy: tally.by === 'kind' ? [] : [tally.by],
        }
      : {}),
    details,
  };
}

const EVENTFUL = new Set(['spend', 'spike', 'savings', 'activity', 'login', 'denied', 'throttled', 'deleted']);
const SIDES =
  /\b(?:more|fewer|less|worse|better|riskier|safer)\b.*(?:,| or | than | and | versus )|@account (?:or|and|versus|vs) (?:the )?@account\b.*\b(?:more|fewer|less|worse|better|riskier|safer)\b/;

/** "users created in October" asks for the users, not for the calls; "who created" asks for the doer. */
const isMade = ({ subject, topics, timeRange, details, kind }: Intent, text: string) =>
  subject !== null &&
  MADE.has(subject) &&
  (topics.includes('launched') || /\b(?:created|made|built|added|introduced|new)\b/.test(text)) &&
  !topics.some((topic) => EVENTFUL.has(topic)) &&
  timeRange !== null &&
  details?.deed === undefined &&
  (kind === 'list' || kind === 'count' || kind === 'change');
const MADE = new Set(['user', 'role', 'bucket', 'volume', 'snapshot', 'image', 'policy', 'group']);
