/** What Assay does not do: change the estate, obey texts about itself, write verse or code, chat about the weather. */
import { phrases } from './language/phrases.ts';

export type Refusal = 'change' | 'injection' | 'off_topic';

/** Why a normalised text is out of scope, or null. Only what its words show: having nothing to do with AWS is the caller's to see. */
export function readRefusal(text: string): Refusal | null {
  if (INJECTION.test(text)) return 'injection';
  if (OFF_TOPIC.test(text)) return 'off_topic';
  const sentences = text.split(/[.?!;\n]+\s+/);
  if (sentences.some((sentence) => ordersChange(sentence))) return 'change';
  return null;
}

const INJECTION = phrases`
  (ignore|disregard|forget|override|bypass|skip)\b( \w+){0,4} (instructions?|prompts?|rules|guidelines|guardrails|restrictions|everything|previous|above|told)
  system prompt
  (reveal|print|show|repeat|output|leak|dump|tell|give|what (is|are))( \w+){0,2} your (\w+ )?(prompts?|instructions?|api keys?|secrets?|credentials?|token|configuration|config|rules)
  you are now
  pretend (to be|you|that you)
  act as (a|an|if|my|though|root|admin)
  role-?play
  jailbreak\w*
  dan mode
  developer mode
  no restrictions
  hidden instructions
  say (that )?(everything|all|the account) (is|are) (fine|ok|okay|secure|safe|good)
  from now on
  new instructions?
  env(ironment)? variables? of (this|your)`;

const OFF_TOPIC = phrases`
  weather
  jokes?
  poems?
  haikus?
  limericks?
  sonnets?
  sing
  songs?
  recipes?
  horoscope
  football
  soccer
  world cup
  movies?
  capital of
  stock price
  bitcoin price
  price of bitcoin
  translate
  proofread
  meaning of life
  restaurants?
  dinner
  lunch
  (write|generate|draft|compose|code)( me| us| up| out)*( a| an| some| the| my| another)?( \w+){0,3} (scripts?|code|functions?|programs?|poems?|essays?|emails?|letters?|terraform|cloudformation|stories|story|blog( post)?|app|apps|regex|queries|query|boto3?|module|templates?|playbook|class|yaml|json|lambda|policy)
  (write|generate|give|show)( me| us)? (\w+ )?(python|javascript|typescript|bash|java|golang|rust|terraform|cloudformation|boto3?|sql|powershell|html)
  (python|bash|javascript|terraform|cdk) (script|code|function|program|module)s?
  leetcode
  fibonacci
  sort a list`;

const POLITE =
  /^(?:(?:please|ok|okay|hey|hi|hello|now|just|so|then|and|also|alright|great|thanks|thank you|right|cool|yes|yeah|sure|go ahead and|go on and|assay|quickly|immediately|kindly|could you|can you|would you|will you|can u|i want you to|i want to|i need you to|i need to|i would like you to|i would like to|you should|you must|you need to|you have to|make sure (?:to|you)|let us|do me a favou?r and|try to|at once)[, ]+)*/;

const VERBS = [
  'delete',
  'remove',
  'terminate',
  'stop',
  'start(?! (?:with|at|from))',
  'restart',
  'reboot',
  'rotate',
  'disable',
  'deactivate',
  'enable',
  'activate',
  'create',
  'revoke',
  'attach',
  'detach',
  'close',
  'lock',
  'encrypt',
  '(?:turn|switch) (?:\\S+ ){0,4}?(?:on|off)\\b',
  'shut',
  'kill',
  'resize',
  'downsize',
  'launch',
  'spin',
  'deploy',
  'grant',
  'give (?!me (?:a|an|the|all|some|every|more|details|information|just|only|numbers|top|it)\\b|us\\b)\\S+ (?:\\S+ ){0,3}?(?:access|permissions?|rights|admin\\w*|role)',
  'give me (?:\\S+ ){0,2}?(?:admin|administrator|root|full|write)\\w* (?:access|rights|permissions?)',
  'apply',
  'modify',
  'patch',
  'suppress',
  'archive',
  'reset',
  'quarantine',
  'isolate',
  'untag',
  'tag',
  'share(?! (?:of|the list|a list))',
  'unshare',
  'buy',
  'purchase',
  'clean',
  'wipe',
  'destroy',
  'drop',
  'block',
  'unblock',
  'allow',
  'assign',
  'release',
  'fix(?! (?:for|plan|steps|guide|instructions|advice|list)\\b)',
  'remediate',
  'resolve',
  'migrate',
  'rename',
  'upgrade',
  'restore',
  'ban',
  'nuke',
  'purge',
  'empty',
  'execute',
  'cancel',
  'approve',
  'expose',
  'mute',
  'silence',
  'harden',
  'secure',
  'enforce',
  'restrict',
  'require',
  'invite',
  'open (?:a|an|up|the|port|my|our|@|all|every)',
  '(?:make|set|put|change|update|add|move|copy|run|edit|configure|replace|force|send|upload|schedule|increase|decrease|reduce|lower|raise)',
];
const VERB = new RegExp(`^(?:${VERBS.join('|')})(?![\\w-])`);

/** Verbs that are as often about the answer as about the estate: "make a list", "change it to last month", "add owners". */
const ABOUT_ANSWER =
  /^(?:make|set|put|change|update|add|move|copy|run|edit|create|give|replace|send|start|restrict|drop|remove|share|clean|reduce|allow|open)\b(?: \S+){0,4}? (?:lists?|tables?|reports?|summary|summaries|charts?|graphs?|overview|csv|breakdown|comparison|answer|column|columns|sentence|to (?:last|this|the last|previous|yesterday)|shorter|longer|simpler|again|owners?|costs?|me on|dashboard|plan|checklist|guide|runbook)\b/;

/** Is this sentence an order to change something? Questions about how or whether to are not. */
function ordersChange(sentence: string): boolean {
  const asked = sentence.trim().replace(/^[^\w@]+/, '');
  const bare = asked.replace(POLITE, '');
  if (/\bhow\b/.test(asked)) return false;
  if (VERB.test(bare) && !ABOUT_ANSWER.test(bare)) return !isNounPhrase(bare);
  if (
    /^(?:how|what|why|who|which|when|where|whose|did|does|do|has|have|is|are|was|were|should|could we|can we|can i|could i)\b/.test(
      asked,
    )
  )
    return false;
  return TRAILING.test(asked) || FOR_ME.test(asked);
}

/** "open critical findings", "archived findings by account", "block public access settings": nouns that begin like orders. */
function isNounPhrase(bare: string): boolean {
  return (
    /^(?:block public access|stop logging (?:events?|calls?)|release notes|share of|tag (?:coverage|compliance)|fix (?:steps|instructions|owners?)|start (?:date|of)|lock down (?:steps|status)|reset password|encrypt\w* (?:status|coverage)|set of|run rate)\b/.test(
      bare,
    ) || /^(?:remediat|resol)\w* (?:steps|plan|guidance|advice)\b/.test(bare)
  );
}

const TRAILING =
  /(?:,|\band\b|\bthen\b|\bplease\b) (?:then |please |also |just |immediately )*(?:delete|remove|terminate|stop|rotate|disable|kill|fix|close|revoke|shut down|turn off|block|detach|encrypt|enable|quarantine|make) (?:it|them|those|these|that|all|the|everything|every|each|any|@\w+|him|her|mfa)\b/;
const FOR_ME =
  /\b(?:delete|remove|terminate|stop|rotate|disable|fix|close|revoke|enable|encrypt|resolve|remediate|handle) (?:\S+ ){1,6}(?:for me|for us|on my behalf|right away|immediately|asap)\b/;
