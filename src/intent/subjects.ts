/** The thing asked about: the first noun that AWS has a name for, or what the topics imply when no noun is there. */
import type { Subject, Topic } from './intent.ts';
import { CHANGE_VERB, DELETE_VERB, LAUNCH_VERB, MONEY } from './words.ts';

/** The subject that a masked text names, or null. `topics` settle what only words like "who" or "GuardDuty" hint at. */
export function readSubject(text: string, topics: readonly Topic[]): Subject | null {
  const has = (topic: Topic) => topics.includes(topic);
  const plain = text.replace(SCOPE_PHRASES, ' ').replace(GROUP_PHRASES, ' ').replace(DOER_PHRASES, 'who ');
  if (has('root')) return 'root';
  const acts = /\b(?:did|has|have) (?:anyone|anybody|someone|somebody)\b/.test(plain) ? mentionedSubjects(plain) : [];
  if (acts.length > 1) return 'event';
  const first = firstMention(plain);
  if ((first === 'region' || first === 'account') && has('enabled') && /\bguardduty\b|\bthreat detection\b/.test(plain))
    return 'detector';
  // "accounts missing MFA" are accounts of people, not AWS accounts.
  if (first === 'account' && (has('mfa') || has('inactive') || has('password'))) return 'user';
  if (first === 'cost' && RESOURCE_TOPICS.some((topic) => has(topic)))
    return mentionedSubjects(plain).find((subject) => BY_THE_PIECE.has(subject)) ?? first;
  if (first === 'event' && has('launched')) return secondMention(plain, 'event') ?? 'event';
  if (first) return first;
  return implied(plain, text, has);
}

/** Every different resource noun of a text. */
export function mentionedSubjects(text: string): Subject[] {
  return [...new Set(NOUNS.filter(([, pattern]) => pattern.test(text)).map(([subject]) => subject))].filter(
    (subject) => subject !== 'cost' && subject !== 'event',
  );
}

const RESOURCE_TOPICS: Topic[] = ['unattached', 'idle', 'gpu', 'public', 'inactive', 'backup'];
/** Things with a price of their own. */
const BY_THE_PIECE = new Set<Subject>(['volume', 'snapshot', 'address', 'instance', 'bucket', 'image']);

/** "which user launched …" asks for a doer; the subject is what was launched. */
const DOER_PHRASES = new RegExp(
  `\\b(?:which|what) (?:iam )?(?:users?|roles?|principals?|identit(?:y|ies)|person|people|accounts?) (?=(?:${LAUNCH_VERB}|${DELETE_VERB}|${CHANGE_VERB})\\b)`,
  'g',
);

const SCOPE_PHRASES =
  /\b(?:in|across|over|for|from|within|on|to) (?:all|every|each|which|what|any|our|the|this|that|these|those|other|another|both)?(?: of)?(?: our| the| my)? ?(?:\w+ )?(?:(?:regions?|accounts?)\b(?! (?:activity|keys?|rights))|(?:ip )?addresses\b)|\b(?:and|from|with) (?:which|their|what|the)? ?(?:source )?(?:ips|ip addresses|addresses)\b|@account accounts?\b|@region regions?\b|\b(?:other|another|external|outside|foreign) (?:aws )?accounts?\b|\bin aws\b|\b(?:our|the|my|this) (?:whole |entire )?aws accounts?\b/g;
const GROUP_PHRASES =
  /\b(?:by|per|for each|for every|each|split by|grouped by|group by) (?:sub-?)?(?:accounts?|regions?|services?|users?|principals?|severity|status|checks?|days?|weeks?|months?|owners?|teams?|events?(?: names?)?|address\w*)(?:(?:,| and|, and) (?:by |per )?(?:accounts?|regions?|services?|users?|principals?|severity|days?|weeks?|months?|owners?|teams?)\b)*/g;

