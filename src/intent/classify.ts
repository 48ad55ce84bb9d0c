/** From a question to an intent: read the words, name the things, find the time, decide the kind, take over what a follow-up leaves out. */
import { billedServices, distinct, readEntities } from './entities/entities.ts';
import { nameIndex, type KnownNames } from './entities/known.ts';
import { readFollowUp, turnBefore, type FollowUp } from './follow-up.ts';
import { readGrouping } from './grouping.ts';
import { inherit } from './inherit.ts';
import type { Entity, Intent, IntentKind, Topic } from './intent.ts';
import { readKind } from './kind.ts';
import { lentServices } from './lent-topics.ts';
import { cleanText, tokenise } from './language/reading.ts';
import { readLimit, readNegation, readSeverities, readStates, readThresholdDays } from './qualifiers.ts';
import { readRefusal } from './refusals.ts';
import { readServices } from './services.ts';
import { firstNoun, namedSubject, readSubject } from './subjects.ts';
import { settleTopics, withoutJump } from './settle-topics.ts';
import { readTime } from './time/time.ts';
import { readTopics, speaksOfMoney } from './topics.ts';
import { asksForDeed } from './words.ts';

export type { KnownNames };

/**
 * What a question asks, decided by its words alone: pure, without a model, quick (bounded to the first 2,000
 * characters), never throwing, the same answer for the same input. `now` is ISO UTC and anchors relative dates;
 * `previous` are the earlier turns, oldest first; `known` are names of the estate, recognised wherever they stand.
 */
export function classify(question: string, now: string, previous?: Intent[], known?: KnownNames): Intent {
  const names = nameIndex(known);
  const tokens = tokenise(cleanText(question), (token) => names.names.has(token) || names.regions.has(token));
  const { entities, text } = readEntities(tokens, names);
  if (!/[a-z@]/.test(text)) return bare('help', 'There is no question in the text, so it says what can be asked.');
  const refusal = readRefusal(text);
  if (refusal === 'change')
    return { ...bare('out_of_scope', REFUSED.change), entities, subject: namedSubject(text, []) };
  if (refusal) return bare('out_of_scope', REFUSED[refusal]);
  return inScope(text, entities, now, turnBefore(previous));
}

const REFUSED = {
  change: 'It asks to change the estate, which Assay only reads.',
  injection: 'It is about the instructions of the assistant, not about the estate.',
  off_topic: 'It is not about the AWS estate.',
};

function inScope(text: string, named: Entity[], now: string, turn: Intent | null): Intent {
  const ownTime = readTime(text, now);
  const heard = readTopics(text, named);
  // "How does October compare to September" names no subject: between two periods it is the bill that people compare.
  const billsCompared =
    ownTime.comparedWith !== null && heard.length === 0 && namedSubject(text, []) === null && named.every(isPlace);
  let topics: Topic[] = billsCompared ? ['spend'] : ownTime.comparedWith ? withoutJump(heard, text) : heard;
  const subject = billsCompared ? 'cost' : readSubject(text, topics);
  const acts = asksForDeed(text);
  const cues = {
    topics,
    subject,
    comparesPeriods: ownTime.comparedWith !== null,
    hasTime: ownTime.timeRange !== null,
    namesOne: namesOneThing(named),
    asksForOthers: asksForOthers(text, subject, named),
  };
  const decided = readKind(text, cues);
  topics = settleTopics(topics, decided.kind, text);
  const money =
    speaksOfMoney(text) || topics.includes('spend') || topics.includes('spike') || topics.includes('savings');
  const entities = distinct(
    money && (subject === 'cost' || subject === null) ? [...named, ...billedServices(text)] : named,
  );
  const services = readServices(text, subject, topics, acts, lentServices(named));
  const severities = readSeverities(text);
  const states = readStates(text, topics);
  const own: Intent = {
    kind: decided.kind,
    services,
    entities,
    severities,
    states,
    timeRange: ownTime.timeRange,
    comparedWith: ownTime.comparedWith,
    groupBy: readGrouping(text, decided.kind),
    subject,
    topics,
    negated: readNegation(text, topics),
    limit: readLimit(text),
    thresholdDays: readThresholdDays(text, topics),
    inherited: [],
    reason: '',
  };
  const nounAt = firstNoun(text);
  const lean = { text, kindCertain: decided.certain, subject, nounAt, topics, services, entities };
  const follow = turn ? readFollowUp(lean) : null;
  if (turn && follow) return explained(inherit(own, turn, follow, text, now), decided.because, follow);
  if (decided.kind !== 'help' && isForeign(own, text)) return bare('out_of_scope', REFUSED.off_topic);
  if (decided.kind === 'help') return bare('help', 'It asks what Assay can do.');
  return explained(own, decided.because, null);
}

