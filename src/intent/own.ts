/** What a question says by itself, before anything is taken over from an earlier turn. */
import { billedServices, distinct } from './entities/entities.ts';
import { readAsked, withoutTagWords } from './asked.ts';
import { readDetails } from './details.ts';
import { bareIntent } from './explained.ts';
import type { OwnCues } from './follow-up.ts';
import { readGrouping } from './grouping.ts';
import type { Entity, Intent, Topic } from './intent.ts';
import { readKind } from './kind/kind.ts';
import { readLimit, readThresholdDays } from './limits.ts';
import { readNegation } from './negation.ts';
import { refine } from './refine.ts';
import { readSeverities } from './severities.ts';
import { readStates } from './states.ts';
import { readServices } from './services.ts';
import { firstNoun, namedSubject, readSubject } from './subjects.ts';
import { readTime, type TimeReading } from './time/time.ts';
import { lentServices } from './topics/lent.ts';
import { settleTopics, withoutJump } from './topics/settle.ts';
import { readTopics, speaksOfMoney } from './topics/topics.ts';
import { asksForDeed } from './words.ts';

export interface OwnReading {
  intent: Intent;
  /** The rule that gave the kind, in words. */
  because: string;
  /** What tells whether the question leans on the turn before. */
  cues: OwnCues;
}

/** Reads a normalised, masked text and the entities that were masked in it. */
export function readOwn(text: string, named: Entity[], now: string): OwnReading {
  const time = readTime(withoutOccasion(text), now);
  const { topics: heard, subject } = readMatter(text, named, time);
  const decided = readKind(text, {
    topics: heard,
    subject,
    comparesPeriods: time.comparedWith !== null,
    hasTime: time.timeRange !== null,
    namesOne: named.filter(({ type }) => !NO_SINGLE_THING.has(type)).length === 1,
    asksForOthers: asksForOthers(text, subject, named),
  });
  const topics = settleTopics(heard, decided.kind, text);
  const money = speaksOfMoney(text) || MONEY_TOPICS.some((topic) => topics.includes(topic));
  const billed = money && (subject === 'cost' || subject === null) ? billedServices(text) : [];
  const thresholdDays = readThresholdDays(text, topics);
  const plain: Intent = {
    ...bareIntent(decided.kind, ''),
    services: readServices(text, subject, topics, asksForDeed(text), lentServices(named)),
    entities: distinct([...named, ...billed]),
    severities: readSeverities(text),
    states: readStates(text, topics),
    timeRange: time.timeRange,
    comparedWith: time.comparedWith,
    groupBy: readGrouping(text, decided.kind),
    subject,
    topics,
    // A missing tag beside a property negates the tag alone: "public buckets without an owner".
    negated: readNegation(topics.some((topic) => PROPERTIES.has(topic)) ? withoutTagWords(text) : text, topics),
    limit: readLimit(text),
    thresholdDays,
    details: {
      ...readDetails(text, subject, topics, thresholdDays !== null || time.timeRange !== null),
      ...readAsked(text, subject, heard, time.timeRange && { over: time.timeRange.to <= now }),
      ...(time.timeRange === null && thresholdDays === null ? readUnreadTime(text) : {}),
    },
  };
  const intent = refine(plain, text);
  return {
    intent,
    because: decided.because,
    cues: { text, kindCertain: decided.certain, nounAt: firstNoun(text), intent },
  };
}

/** A time that is spoken of and was not understood is said to be so, never passed over. */
function readUnreadTime(text: string): { unreadTime?: string } {
  const said = UNREAD.exec(text)?.[0];
  return said ? { unreadTime: said } : {};
}
const UNREAD =
  /\b(?:since|before|after|until|during)(?: the| our)? (?!(?:we|i|you|it|they|this|that|he|she|all|when|doing|being|me|us|each|any|a|an|then|now|last|fixing|deleting)\b)(?:last |this |next )?[a-z][a-z-]+(?: (?:incident|launch|migration|audit|release|holiday|party|outage))?/;

/** "as the auditor comes on Monday" says why somebody asks, not of what time. */
const withoutOccasion = (text: string) => text.replace(OCCASION, (clause) => ' '.repeat(clause.length));
const OCCASION =
  /\b(?:comes?|coming|arriv\w+|visit\w*|due|deadline|meeting|presentation|board|auditors?|audit|review)(?: (?:is|are|be|here|in|starts?|back|again|with \w+))* (?:(?:on|by|next|this) )+\w+\b/g;

const PROPERTIES = new Set<Topic>([
  'public',
  'encryption',
  'versioning',
  'lifecycle',
  'logging',
  'imds',
  'network',
  'mfa',
]);
const MONEY_TOPICS: Topic[] = ['spend', 'spike', 'savings'];
const NO_SINGLE_THING = new Set<Entity['type']>([
  'check',
  'region',
  'account',
  'aws_service',
  'tag',
  'instance_type',
  'event_name',
]);

/** Topics and subject. "How does October compare to September" names neither: between two periods people compare the bill. */
function readMatter(text: string, named: Entity[], time: TimeReading): Pick<Intent, 'topics' | 'subject'> {
  const heard = readTopics(text, named);
  if (time.comparedWith === null) return { topics: heard, subject: readSubject(text, heard) };
  const placesOnly = named.every(({ type }) => type === 'account' || type === 'region');
  if (heard.length === 0 && placesOnly && namedSubject(text, []) === null)
    return { topics: ['spend'], subject: 'cost' };
  const topics = withoutJump(heard, text);
  return { topics, subject: readSubject(text, topics) };
}

/** "instances started by ci-deployer": the noun in the plural is another thing than the one named. */
function asksForOthers(text: string, subject: Intent['subject'], named: Entity[]): boolean {
  if (subject === null) return false;
  if (named.some(({ type }) => type === subject || type === 'arn' || type === 'finding_label')) return false;
  return PLURAL.test(text);
}

const PLURAL =
  /(?<!@)\b(?:instances|buckets|users|roles|volumes|snapshots|keys|groups|events|calls|logins|findings|errors|actions|policies|addresses)\b/;
