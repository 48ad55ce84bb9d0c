/** How an answer is wanted: as an average, a duration, in so many words; and what somebody may do. Text is normalised and masked. */
import type { Details, Entity, Subject, Topic } from './intent.ts';
import { phrases } from './language/phrases.ts';
import { countOf } from './time/numbers.ts';
import { MONEY } from './words.ts';

/** Further details of a question; an empty object when it has none. */
export function readWants(
  text: string,
  subject: Subject | null,
  topics: readonly Topic[],
  entities: Entity[],
): Details {
  const wants: Details = {};
  const money = MONEY.test(text);
  if (money && AVERAGE.test(text)) wants.average = true;
  if (money && WORKDAYS.test(text)) wants.days = 'workday';
  else if (money && WEEKENDS.test(text)) wants.days = 'weekend';
  if (money && /\bregions?\b/.test(text) && UNUSED_PLACE.test(text)) wants.unusedPlaces = true;
  const least = money && LEAST.test(text);
  if (least) wants.extreme = MOST.test(text.replace(LEAST, ' ')) ? 'both' : 'least';
  const uncounted = UNCOUNTED.flatMap(([name, pattern]) => (pattern.test(text) ? [name] : []));
  if (uncounted.length > 0) wants.uncounted = uncounted;
  const volumeType = subject === 'volume' ? /\b(gp2|gp3|io1|io2|st1|sc1)\b/.exec(text)?.[1] : undefined;
  if (volumeType) wants.volumeType = volumeType;
  if (SENSITIVE_DATA.test(text)) wants.sensitive = true;
  if (DURATION.test(text)) wants.duration = true;
  const sentences = SENTENCES.exec(text)?.[1];
  if (sentences) wants.sentences = /^(?:a|one|single)$/.test(sentences) ? 1 : Math.max(1, countOf(sentences) || 3);
  else if (SHORT.test(text)) wants.sentences = 3;
  if (subject === 'user' || subject === 'access_key' || topics.includes('access_keys'))
    if (KEY_UNUSED.test(text)) wants.keyUnused = true;
  const access = readAccess(text, entities);
  const unknown = entities.some(({ type }) => type === 'user' || type === 'role') ? undefined : UNKNOWN.exec(text)?.[1];
  if (unknown && SERVICES.some(([, pattern]) => pattern.test(text))) wants.unknownPrincipal = unknown.trim();
  if (access) {
    wants.access = access;
    wants.ability = true;
  }
  return wants;
}

/** Kept, or known to AWS, and yet counted by no fact: an answer about another thing says so. */
const UNCOUNTED: [string, RegExp][] = [
  ['launch templates', /\blaunch templates?\b/],
  ['the text of user data', /\buser[- ]?data\b/],
  ['subnets', /\bsubnets?\b/],
  ['network ACLs', /\b(?:network acls?|nacls?)\b/],
  ['route tables', /\broute tables?\b/],
  ['access points', /\baccess points?\b/],
  ['VPC endpoints', /\bvpc endpoints?\b/],
  ['key pairs', /\bkey ?pairs?\b/],
  ['data events', /\bdata events?\b/],
  ['termination protection', /\b(?:termination|deletion) protection\b/],
  [
    'the size and growth of buckets, which are not read',
    /\bbuckets?\b.*\b(?:gr(?:ew|ow|owing|own)|sizes?|largest|biggest|(?:most|how many) objects)\b|\b(?:sizes?|largest|biggest|fastest[- ]growing)\b (?:\w+ ){0,3}buckets?\b/,
  ],
  ['what no longer exists', /\b(?:no longer|not|never) (?:\w+ )?exists?\b/],
  ['budgets, which are not read', /\b(?:on|over|under|within) budget\b|\bbudgets?\b/],
  ['which addresses are those of your office', /\b(?:our|the) office\b/],
];

/** Data that must not be seen by strangers, as buckets and disks may hold it. */
const SENSITIVE_DATA =
  /\b(?:buckets?|volumes?|snapshots?|instances?|disks?)\b.*\b(?:(?:personal|customers?|sensitive|confidential|health|payment|card|private) (?:\w+ )?(?:data|information|records?|details|numbers?)|pii)\b|\b(?:personal|customer|sensitive|confidential|health|payment|card|pii) (?:data )?buckets?\b/;

const AVERAGE = /\b(?:averages?|avg|mean (?:cost|spend|daily)|on average|typical(?:ly)?|averaged)\b/;
const WORKDAYS =
  /\b(?:excluding|exclude|without|except|no|not counting|minus|ignoring|leaving out|ignore)(?: for)?(?: the)? weekends?\b|\bweekends? (?:are |being )?(?:excluded|not counted|left out|aside|ignored)\b|\b(?:weekdays?|work(?:ing)?[- ]?days?|business days?)\b/;
const WEEKENDS = /\b(?:only|just|on|at)(?: the| on)? weekends\b|\bweekends only\b/;
const UNUSED_PLACE =
  /\b(?:not|never|nothing|no one|nobody|un-?used|empty|without)\b(?!.*\bmfa\b).*\b(?:us(?:e|ed|ing)|run\w*|anything|resources?|in (?:it|them))\b|\bunused regions?\b|\b(?:us(?:e|ed|ing)|run\w*) nothing\b|\bregions? (?:\w+ ){0,4}(?:nobody|nothing|no one)\b/;
