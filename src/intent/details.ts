/** What a question asks beyond subject and topic, in words that only one kind of thing has. Text is normalised and masked. */
import type { Details, Subject, Topic } from './intent.ts';

/** The details of a question; an empty object when it has none. */
export function readDetails(text: string, subject: Subject | null, topics: readonly Topic[], hasAge: boolean): Details {
  const has = (topic: Topic) => topics.includes(topic);
  const details: Details = {};
  const identity = subject === 'user' || subject === 'access_key' || has('mfa') || has('access_keys');
  if (identity && CONSOLE.test(text)) details.consoleAccess = !NO_CONSOLE.test(text);
  if (NEVER_USED.test(text)) details.neverUsed = true;
  const keys = SEVERAL_KEYS.exec(text);
  if (keys) details.minActiveKeys = COUNTS[keys[1] ?? ''] ?? 2;
  if (OLD.test(text) && !hasAge) details.old = true;
  if (subject === null && STILL_RUNNING.test(text)) details.state = 'running';
  else if (subject === 'instance' && STOPPED.test(text)) details.state = 'stopped';
  else if (subject === 'instance' && RUNNING.test(text) && !has('spend')) details.state = 'running';
  const cycled = subject === 'instance' ? CYCLED.filter(([pattern]) => pattern.test(text)).map(([, name]) => name) : [];
  if (cycled.length > 0) details.cycled = cycled;
  if (details.state === 'stopped' && STOPPED_LONG.test(text)) details.stoppedLong = true;
  if (subject === 'security_group' && UNUSED_GROUP.test(text)) details.unusedGroup = true;
  if (subject === 'instance' && PUBLIC_ADDRESS.test(text)) details.publicAddress = true;
  const ports = readPorts(text);
  if (ports.length > 0 && (has('network') || has('public'))) details.ports = ports;
  if (IMDS_V1.test(text)) details.imdsv1 = true;
  if (has('login') && FAILED.test(text)) details.failed = true;
  if (GEOGRAPHY.test(text)) details.geography = true;
  if (/\bnew(?:ly)?\b|\bopened\b|\bappeared\b/.test(text) && (subject === 'finding' || has('threat')))
    details.opened = true;
  if (DIRECTION.test(text)) details.direction = true;
  if (EVERY_ACCOUNT.test(text)) details.inventoryOfAccounts = true;
  const framework = FRAMEWORKS.find(([, pattern]) => pattern.test(text));
  if (framework) details.framework = framework[0];
  const foreign = readNotCollected(text, subject, topics);
  if (foreign.length > 0) details.notCollected = foreign;
  else if (
    (BESIDE.some(has) || (COUNTED.test(text) && has('spend'))) &&
    !has('activity') &&
    !has('network') &&
    !has('threat')
  ) {
    const also = namedForeign(text).filter((name) => name !== 'KMS keys');
    if (also.length > 0) details.alsoNotCollected = also;
  }
  return details;
}

const CONSOLE =
  /\bconsole (?:users?|access|passwords?|accounts?|logins?)\b|\b(?:with|have|has|having) (?:a |console )*passwords?\b|\bhuman users?\b|\bnor (?:a |any )?(?:console )?passwords?\b/;
const NO_CONSOLE =
  /\bnor (?:a |any )?(?:console )?passwords?\b|\b(?:no|without|not have) (?:a )?(?:console )(?:access|passwords?)\b/;
const NEVER_USED =
  /\bnever (?:been )?(?:logged|used|signed|active)\b|\bnot ever (?:logged|used)\b|\bnever (?:log|sign)\b/;
const SEVERAL_KEYS = /\b(two|2|three|3|several|multiple|more than one|both)\b (?:\w+ ){0,2}(?:access |api )?keys\b/;
const COUNTS: Record<string, number> = { two: 2, '2': 2, three: 3, '3': 3, several: 2, multiple: 2, both: 2 };
const OLD = /\b(?:old|ancient|outdated|unrotated|aged|aging|ageing|long-forgotten|oldest)\b|\bnot (?:been )?rotated\b/;
const STOPPED = /\b(?:stopped|shut ?down|powered off|switched off|not running)\b/;
/** Done to instances in a time, not how they are. */
const CYCLED: [RegExp, string][] = [
  [/\b(?:was|were|got|been|get) (?:\w+ )?stopped\b(?!.*\bfor\b)/, 'StopInstances'],
  [/\b(?:was|were|got|been|get) (?:\w+ ){0,3}(?:started(?: again)?|re-?started)\b/, 'StartInstances'],
  [/\b(?:was|were|got|been|get) (?:\w+ ){0,3}(?:re-?booted|restarted)\b/, 'RebootInstances'],
];
const STOPPED_LONG =
  /\b(?:stopped|shut ?down|powered off|switched off|not running) (?:\w+ ){0,4}(?:for|since|over|longer than|more than|at least)\b/;
