/** From a question to an intent: read the words, name the things, find the time, decide the kind, take over what a follow-up leaves out. */
import { billedServices, distinct, readEntities } from './entities/entities.ts';
import { nameIndex, type KnownNames } from './entities/known.ts';
import { mergeEntities, readFollowUp, turnBefore, type FollowUp } from './follow-up.ts';
import { readGrouping } from './grouping.ts';
import type { Entity, Intent, IntentKind } from './intent.ts';
import { readKind } from './kind.ts';
import { cleanText, tokenise } from './language/reading.ts';
import { readLimit, readNegation, readSeverities, readStates, readThresholdDays } from './qualifiers.ts';
import { readRefusal } from './refusals.ts';
import { readServices } from './services.ts';
import { readSubject } from './subjects.ts';
import { readTime } from './time/time.ts';
import { readTopics, speaksOfMoney } from './topics.ts';
import { CHANGE_VERB, DOER } from './words.ts';

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
  if (refusal) return { ...bare('out_of_scope', REFUSED[refusal]), entities: refusal === 'change' ? entities : [] };
  return inScope(text, entities, now, turnBefore(previous));
}

const REFUSED = {
  change: 'It asks to change the estate, which Assay only reads.',
  injection: 'It is about the instructions of the assistant, not about the estate.',
  off_topic: 'It is not about the AWS estate.',
};

function inScope(text: string, named: Entity[], now: string, turn: Intent | null): Intent {
  const topics = readTopics(text, named);
  const subject = readSubject(text, topics);
  const acts = asksForDeed(text);
  const ownTime = readTime(text, now);
  const cues = {
    topics,
    subject,
    comparesPeriods: ownTime.comparedWith !== null,
    hasTime: ownTime.timeRange !== null,
    namesOne: namesOneThing(named),
  };
  const decided = readKind(text, cues);
  const money =
    speaksOfMoney(text) || topics.includes('spend') || topics.includes('spike') || topics.includes('savings');
  const entities = distinct(
    money && (subject === 'cost' || subject === null) ? [...named, ...billedServices(text)] : named,
  );
  const services = readServices(text, subject, topics, acts);
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
  const follow = turn
    ? readFollowUp({
        text,
        kindCertain: decided.certain,
        kind: decided.kind,
        subject,
        topics,
        hasServices: services.length > 0,
        entities,
      })
    : null;
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
    intent.severities.length === 0;
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
  /\b(?:aws|cloud|estate|resources?|infrastructure|infra|security|secure|accounts?|regions?|tag(?:s|ged|ging)?|untagged|services?|rds|lambdas?|eks|vpcs?|data|permissions?|environment|databases?|db|credentials?|we|our)\b|@/;
const FIRST = /\b(?:fix|tackle|look|start|worry|focus|attention|care)\b/;

function inherit(raw: Intent, turn: Intent, follow: Exclude<FollowUp, null>, text: string, now: string): Intent {
  const inherited: string[] = [];
  const fragment = follow === 'fragment';
  const aboutMoney = turn.subject === 'cost' || turn.topics.includes('spend') || turn.topics.includes('spike');
  const billed = aboutMoney && fragment ? billedServices(text) : [];
  const own = leaning(raw, turn, fragment, billed.length > 0);
  const take = <K extends keyof Intent>(key: K, keep: boolean): Intent[K] => {
    const value = turn[key];
    const empty = value === null || value === false || (Array.isArray(value) && value.length === 0);
    if (!keep && !empty) inherited.push(key);
    return keep ? own[key] : value;
  };
  const time = readTime(text, now, turn.timeRange);
  const ownTime = time.timeRange !== null;
  const comparing = time.comparedWith !== null;
  const newSubject = own.subject !== null && own.subject !== turn.subject;
  const subject = take('subject', own.subject !== null);
  const topics = fragment
    ? take('topics', own.topics.length > 0)
    : [...new Set([...(newSubject ? [] : take('topics', false)), ...own.topics])];
  const ownEntities = distinct([...own.entities, ...billed]);
  const entities = mergeEntities(ownEntities, turn.entities);
  if (entities.length > ownEntities.length) inherited.push('entities');
  const says = own.subject !== null || own.topics.length > 0 || own.services.length > 0;
  const read = says ? [...new Set([...own.services, ...readServices(text, subject, topics, asksForDeed(text))])] : [];
  return {
    kind: comparing ? 'compare' : take('kind', !fragment),
    services: (fragment && says) || newSubject ? read : [...new Set([...take('services', false), ...read])],
    entities,
    severities: take('severities', own.severities.length > 0),
    states: take('states', own.states.length > 0),
    timeRange: ownTime ? time.timeRange : take('timeRange', false),
    comparedWith: comparing ? time.comparedWith : fragment && !ownTime ? take('comparedWith', false) : null,
    groupBy: take('groupBy', !fragment || own.groupBy.length > 0),
    subject,
    topics,
    negated: own.negated || take('negated', false),
    limit: take('limit', !fragment || own.limit !== null),
    thresholdDays: take('thresholdDays', own.thresholdDays !== null),
    inherited: [...new Set(inherited)],
    reason: '',
  };
}

/** A follow-up's own reading, less what only its verb or a billed service suggested: "what do they cost", "what about S3?" */
function leaning(own: Intent, turn: Intent, fragment: boolean, billed: boolean): Intent {
  if (billed && fragment) return { ...own, subject: null, topics: [], services: [] };
  return own.subject === 'cost' && turn.subject !== null ? { ...own, subject: null } : own;
}

function asksForDeed(text: string): boolean {
  return /\b(?:did|has|have|had) (?:anyone|anybody|someone|somebody)\b/.test(text) || DEED.test(text);
}

const DEED = new RegExp(`${DOER.source}(?: (?:has|have|just|recently|last|actually|the hell))? ${CHANGE_VERB}\\b`);

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