const LEAST =
  /\b(?:cheapest|least expensive|least costly|lowest (?:cost|bill|spend\w*)|(?:costs?|spends?|spent) (?:the )?least)\b/;
const MOST =
  /\b(?:most expensive|dearest|costliest|priciest|highest|biggest|(?:costs?|spends?|spent) (?:the )?most|most)\b/;
const DURATION = phrases`
  how long (has|have|had|is|are|was|were|did|does)
  since when
  for how (long|many (days|weeks|months))
  how many (days|weeks|months) (has|have|had|is|are)
  from when on`;
const SENTENCES =
  /\bin (?:just |only |no more than |at most )?(a|one|single|two|three|four|five|\d|a few|a couple of) (?:short |plain )?sentences?\b/;
const SHORT = /\bbriefly\b|\bin short\b|\btl;? ?dr\b|\bin a nutshell\b|\bin brief\b/;
const KEY_UNUSED =
  /\bnever (?:been |once |ever )?us(?:ed|e)\b.*\bkeys?\b|\bkeys?\b.*\b(?:never|not ever) (?:been |once |ever )?used\b/;

const MAY = phrases`
  (can|could|may)
  (is|are|be) (\S+ )?(able|allowed|permitted|authori[sz]ed) to
  (has|have|had) (\S+ )?(access|rights?|permissions?) (to|on|for|in)
  (right|rights|permissions?|privileges?) (to|on|for)
  access(es)? (to|on|for)
  (permissions?|rights?|privileges?) (to|on|for|in)`;
const SERVICES: [service: string, words: RegExp][] = [
  ['billing', /\bbilling\b|\b(?:the|our) (?:bills?|invoices?|costs?)\b|\bcost (?:explorer|management)\b/],
  ['secretsmanager', /\bsecrets?\b/],
  ['kms', /\bkms\b/],
  ['rds', /\brds\b/],
  ['dynamodb', /\bdynamo(?:db)?\b/],
  ['lambda', /\blambdas?\b/],
  ['cloudwatch', /\bcloudwatch\b/],
  ['cloudfront', /\bcloudfront\b/],
  ['route53', /\broute ?53\b/],
  ['sns', /\bsns\b/],
  ['sqs', /\bsqs\b/],
  ['ecs', /\becs\b/],
  ['ecr', /\becr\b/],
  ['s3', /\bs3\b|\bbuckets?\b|@bucket\b|\bobjects?\b/],
  ['cloudtrail', /\bcloudtrail\b|\btrails?\b|\blogging\b/],
  ['guardduty', /\bguardduty\b|\bdetectors?\b/],
  ['iam', /\biam\b|\b(?:users|roles|policies|access keys)\b|\bother users?\b/],
  ['ec2', /\bec2\b|\binstances?\b|\bservers?\b|\bmachines?\b|\bsnapshots?\b|\bvolumes?\b|\bsecurity groups?\b/],
];
const WRITES =
  /\b(?:writ\w+|put|upload\w*|delet\w+|remov\w+|modif\w+|chang\w+|creat\w+|terminat\w+|stop\w*|launch\w*|start\w*|edit\w*|attach\w*|share|manage|full)\b/;
const READS = /\b(?:read\w*|list\w*|get|download\w*|see|view|look|open|describe|fetch)\b/;

/** Somebody whose rights are asked after and whom no name of the estate fits. */
const UNKNOWN =
  /^(?:can|could|may|is|does) (?:the |our |a )?(?!(?:we|you|i|it|they|he|she|this|that|those|these|any\w*|some\w*|every\w*|all|there|internet|public|assay|aws)\b)((?:[a-z][\w-]* ){1,3}?)(?:able to |allowed to |have (?:the )?(?:access|rights?|permissions?) to )?(?:read|write|access|delete|list|modify|change|stop|terminate|use|see|download|upload)\b/;

/** "can X read S3": of a user or role that is named, or of anybody. */
function readAccess(text: string, entities: Entity[]): Details['access'] | null {
  const principal = entities.some(({ type }) => type === 'user' || type === 'role');
  const anybody =
    /\b(?:who|whom|which (?:iam )?(?:users?|roles?|principals?|identities|people)|(?:anyone|anybody|everyone|people|users|roles) (?:who|that|with)|does (?:anyone|anybody)|how many (?:users|people|roles))\b/.test(
      text,
    );
  if (!MAY.test(text) || /\bassum\w+\b|\bwho (?:can|could) (?:help|fix|own)/.test(text)) return null;
  if (!principal && !anybody) return null;
  const enters = /\baccess(?:es)?\b|\bget (?:in(?:to)?|at)\b|\buse\b|\bpermissions?\b|\brights?\b/.test(text);
  if (!principal && !READS.test(text) && !WRITES.test(text) && !enters) return null;
  const rest = text.replace(/@(?:user|role)\b/g, ' ');
  const service = SERVICES.find(([, pattern]) => pattern.test(rest))?.[0];
  if (!service) return null;
  const action = WRITES.test(rest) ? 'write' : READS.test(rest) ? 'read' : 'use';
  return { service, action };
}