/** Nothing of AWS, money or security in it. */
function isForeign(intent: Intent, text: string): boolean {
  const empty =
    intent.subject === null &&
    intent.topics.length === 0 &&
    intent.services.length === 0 &&
    intent.severities.length === 0 &&
    intent.groupBy.length === 0;
  if (!empty || intent.states.length > 0) return false;
  if (intent.entities.some(({ type }) => type !== 'region' && type !== 'account')) return false;
  return !(
    intent.kind === 'change' ||
    intent.kind === 'posture' ||
    ESTATE.test(text) ||
    (intent.kind === 'rank' && FIRST.test(text))
  );
}

const ESTATE =
  /\b(?:report|timeline|passwords?|access|customers?|events?|aws|cloud|estate|resources?|infrastructure|infra|security|secure|accounts?|regions?|tag(?:s|ged|ging)?|untagged|services?|rds|lambdas?|eks|vpcs?|data|permissions?|environment|databases?|db|credentials?|we|our)\b|@/;
const FIRST = /\b(?:fix|tackle|look|start|worry|focus|attention|care)\b/;

function isPlace({ type }: Entity): boolean {
  return type === 'account' || type === 'region';
}

/** "instances started by ci-deployer": the noun in the plural is another thing than the one named. */
function asksForOthers(text: string, subject: Intent['subject'], named: Entity[]): boolean {
  if (subject === null || named.some(({ type }) => type === subject)) return false;
  if (named.some(({ type }) => type === 'arn' || type === 'finding_label')) return false;
  return /(?<!@)\b(?:instances|buckets|users|roles|volumes|snapshots|keys|groups|events|calls|logins|findings|errors|actions|policies|addresses)\b/.test(
    text,
  );
}

function namesOneThing(entities: Entity[]): boolean {
  const things = entities.filter(
    ({ type }) => !['check', 'region', 'account', 'aws_service', 'tag', 'instance_type', 'event_name'].includes(type),
  );
  return things.length === 1;
}

function bare(kind: IntentKind, reason: string): Intent {
  return {
    kind,
    services: [],
    entities: [],
    severities: [],
    states: [],
    timeRange: null,
    comparedWith: null,
    groupBy: [],
    subject: null,
    topics: [],
    negated: false,
    limit: null,
    thresholdDays: null,
    inherited: [],
    reason,
  };
}

/** One sentence on why, for the plan that the reader sees. */
function explained(intent: Intent, because: string, follow: FollowUp): Intent {
  const about = [intent.subject?.replaceAll('_', ' '), ...intent.topics.map((topic) => topic.replaceAll('_', ' '))]
    .filter(Boolean)
    .join(', ');
  const parts = [`It ${because}`];
  if (about) parts.push(`about ${about}`);
  if (intent.negated) parts.push('as the complement');
  if (intent.timeRange) parts.push(`for ${intent.timeRange.label}`);
  if (intent.comparedWith) parts.push(`against ${intent.comparedWith.label}`);
  const carried =
    follow && intent.inherited.length > 0 ? `, taking ${intent.inherited.join(', ')} from the turn before` : '';
  return { ...intent, reason: `${parts.join(' ')}${carried}.` };
}
