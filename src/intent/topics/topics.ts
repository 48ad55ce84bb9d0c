/** What is asked of the subject. Most topics follow from their words alone; the rest need the words around them. */
import type { Entity, Topic } from '../intent.ts';
import { lentTopics } from './lent.ts';
import {
  ENABLEABLE,
  ENABLED,
  IDLE,
  LAST_SEEN_OVER,
  LOGGING_NOUN,
  LOGIN,
  NOT_SEEN,
  PAID_THING,
  PERSON,
  SILENT,
  SOME_DEED,
  UNUSED,
} from './conditions.ts';
import { EVIDENCE_WORDS } from './evidence-words.ts';
import { EXPOSURE_WORDS } from './exposure-words.ts';
import { IDENTITY_WORDS } from './identity-words.ts';
import { DELETE_VERB, DOER, LAUNCH_VERB, MONEY, SPIKE } from '../words.ts';

const TOPIC_WORDS = [...IDENTITY_WORDS, ...EXPOSURE_WORDS, ...EVIDENCE_WORDS];

/** Every topic that a normalised, masked text calls for. `entities` lend theirs: ConsoleLogin is about signing in. */
export function readTopics(text: string, entities: readonly Entity[]): Topic[] {
  const found = new Set<Topic>(TOPIC_WORDS.filter(([, pattern]) => pattern.test(text)).map(([topic]) => topic));
  // What an attacker could do with it is about the risk, not about an attack that was seen.
  if (HYPOTHETICAL.test(text) && !/\bguardduty\b|\bfindings?\b/.test(text)) found.delete('threat');
  // "Save without risk" does not ask for risks.
  if (NO_RISK.test(text) && !/\brisk/.test(text.replace(NO_RISK, ' '))) found.delete('risk');
  for (const topic of lentTopics(entities)) found.add(topic);
  if (isInactive(text)) found.add('inactive');
  if (isLogin(text) && !found.has('inactive') && !found.has('mfa')) found.add('login');
  if (
    found.has('mfa') &&
    /\b(?:logins|login attempts?|logged in|sign-?ins|signed in)\b|\bdid (?:\w+ ){1,2}(?:sign|log)[- ]?in\b/.test(
      text,
    ) &&
    !found.has('inactive')
  )
    found.add('login');
  readMoney(text, found);
  readDoing(text, found);
  // An Elastic IP is unused exactly when it is not associated.
  const address = /\b(?:elastic ips?|ips|addresses)\b/.test(text);
  if ((IDLE.test(text) || UNUSED.test(text)) && address) found.add('unattached');
  else if (IDLE.test(text) || (UNUSED.test(text) && isPaidThing(text))) found.add('idle');
  if (ENABLED.test(text) && ENABLEABLE.test(text)) found.add('enabled');
  if (SOME_DEED.test(text) && [...found].every((topic) => topic === 'root' || topic === 'inactive'))
    found.add('activity');
  if (HYPOTHETICAL.test(text) && found.size === 0) found.add('risk');
  for (const [stronger, weaker, unless] of YIELDS) {
    if (stronger.some((topic) => found.has(topic)) && !unless?.test(text)) found.delete(weaker);
  }
  return [...found];
}

/** Does the text speak of money? */
export function speaksOfMoney(text: string): boolean {
  return MONEY.test(text) || /\bspik(?:e|ed|es|ing)\b/.test(text);
}

/** Where one topic explains the words that suggested another, the other gives way. */
const YIELDS: [stronger: Topic[], weaker: Topic, unless?: RegExp][] = [
  [['coverage'], 'denied'],
  [['coverage'], 'admin', /\badmins?\b|administrator/],
  [['freshness'], 'inactive', PERSON],
  [['freshness'], 'spend'],
  [['inactive'], 'activity'],
  [['deleted'], 'idle', /\bidle\b|\bwast/],
  [['login'], 'activity', /\bactivit|\bdoing\b|\bbusiest\b/],
  [['activity', 'login'], 'sharing', /\bshar/],
  [['launched', 'deleted'], 'spend', /\bcosts?\b|\bspen[dt]\w*\b|\bhow much\b|\bbill\b/],
  [['enabled'], 'coverage', /\bcould\b|\bcan not\b|\bunable\b|\bblind\b|\bskipped\b|\bmissed\b|\bpermission/],
  [['deleted', 'launched'], 'enabled'],
  [['deleted', 'launched'], 'activity', /\bactivit/],
  [['spend'], 'owner', /\bown\w*\b|\bresponsible\b|\bwhose\b/],
  [['denied', 'throttled'], 'activity', /\bbusiest\b|\bmost\b/],
  [['savings'], 'spend', /\bspent\b|\bhow much (?:do|did|are|is)\b|\bcosting\b/],
  [['idle'], 'spend', /\bcosts?\b|\bcosting\b|\bspen[dt]\w*\b|\bpay(?:ing)?\b|\bhow much\b/],
  [
    ['enabled'],
    'threat',
    /\bthreats\b|\battack|\bfindings?\b|\balerts?\b|\bmining\b|\bcrypto\b|\bcompromis|\b(?:flag\w*|found|find|finding|saw|see|seen|detected|detects?|reported|caught)\b/,
  ],
  [
    ['threat'],
    'enabled',
    /\b(?:enabled?|disabled|turned (?:on|off)|switched (?:on|off)|everywhere)\b|\b(?:guardduty|detection) (?:\w+ )?(?:on|off)\b/,
  ],
];