const UNUSED_GROUP =
  /\b(?:nothing|nobody|no one|no instances?|no interfaces?) (?:is |are )?(?:us(?:e|es|ing)|attached)\b|\b(?:unused|unattached|orphaned|unassociated)\b|\bnot (?:being )?(?:in use|used|attached|associated|assigned)\b|\battached to (?:nothing|no (?:one|instance\w*))\b|\bwithout (?:any )?(?:use|attachments?)\b/;
const RUNNING = /\brunning\b/;
const STILL_RUNNING = /\bstill (?:running|up|alive)\b|\brunning (?:now|still)\b/;
const PUBLIC_ADDRESS = /\bpublic (?:ips?|ip addresses|addresses|ipv4)\b|\bwith (?:an? )?public ip\b/;
const IMDS_V1 = /\bimds ?v?1\b|\bmetadata v1\b/;
const FAILED = /\bfail(?:ed|ing|ures?|s)?\b|\bunsuccessful\b|\bwrong password\b/;
const GEOGRAPHY =
  /\b(?:outside|from|in) (?:of )?(?:the )?(?:europe|eu|us|usa|china|russia|germany|abroad|asia|africa|america|uk|france|india)\b|\b(?:countr(?:y|ies)|geo(?:graph\w+|location)?|foreign (?:ip|countr)\w*|abroad)\b/;
const DIRECTION =
  /\bgo(?:ing|es)? (?:up|down)\b|\b(?:rising|growing|increasing|falling|dropping|decreasing|climbing)\b/;
const EVERY_ACCOUNT =
  /\b(?:which|what|how many|list|show|all) (?:me )?(?:the |our |my |all )?(?:aws )?(?:accounts|regions)\b(?: \w+){0,4}$|\baccounts? (?:do|are|can) (?:you|we|i|connected|known)\b|\bconnected accounts?\b/;

const PORTS: [RegExp, string[]][] = [
  [/\bssh\b/, ['22']],
  [/\brdp\b|\bremote desktop\b/, ['3389']],
  [/\btelnet\b/, ['23']],
  [/\bftp\b/, ['20', '21']],
  [/\bmysql\b|\bmariadb\b/, ['3306']],
  [/\bpostgres(?:ql)?\b/, ['5432']],
  [/\bsql server\b|\bmssql\b/, ['1433']],
  [/\bmongo(?:db)?\b/, ['27017']],
  [/\bredis\b/, ['6379']],
  [/\belasticsearch\b|\bopensearch\b/, ['9200']],
  [/\bsmb\b/, ['445']],
  [/\bvnc\b/, ['5900']],
  [/\bjupyter\b/, ['8888']],
  [/\bdatabases?(?: ports?)?\b/, ['1433', '1521', '3306', '5432', '6379', '9200', '27017']],
];

function readPorts(text: string): string[] {
  const named = PORTS.filter(([pattern]) => pattern.test(text)).flatMap(([, ports]) => ports);
  const bare = [...text.matchAll(/\bon (\d{2,5})(?=$|[?.!,;]| (?:that|which|to|and|or|in|from|without|with)\b)/g)]
    .map((match) => match[1]!)
    .filter((port) => Number(port) <= 65_535);
  const numbered = [
    ...text.matchAll(/\b(?:ports?|tcp|udp)[ :/]+((?:\d{1,5})(?:(?:,| and| or|\/)+ ?\d{1,5})*)/g),
  ].flatMap((match) => match[1]!.match(/\d+/g)!.filter((port) => Number(port) > 0 && Number(port) <= 65_535));
  return [...new Set([...named, ...numbered, ...bare])].slice(0, 20);
}

const FRAMEWORKS: [NonNullable<Details['framework']>, RegExp][] = [
  ['cis', /\bcis\b/],
  ['pci4', /\bpci\b|\bpci[- ]dss\b/],
  ['soc2', /\bsoc ?2\b/],
  ['nist80053r5', /\bnist\b/],
  ['iso27001', /\biso[- ]?27001\b/],
  ['fsbp', /\bfsbp\b|\bfoundational security\b/],
  ['attack', /\bmitre\b|\batt&ck\b/],
];

