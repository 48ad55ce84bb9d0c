/** Questions of the estate itself: all that is in a place, what each one is like, who took on a role, whence calls came. Text is normalised and masked. */
import type { Details, Intent } from './intent.ts';

/** Details of such questions; an empty object when it is none. */
export function readEstate(text: string, intent: Intent): Details {
  const details: Details = {};
  if (WHETHER.test(text) && intent.kind === 'list') details.whether = true;
  if (isEverything(text, intent)) details.everything = true;
  if (ASSUMERS.test(text) && !OUTSIDE.test(text)) details.assumers = true;
  if (ASSUMED.test(text) && !MAY.test(text)) details.assumed = true;
  const target = intent.entities.filter(({ type }) => type === 'user' || type === 'role');
  if (target.length === 1 && DONE_TO.test(text)) details.doneTo = target[0]!.value;
  if (CALLERS.test(text) && intent.topics.every((topic) => topic === 'activity')) details.callers = true;
  return details;
}

/** "List the trails and say whether …": of all of them, how each is. */
const WHETHER =
  /\band (?:are|is|do|does) (?:they|it|those|these|each)\b|\b(?:and|with|say|tell|show|including) (?:\w+ ){0,3}(?:whether|if) (?:they|it|each|any|those)\b/;
const ASSUMED =
  /\b(?:who|which \w+|what \w+|anyone|anybody|someone|somebody)(?: (?:has|have|else|just|recently))* assum(?:ed|es|ing|e)\b|@role (?:been )?assumed\b/;
/** "who created the keys for @user", "who gave @user admin rights". */
const DONE_TO =
  /\bwho (?:\w+ )?(?:creat\w+|made|add\w+|issu\w+|rotat\w+|delet\w+|remov\w+|attach\w+|gave|grant\w+|assign\w+|reset|disabled|enabled)\b.*(?:\b(?:for|to|of|from) (?:the )?(?:user |role )?@(?:user|role)|@(?:user|role)'?s?\b)/;
const ASSUMERS =
  /\b(?:who|whom|which (?:users?|roles?|principals?|people)|anyone|anybody) (?:\w+ )?(?:can|could|may|might|(?:is|are) (?:able|allowed) to) (?:\w+ )?assume\b/;
const OUTSIDE = /\b(?:outside|external\w*|third|other|another|cross|stranger\w*|foreign)\b/;
const MAY = /\b(?:can|could|may|might|able|allowed)\b/;
const CALLERS =
  /\b(?:ips?|ip addresses|addresses|@address)\b.*\b(?:call(?:ed|s|ing)?|requests?|connect\w*|access(?:ed|ing)?) (?:us|our)\b|\b(?:ips?|addresses) (?:\w+ ){0,4}(?:calls?|requests) (?:come|came|coming)\b|\bwhere (?:do|did|are|were) (?:\w+ ){0,4}(?:calls?|requests) (?:\w+ )?(?:come|came|coming|made) ?(?:from)?\b/;

/** Only where nothing else is asked of the place or the tag: no thing, no property, no severity. */
function isEverything(text: string, { subject, topics, entities, severities, states, kind }: Intent): boolean {
  if (subject !== null || topics.length > 0 || severities.length > 0 || states.length > 0) return false;
  if (kind !== 'list' && kind !== 'lookup' && kind !== 'count') return false;
  if (entities.some(({ type }) => type !== 'account' && type !== 'region' && type !== 'tag')) return false;
  return TAGGED.test(text) || IN_PLACE.test(text);
}

const TAGGED =
  /\b(?:tagged|labell?ed)(?: with| as)? @tag\b|\b(?:everything|resources|things|stuff) (?:\w+ ){0,4}@tag\b/;
const IN_PLACE =
  /\bwhat(?:'s| is| are| do we have| have we(?: got)?| is there| resources? (?:is|are|do we have)| runs| exists)(?: (?:running|there|deployed|hosted|currently|all))* (?:in|inside) (?:the |our )?@(?:region|account)\b|\b(?:everything|all resources|resources|all our stuff|stuff|things)(?: (?:that is|that are|we have|we run|running|there is))* (?:in|inside) (?:the |our )?@(?:region|account)\b/;