function isLogin(text: string): boolean {
  const plain = text.replace(LOGGING_NOUN, ' ');
  return LOGIN.test(plain) && !/\b(?:can|able to|allowed to|could) (?:\w+ )?(?:log|sign)/.test(plain);
}

/** "do not use MFA" is about MFA, not about silence. */
const NOT_USING_IT =
  /\b(?:not|never) us(?:e|es|ed|ing) (?:a |an |any |their )?(?:mfa|multi[- ]?factor|(?:two|2)[- ]?(?:factor|step)|second factor|authenticator|hardware|versioning|encryption|imds\w*)\b/g;

/** Silence of people and keys; idle machines and disks are another topic. */
function isInactive(whole: string): boolean {
  const text = whole.replace(LOGGING_NOUN, ' ').replace(NOT_USING_IT, ' ');
  if (SILENT.test(text)) return true;
  if ((LAST_SEEN_OVER.test(text) || /\blast (?:used|active|seen|activity)\b/.test(text)) && PERSON.test(text))
    return true;
  if (/\b(?:still (?:being )?(?:used|in use)|used (?:recently|lately|at all))\b/.test(text) && PERSON.test(text))
    return true;
  if (UNUSED.test(text)) return !isPaidThing(text);
  return NOT_SEEN.test(text) && PERSON.test(text) && !/\b(?:not|no|without) (?:\w+ ){0,3}(?:mfa|used by)\b/.test(text);
}

function isPaidThing(text: string): boolean {
  return (
    PAID_THING.test(text) &&
    !/\b(?:users?|roles?|keys?|credentials?|admins?|permissions?|policies|security groups?)\b/.test(text)
  );
}

function readMoney(text: string, found: Set<Topic>): void {
  const money = MONEY.test(text) || ONLY_BILLED.test(text);
  if (/\bspik(?:e|ed|es|ing)\b/.test(text) || (money && (SPIKE.test(text) || WHAT_HAPPENED.test(text))))
    found.add('spike');
  else if (money || HOW_MUCH.test(text)) found.add('spend');
}

/** Nothing but the bill knows them: that they went up speaks of money. */
const ONLY_BILLED = /\bdata transfer\b|\bnat (?:usage|traffic)\b/;
const WHAT_HAPPENED =
  /\bwhat (?:happened|is going on|is up|went on|is wrong)\b|\blooks? (?:wrong|odd|off|weird|strange|funny)\b/;
const HYPOTHETICAL =
  /\b(?:attackers?|hackers?|intruders?|someone|somebody) (?:could|can|would|might|may|gets?|got|with)\b|\b(?:could|can|would|might) (?:an? |the )?(?:attackers?|hackers?|intruders?|someone|somebody)\b|\bif (?:\S+ ){1,4}(?:compromised|hacked|breached|attacked|abused)\b|\b(?:get|be|gets) (?:compromised|hacked|breached|attacked|abused)\b/;
const NO_RISK = /\b(?:without|no|zero|low|little|minimal)(?: any| much)? risks?\b/;
const HOW_MUCH = /\bhow much (?:did|do|does|have|has|are|is|was|were|will) (?!(?:storage|data|space|time|traffic)\b)/;

/** "who launched", "when was it deleted": making and ending count when a doer or a moment is asked for, or when it is said outright. */
function readDoing(text: string, found: Set<Topic>): void {
  const asked = (DOER.test(text) || MOMENT.test(text)) && !ABLE.test(text);
  if (SAID_LAUNCHED.test(text) || (asked && LAUNCHED.test(text))) found.add('launched');
  if (asked ? DELETED.test(text) || BY_WHOM_DELETED.test(text) : SAID_DELETED.test(text)) found.add('deleted');
}

const ABLE =
  /\b(?:who|users?|roles?|people|anyone) (?:can|could|may|is able|are able|is allowed|are allowed|has access|have access)\b/;
const MOMENT =
  /\b(?:did|has|have) @(?:user|role|arn)\b|\bwhen (?:was|were|did)\b|\bwhere did\b|\bby whom\b|\bresponsible for\b|\bbehind\b/;
const SAID_LAUNCHED =
  /\b(?:behind|where did) (?:the |these |those |this |that )?(?:\w+ ){0,3}(?:instances?|machines?|servers?|boxes)\b(?: come|\W*$| in )|\b(?:launched|spun up|newly created|(?:were|was|got|been) (?:created|started|provisioned)|(?:started|created|provisioned) (?:by|since|on|in|during|yesterday|today|last|this)|launching)\b/;
const SAID_DELETED =
  /\b(?:deletions?|terminations?)\b|\b(?:were|was|been|got|did we|have we) (?:deleted|terminated|removed|destroyed)\b|\b(?:was|were|been|got) (?:\w+ ){0,3}(?:switched|turned|shut) off\b/;
const ACTOR =
  '(?:who|whom|whoever|anyone|anybody|someone|somebody|did|users?|roles?|principals?|person|identity|when|pipeline|whose)';
const LAUNCHED = new RegExp(`\\b${ACTOR}\\b(?: [\\w@-]+){0,6}? ${LAUNCH_VERB}\\b(?! (?:the )?most\\b)`);
const BY_WHOM_DELETED = new RegExp(`\\b${DELETE_VERB}\\b.*\\bby whom\\b`);
const DELETED = new RegExp(`\\b${ACTOR}\\b(?: [\\w@-]+){0,6}? ${DELETE_VERB}\\b`);