/** Things of AWS, and other clouds, that no collector reads; with how they are called. */
const NOT_COLLECTED: [string, RegExp][] = [
  ['Lambda functions', /\blambdas?\b(?! protection)/],
  ['RDS databases', /\brds\b(?! protection)|\baurora\b|\b(?:sql )?databases?\b|\bdb instances?\b/],
  ['DynamoDB tables', /\bdynamo(?:db)?\b/],
  ['EKS clusters', /\beks\b(?! protection)|\bkubernetes\b|\bk8s\b/],
  ['ECS services', /\becs\b|\bfargate\b|\bcontainers?\b/],
  ['load balancers', /\b(?:load balancers?|elbs?|albs?|nlbs?)\b/],
  ['CloudFront distributions', /\bcloudfront\b/],
  ['Route 53 zones', /\broute ?53\b|\bdns (?:zones?|records?)\b|\bhosted zones?\b/],
  ['SNS topics', /\bsns\b/],
  ['SQS queues', /\bsqs\b/],
  [
    'secrets',
    /\bsecrets? manager\b|\bparameter store\b|^(?:(?:which|what|list|show|any|all|are there|how many|our|the|me) )*secrets\b(?!.*\b(?:user[- ]?data|passwords?|in|inside)\b)/,
  ],
  ['CloudWatch log groups', /\blog groups?\b|\blog streams?\b/],
  ['CloudWatch alarms', /\balarms?\b/],
  ['target groups and scaling groups', /\btarget groups?\b|\b(?:auto ?-?scaling|scaling) groups?\b|\basgs?\b/],
  ['network interfaces', /\b(?:network interfaces?|enis?)\b/],
  ['internet and transit gateways', /\b(?:internet|transit|vpn|customer) gateways?\b|\btgws?\b|\bigws?\b/],
  ['VPC peering', /\bpeering\b/],
  ['organisation policies', /\b(?:scps?|service control polic(?:y|ies))\b/],
  ['Identity Center', /\b(?:identity cent(?:er|re)|permission sets?|aws sso)\b/],
  ['backup plans', /\bbackup (?:plans?|vaults?|jobs?)\b/],
  ['Step Functions', /\bstep functions?\b|\bstate machines?\b/],
  ['Glue jobs', /\bglue\b/],
  ['Kinesis streams', /\bkinesis\b|\bmsk\b/],
  ['Cognito pools', /\bcognito\b/],
  ['KMS keys', /\bkms (?:customer |managed )*keys?\b|\bcmks?\b/],
  ['RDS databases', /^(?:(?:which|what|list|show|any|all|our|the) )*(?:rds )?(?:db|rds) snapshots?\b/],
  ['Redshift clusters', /\bredshift\b/],
  ['ElastiCache clusters', /\belasticache\b/],
  ['SageMaker', /\bsagemaker\b/],
  ['API Gateway', /\bapi gateways?\b/],
  ['CloudFormation stacks', /\bcloudformation\b/],
  ['WAF', /\bwafs?\b|\bweb acls?\b/],
  ['EFS file systems', /\befs\b|\bfile systems?\b/],
  ['ECR repositories', /\becr\b|\bcontainer images?\b/],
  ['TLS certificates', /\bacm\b|\b(?:ssl|tls) cert\w*\b/],
  ['Azure', /\bazure\b/],
  ['Google Cloud', /\bgcp\b|\bgoogle cloud\b/],
];

/** What Cost Explorer knows of commitments and no collector asks it for. */
const COMMITMENTS: [string, RegExp][] = [
  ['Savings Plans coverage and utilisation', /\bsavings? plans?\b/],
  [
    'coverage and utilisation of reservations',
    /\b(?:ris?|reserved instances?|reservations?) (?:\w+ )?(?:coverage|utili[sz]ation|usage|use)\b|\b(?:coverage|utili[sz]ation) of (?:\w+ )?(?:ris?|reserved instances?|reservations?)\b/,
  ],
];
/** Topics for which a service that is not read leaves a hole in the answer. */
const BESIDE: Topic[] = ['idle', 'unattached', 'public', 'sharing', 'encryption', 'backup', 'inactive'];
const COUNTED =
  /\bhow many (?:\w+ ){0,2}(?:load balancers?|elbs?|functions?|lambdas?|databases?|clusters?|queues?|topics?|tables?)\b/;
const namedForeign = (text: string) => NOT_COLLECTED.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);

/** Only where the thing itself is asked about: its bill is collected, and so are the calls that were made to it. */
function readNotCollected(text: string, subject: Subject | null, topics: readonly Topic[]): string[] {
  const commitments = COMMITMENTS.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
  if (commitments.length > 0) return commitments;
  // Encryption with KMS keys is a property of what is encrypted.
  const found = namedForeign(text).filter(
    (name) => name !== 'KMS keys' || !topics.includes('encryption') || isHead(text),
  );
  if (found.length === 0 || topics.some((topic) => KNOWN_BY_OTHERS.has(topic))) return [];
  const ownSubject =
    subject === null ||
    isHead(text) ||
    subject === 'finding' ||
    (subject === 'access_key' && found.includes('KMS keys'));
  const ownNoun =
    /\b(?:rds|aurora|db|databases?) (?:\w+ )?(?:instances?|snapshots?)\b/.test(text) && !/\bebs\b/.test(text);
  return ownSubject || ownNoun ? found : [];
}

/** "Load balancers not fronting any instance": the first thing named is the one asked for. */
const isHead = (text: string) => NOT_COLLECTED.some(([, pattern]) => HEAD.exec(text)?.[1]?.search(pattern) === 0);
const HEAD =
  /^(?:(?:so|and|please|which|what|whose|list|show|give|find|tell|any|all|every|how many|number of|count|are there|do we have|is there|have we|me|us|our|the|my|of|unused|old|public|unencrypted|encrypted|untagged|idle|exposed) )*(\S+.*)$/;

const KNOWN_BY_OTHERS = new Set<Topic>([
  'spend',
  'spike',
  'savings',
  'activity',
  'launched',
  'deleted',
  'denied',
  'throttled',
  'login',
  'network',
  'threat',
  'enabled',
]);
