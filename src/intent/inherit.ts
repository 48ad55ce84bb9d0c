/** Fills in a follow-up from the turn before: what it says itself wins, the rest is taken over and named as such. */
import { billedServices, distinct } from './entities/entities.ts';
import type { FollowUp } from './follow-up.ts';
import type { Entity, Intent } from './intent.ts';
import { readServices } from './services.ts';
import { namedSubject } from './subjects.ts';
import { readTime } from './time/time.ts';
import { asksForDeed } from './words.ts';

/** The intent of a follow-up. `raw` is its reading by itself, `turn` the intent that it leans on. */
export function inherit(raw: Intent, turn: Intent, follow: Exclude<FollowUp, null>, text: string, now: string): Intent {
  const fragment = follow === 'fragment';
  const aboutMoney = turn.subject === 'cost' || turn.topics.includes('spend') || turn.topics.includes('spike');
  const billed = aboutMoney && fragment ? billedServices(text) : [];
  const own =
    billed.length > 0
      ? { ...raw, subject: null, topics: [], services: [] }
      : { ...raw, subject: ownSubject(raw, turn, fragment, text) };
  const time = readTime(text, now, turn.timeRange);
  const spokeOfTime = time.timeRange !== null;
  const comparing = time.comparedWith !== null;
  const inherited: string[] = [];
  const take = <K extends keyof Intent>(key: K, keep: boolean): Intent[K] => {
    const value = turn[key];
    const empty = value === null || value === false || (Array.isArray(value) && value.length === 0);
    if (!keep && !empty) inherited.push(key);
    return keep ? own[key] : value;
  };
  const sameReach = isReach(turn) && REACHED.has(own.subject ?? '');
  const otherThing = own.subject !== null && own.subject !== turn.subject && !(sameReach && !fragment);
  const subject = take('subject', own.subject !== null);
  const topics = fragment
    ? take('topics', own.topics.length > 0)
    : distinctOf([...(otherThing ? [] : take('topics', false)), ...own.topics]);
  const ownEntities = distinct([...own.entities, ...billed]);
  const entities = mergeEntities(ownEntities, turn.entities);
  if (entities.length > ownEntities.length) inherited.push('entities');
  const speaks = own.subject !== null || own.topics.length > 0 || own.services.length > 0;
  // "Who should fix them" asks for people, of all that was found; not for the steps of the first.
  const everyOwner = own.kind === 'remediate' && own.topics.includes('owner') && WHO_OF_ALL.test(text);
  const read = speaks
    ? distinctOf([
        ...(own.subject === raw.subject ? own.services : []),
        ...readServices(text, subject, topics, asksForDeed(text)),
      ])
    : [];
  return {
    kind: comparing ? 'compare' : everyOwner ? 'list' : take('kind', !fragment),
    services: (fragment && speaks) || otherThing ? read : distinctOf([...take('services', false), ...read]),
    entities,
    severities: take('severities', own.severities.length > 0),
    states: take('states', own.states.length > 0),
    timeRange: spokeOfTime ? time.timeRange : take('timeRange', false),
    comparedWith: comparing ? time.comparedWith : fragment && !spokeOfTime ? take('comparedWith', false) : null,
    groupBy: take('groupBy', !fragment || own.groupBy.length > 0),
    subject,
    topics,
    negated: own.negated || take('negated', false),
    limit: take('limit', !fragment || own.limit !== null),
    thresholdDays: take('thresholdDays', own.thresholdDays !== null),
    details: {
      ...(otherThing ? {} : lasting(turn, own, fragment)),
      ...own.details,
      ...(everyOwner ? { everyOwner } : {}),
    },
    inherited: distinctOf(inherited),
    reason: '',
  };
}

/** What a question wanted of its own answer does not last; a count goes over to the thing that a fragment names. */
function lasting(turn: Intent, own: Intent, fragment: boolean): NonNullable<Intent['details']> {
  const kept = { ...turn.details };
  delete kept.title;
  delete kept.everyOwner;
  delete kept.whether;
  delete kept.sentences;
  delete kept.ignoredOrders;
  delete kept.unreadTime;
  delete kept.unheard;
  delete kept.unknown;
  delete kept.uncomputed;
  delete kept.things;
  delete kept.findingsOn;
  // What is now asked for by name is no longer left out.
  if (kept.except) {
    const { accounts, regions, ...others } = kept.except;
    const names = (type: Entity['type']) => own.entities.some((entity) => entity.type === type);
    kept.except = {
      ...others,
      ...(accounts && !names('account') ? { accounts } : {}),
      ...(regions && !names('region') ? { regions } : {}),
    };
  }
  if (kept.tally && fragment && own.subject !== null) kept.tally = { ...kept.tally, of: own.subject };
  if (fragment) return kept;
  delete kept.tally;
  delete kept.duration;
  delete kept.access;
  delete kept.average;
  delete kept.extreme;
  delete kept.unusedPlaces;
  return kept;
}

/** Its own noun, unless that noun only points back: "what do they cost", "who owns those accounts", "which account?" */
function ownSubject(raw: Intent, turn: Intent, fragment: boolean, text: string): Intent['subject'] {
  if (turn.subject === null) return raw.subject;
  if (raw.subject === 'cost') return null;
  if (raw.subject === 'account' && (turn.subject === 'user' || raw.groupBy.includes('account'))) return null;
  if (raw.subject === 'region' && raw.groupBy.includes('region')) return null;
  // "which of those are admins" picks among the roles found before; it does not turn to people.
  if (turn.subject === 'role' && OF_THOSE.test(text) && !/\busers?\b|\bpeople\b/.test(text)) return null;
  return fragment ? raw.subject : namedSubject(text, raw.topics);
}

const OF_THOSE = /\b(?:of (?:those|them|these)|they|those|these) (?:(?:are|have|has|is|can) )?/;
const WHO_OF_ALL = /\bwho\b.*\b(?:them|those|these|they|all)\b/;
/** The ports of a security group and the instances behind it are one exposure. */
const REACHED = new Set<string>(['instance', 'security_group']);
const isReach = (turn: Intent) =>
  REACHED.has(turn.subject ?? '') && turn.topics.some((topic) => topic === 'public' || topic === 'network');

/** Entities of the turn before that the new ones do not replace. */
function mergeEntities(own: readonly Entity[], earlier: readonly Entity[]): Entity[] {
  const replaced = new Set(own.map(({ type }) => type));
  return [...earlier.filter(({ type }) => !replaced.has(type)), ...own];
}

function distinctOf<T>(items: T[]): T[] {
  return [...new Set(items)];
}