/** Strong nouns. Where two begin at the same place the earlier in this list wins. */
const NOUNS: [Subject, RegExp][] = [
  [
    'access_key',
    /\baccess[- ]keys?\b|@access_key|\bapi keys?\b|\b(?:static|long[- ]lived|long[- ]term) (?:keys?|credentials?)\b|\bkeys\b|\bkey (?=rotation|older|age)/,
  ],
  ['security_group', /@?security[-_ ]groups?\b|\bfirewall rules?\b|\bfirewalls?\b|\b(?:inbound|ingress) rules?\b/],
  [
    'user',
    /\b(?:admin(?:istrator)?|user|service|human|iam|people's|dormant|inactive|privileged|stale|ghost) (?:accounts?|users?|identities)\b|(?<!busiest |@)\busers?\b|@user\b|\busernames?\b|\bemployees?\b|\bpeople\b|\bhumans\b|\bcolleagues?\b|\badmins\b|\badministrators\b|\b(?:everyone|everybody|anyone|anybody|those) (?:who|that|with|without)\b|\blogins? (?=without|that|who)/,
  ],
  ['role', /\broles?\b|@role\b/],
  ['group', /(?<!security[- ])\bgroups?\b(?! (?:by|it|them|that|this|these))/],
  ['bucket', /\bbuckets?\b|@bucket\b/],
  ['policy', /\bpolic(?:y|ies)\b/],
  ['snapshot', /\bsnapshots?\b|@snapshot\b/],
  ['volume', /\bvolumes?\b|@volume\b|\bdisks?\b|\bebs\b(?! (?:snapshot|default))/],
  ['image', /\bamis?\b|\bimages?\b|@image\b/],
  [
    'address',
    /\belastic ips?\b|\bip addresses\b|\bpublic ips?\b(?= (?:that|not|without|we|are|un))|\baddresses\b|@address\b|(?<!elastic |public )\bips\b/,
  ],
  ['nat_gateway', /\bnat(?:[- ]?gateways?|[- ]?gw)?\b/],
  [
    'instance',
    /\binstances?\b(?! (?:metadata|profiles?))|@instance\b|\bservers?\b(?! access)|\bmachines?\b|\bboxes\b|\bbox\b|\bgpus\b|\bgpu (?:boxes|machines|nodes)\b|\bec2s\b|\bhosts\b|\bnodes\b/,
  ],
  ['trail', /\btrails?\b(?! of\b)/],
  ['detector', /\bdetectors?\b/],
  ['collector', /\bcollectors?\b|\bcollections?\b|\bcollecting\b|\bcollected\b/],
  [
    'finding',
    /\bfindings?\b|\bissues?\b|\bproblems?\b|\balerts?\b|\bmis-?configurations?\b|\bvulnerabilit\w+|\bviolations?\b|\bdetections\b|\bweaknesses\b|@finding_label|@check\b|\bchecks\b/,
  ],
  [
    'event',
    /(?<!@)\bevents?\b|@event_name\b|\b(?:api |aws |cloudtrail )?calls?\b|\bactions?\b|\bapi activity\b|\bcallers?\b|\b(?:console |failed |root )+log-?in\b|\b(?:logins|logons|sign-?ins)\b(?! (?:without|that|who))|\brequests\b|\battempts\b/,
  ],
  ['account', /(?<!@)\b(?:sub-?|member |linked |aws )?accounts?\b(?! activity)/],
  ['region', /(?<!@)\bregions?\b/],
  [
    'cost',
    /\b(?:spend(?:s|ing)?|spent|costs?|costing|bills?|billing|billed|invoices?|charges|budget|money|pay|pays|paying|paid|run rate|dollars|movers)\b/,
  ],
];

function firstMention(text: string): Subject | null {
  let best: Subject | null = null;
  let bestAt = Infinity;
  for (const [subject, pattern] of NOUNS) {
    const at = text.search(pattern);
    if (at >= 0 && at < bestAt) {
      best = subject;
      bestAt = at;
    }
  }
  if (best === 'nat_gateway' && MONEY.test(text)) return 'cost';
  return best;
}

function secondMention(text: string, besides: Subject): Subject | null {
  return mentionedSubjects(text).find((subject) => subject !== besides) ?? null;
}

function implied(plain: string, text: string, has: (topic: Topic) => boolean): Subject | null {
  if (/\bguardduty\b/.test(plain)) return has('enabled') ? 'detector' : has('threat') ? 'finding' : 'detector';
  if (has('spike') || has('spend') || has('savings')) return 'cost';
  if (/\bcloudtrail\b|\bstop\w* logging\b/.test(plain)) return has('activity') ? 'event' : 'trail';
  if (/\badmin\b|\badmins\b/.test(plain)) return 'user';
  if (
    has('mfa') ||
    has('password') ||
    (has('inactive') && /\b(?:who|anyone|nobody|no one|everyone|anybody|one)\b/.test(plain))
  )
    return 'user';
  if (has('access_keys')) return 'access_key';
  if (has('admin') && /\b(?:who|anyone|anybody|everyone)\b/.test(plain)) return 'user';
  if (has('denied') || has('throttled') || has('activity') || has('login')) return 'event';
  if (/\bs3\b/.test(plain)) return 'bucket';
  if (has('network')) return 'security_group';
  if (has('gpu') || has('imds') || /\bec2\b/.test(plain)) return 'instance';
  if (has('freshness')) return 'collector';
  if (/(?<!@)\bregions?\b/.test(text) && /\b(?:which|what|any|every) (?:\w+ )?regions?\b/.test(text)) return 'region';
  if (/\b(?:which|what|any|every) (?:\w+ )?accounts?\b/.test(text)) return 'account';
  return null;
}
