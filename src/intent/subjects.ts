/** The thing asked about: the first noun that AWS has a name for, or what the topics imply when no noun is there. */
import type { Subject, Topic } from './intent.ts';
import { GROUP_PHRASES, SCOPE_PHRASES, SUBJECT_NOUNS } from './subject-words.ts';
import { asksForDeed, CHANGE_VERB, DELETE_VERB, LAUNCH_VERB, MONEY } from './words.ts';

type Has = (topic: Topic) => boolean;

/** The subject that a masked text names or implies, or null. */
export function readSubject(text: string, topics: readonly Topic[]): Subject | null {
  return namedSubject(text, topics) ?? impliedSubject(text, topics);
}

/** The subject that a masked text has a noun for, or null. */
export function namedSubject(text: string, topics: readonly Topic[]): Subject | null {
  const has: Has = (topic) => topics.includes(topic);
  if (has('root') && /\broot\b/.test(text)) return 'root';
  const plain = withoutScope(text);
  const mentioned = mentionedSubjects(plain);
  if (SEVERAL_DEEDS.test(plain) && mentioned.length > 1) return 'event';
  if (/\bpassword polic/.test(plain)) return 'policy';
  const first = firstMention(plain);
  if (
    (first === 'region' || first === 'account') &&
    has('enabled') &&
    /\bguardduty\b|\bthreat detection\b|\bdetectors?\b/.test(plain)
  )
    return 'detector';
  // "accounts missing MFA" are accounts of people, not AWS accounts.
  if (first === 'account' && (has('mfa') || has('inactive'))) return 'user';
  if ((first === 'access_key' || first === 'policy') && WHO_HAS.test(text)) return 'user';
  if (first === 'cost' && !has('spike') && PRICED_TOPICS.some(has))
    return mentioned.find((subject) => PRICED_THINGS.has(subject)) ?? first;
  if (first === 'address' && (has('activity') || has('login') || has('denied') || has('throttled'))) return 'event';
  if (first === 'event' && has('launched')) return mentioned[0] ?? first;
  return first;
}

/** "did anyone stop logging, open a security group or share a snapshot" is about events, whatever the nouns. */
/** "who has two access keys" asks for users. */
const WHO_HAS =
  /^(?:so |and )?(?:who|whom|anyone|anybody|everyone) (?:still |else |all )?(?:has|have|is|are|had|with|lacks?|can|does|do|uses?|using)\b/;

const SEVERAL_DEEDS = /\b(?:did|has|have) (?:anyone|anybody|someone|somebody)\b.*(?:,|\bor\b)/;
const PRICED_TOPICS: Topic[] = ['unattached', 'idle', 'gpu', 'public', 'inactive', 'backup'];
const PRICED_THINGS = new Set<Subject>(['volume', 'snapshot', 'address', 'instance', 'bucket', 'image']);

/** "which user launched …" asks for a doer; the subject is what was launched. */
const DOER_PHRASES = new RegExp(
  `\\b(?:which|what) (?:iam )?(?:users?|roles?|principals?|identit(?:y|ies)|person|people|accounts?) (?=(?:${LAUNCH_VERB}|${DELETE_VERB}|${CHANGE_VERB})\\b)`,
  'g',
);

/** In "trail buckets" and "user access keys" the last noun is the thing. */
const COMPOUND =
  /@user (?=(?:access )?keys\b)|(?<!@)\b(?:trail|volume|instance|user|role|account|ebs|ec2|machine|service|human|cross[- ]account|audit|cost) (?=(?:buckets?|snapshots?|roles?|groups?|access keys?|policies|volumes?|addresses|logs?|agents?|users)\b)/g;

function withoutScope(text: string): string {
  return text
    .replace(SCOPE_PHRASES, ' ')
    .replace(GROUP_PHRASES, ' ')
    .replace(DOER_PHRASES, 'who ')
    .replace(COMPOUND, '');
}

/** Things named beside each other ("volumes and buckets"), each of which must be read. */
export function namedTogether(text: string): Subject[] {
  return mentionedSubjects(withoutScope(text).replace(/@\w+/g, ' ')).filter((subject) => TOGETHER.has(subject));
}

const TOGETHER = new Set<Subject>([
  'user',
  'role',
  'bucket',
  'instance',
  'volume',
  'snapshot',
  'image',
  'trail',
  'security_group',
  'access_key',
]);

/** Every different thing with a noun in the text, less money and events. */
function mentionedSubjects(text: string): Subject[] {
  return SUBJECT_NOUNS.filter(
    ([subject, pattern]) => subject !== 'cost' && subject !== 'event' && pattern.test(text),
  ).map(([subject]) => subject);
}

/** Where the first noun of any subject stands, or -1. Money does not count: "what do they cost" has no noun of its own. */
export function firstNoun(text: string): number {
  const found = SUBJECT_NOUNS.filter(([subject]) => subject !== 'cost').map(([, pattern]) => text.search(pattern));
  return found.filter((at) => at >= 0).reduce((least, at) => (least < 0 || at < least ? at : least), -1);
}

function firstMention(text: string): Subject | null {
  let best: Subject | null = null;
  let bestAt = Infinity;
  for (const [subject, pattern] of SUBJECT_NOUNS) {
    const at = text.search(pattern);
    if (at >= 0 && at < bestAt) {
      best = subject;
      bestAt = at;
    }
  }
  return best === 'nat_gateway' && MONEY.test(text) ? 'cost' : best;
}

const GUARD = /\bthreat detection\b|\b(?:malware|runtime|s3|rds|lambda|eks) (?:protection|monitoring)\b/;

function impliedSubject(text: string, topics: readonly Topic[]): Subject | null {
  const has: Has = (topic) => topics.includes(topic);
  const plain = withoutScope(text);
  const someone =
    !asksForDeed(text) && /\b(?:who|anyone|nobody|no one|everyone|everybody|anybody|someone|one)\b/.test(plain);
  if (/\bguardduty\b/.test(plain)) return has('threat') && !has('enabled') ? 'finding' : 'detector';
  if (has('enabled') && GUARD.test(plain)) return 'detector';
  if (has('spike') || has('spend') || has('savings')) return 'cost';
  if (/\bcloudtrail\b|\b(?:stop\w*|off|disabl\w*) logging\b|\baudit log\b/.test(plain))
    return has('activity') ? 'event' : 'trail';
  if (/\badmin\b/.test(plain) || has('mfa') || ((has('inactive') || has('admin')) && someone)) return 'user';
  if (has('password')) return 'policy';
  if (has('access_keys')) return 'access_key';
  if (has('denied') || has('throttled') || has('activity') || has('login')) return 'event';
  if (/\bs3\b/.test(plain)) return 'bucket';
  if (has('network')) return 'security_group';
  if (has('gpu') || has('imds') || /\bec2\b/.test(plain)) return 'instance';
  if (has('freshness')) return 'collector';
  if (/\b(?:which|what|any|every) (?:\w+ )?regions?\b/.test(text)) return 'region';
  if (/\b(?:which|what|any|every) (?:\w+ )?accounts?\b/.test(text)) return 'account';
  return null;
}
