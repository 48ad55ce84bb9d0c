/** What questions want that no fact computes: an answer about something near it says so. Text is normalised and masked. */
import type { Intent } from './intent.ts';

/** One thing wanted, how to say it, and when it is heeded after all. */
interface Want {
  words: string;
  asked: RegExp;
  unless?(intent: Intent): boolean;
}

const hasMoney = ({ topics, details }: Intent) =>
  details?.average === true || topics.some((topic) => topic === 'spend' || topic === 'spike' || topic === 'savings');
const kinds =
  (...wanted: Intent['kind'][]) =>
  (intent: Intent) =>
    wanted.includes(intent.kind);

const WANTS: Want[] = [
  {
    words: 'the average, of which only that of money is computed',
    asked: /\b(?:averages?|avg|on average|averaged)\b/,
    unless: hasMoney,
  },
  { words: 'the median or a percentile', asked: /\b(?:medians?|percentiles?|p\d\d)\b/ },
  {
    words: 'how long it takes until findings are fixed',
    asked:
      /\bhow (?:long|fast|quickly|soon) (?:do|does|did|are|is|has|have) (?!@)(?:\w+ ){0,4}(?:stay|remain|take|get|fix\w*|resolv\w*|clos\w*|remediat\w*|respond)\b|\b(?:mttr|mean time|time to (?:fix|resolve|resolution|remediat\w*|close|respond|patch))\b/,
    unless: ({ details }) => details?.duration === true && details.title !== undefined,
  },
  {
    words: 'what is still to come, of which only the bill of a whole month, quarter or year is forecast',
    asked:
      /\bnext (?:week|month|quarter|year|fiscal year)\b|\b(?:in|by|for) (?:january|february|march|april|may|june|july|august|september|october|november|december) next year\b|\bnext \d+ (?:days|weeks|months|quarters|years)\b|\bcoming (?:week|month|quarter|year)s?\b/,
    unless: ({ details }) => details?.ahead === true,
  },
  {
    words: 'its share of the whole bill',
    asked:
      /\b(?:percent(?:age)?|per ?cent|share|fraction|proportion|%) of (?:our|the|all|my)?(?: \w+)? ?(?:spend\w*|bills?|costs?|money)\b/,
    unless: ({ entities }) => entities.every(({ type }) => type !== 'aws_service'),
  },
  {
    words: 'what would be if something were changed, which is not simulated',
    asked:
      /\bif (?:we|i|you|they|everyone) (?:\w+ )?(?:stop|turn|shut|switch|mov|migrat|resiz|convert|bought|buy|us|chang|halv|doubl|downsiz|schedul)\w*\b/,
    unless: ({ details, topics }) =>
      details?.breaks === true ||
      topics.some((topic) => topic === 'savings' || topic === 'unattached' || topic === 'idle'),
  },
  {
    words: 'who has left, for no directory of people is read',
    asked:
      /\b(?:ex|former|departed|left the company)[- ]?(?:employees?|staff|users?|colleagues|contractors?|people)?\b(?=.*\b(?:employees?|staff|users?|keys?|access|accounts?|people|contractors?|company)\b)/,
  },
  {
    words: 'which network path leads from one to another, for routes, network ACLs and peerings are not read as paths',
    asked:
      /\b(?:talk|speak|communicate|connect|get through|route|ping|reach)(?:s|ing|ed)? (?:to|with) (?:the |our |each |any )?(?:\w+ ){0,3}(?:databases?|dbs?|servers?|instances?|vpcs?|subnets?|internet|other|machines?|services?|@\w+)\b|\b(?:can|could|does|do) (?:the |our |any |an )?(?:\S+ ){1,4}reach (?:the |our |any )?(?:\w+ ){0,3}(?:databases?|dbs?|servers?|instances?|vpcs?|subnets?|internet|machines?|@instance)\b|\bnetwork paths?\b|\bpeer(?:ed|ing)\b/,
  },
  {
    words: 'what each single one costs, for the bill knows services and not the things in them',
    asked:
      /\b(?:most expensive|costliest|priciest|cheapest|dearest|least expensive|biggest) (?:single |individual )?(?:rds|lambdas?|functions?|buckets?|databases?|dbs?|tables?|clusters?|queues?|load balancers?|log groups?|distributions?|nat gateways?)\b|\bwhich (?:single |individual )?(?:rds|lambdas?|functions?|buckets?|databases?|dbs?|tables?|clusters?|queues?|load balancers?|log groups?|distributions?) (?:\w+ ){0,2}(?:costs?|spends?|is (?:the )?(?:most|least)) /,
  },
  {
    words: 'money by instance type or size, for the bill is kept by service, account, region and usage type',
    asked: /\b(?:instance|machine|vm|ec2|node) (?:types?|sizes?|famil(?:y|ies)|class(?:es)?)\b/,
    unless: (intent) => !hasMoney(intent),
  },
  {
    words: 'what the buckets hold, for no object is read',
    asked:
      /\bbuckets? (?:that |which |still |might |may |do |does |actually )*(?:hold|holds|holding|contain|contains|containing|store|stores|storing)\b/,
  },
  {
    words: 'what uses or depends on it, for use is recorded only as calls',
    asked: /\b(?:what|which \w+|who|anything|anyone) (?:\w+ )?(?:depends?|relies|rely) on\b/,
    unless: ({ details }) => details?.breaks === true,
  },
  {
    words: 'how many users, requests or objects they serve, for no load is measured',
    asked:
      /\b(?:cpu|memory|disk) (?:usage|utili[sz]ation|load)\b|\b(?:under|over)[- ]?(?:utili[sz]ed|provisioned|sized)\b|\bright[- ]?siz\w+\b|\boversized\b|\b(?:requests|traffic) per\b/,
    unless: kinds('explain', 'remediate'),
  },
  {
    words: 'whether somebody has looked at them, which is not recorded',
    asked:
      /\b(?:nobody|no one|never|not|un)(?: \w+){0,3}[ -]?(?:looked at|acknowledged|triaged|reviewed|investigated|assigned to anyone)\b|\bun(?:acknowledged|triaged|reviewed|investigated)\b/,
  },
  { words: 'who approved it, which no log holds', asked: /\b(?:approv\w+|signed off)\b/ },
];

/** The words for everything of a question that no fact computes; empty when there is nothing. */
export function readUncomputed(text: string, intent: Intent): string[] {
  if (intent.kind === 'out_of_scope' || intent.kind === 'help') return [];
  return WANTS.filter(({ asked, unless }) => asked.test(text) && !unless?.(intent)).map(({ words }) => words);
}
