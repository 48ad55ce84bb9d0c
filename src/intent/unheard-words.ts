/** Words that narrow nothing, whatever they stand beside, and the things that a word before them narrows. */
import { editDistance, isListedWord } from './language/spelling.ts';
import { DOMAIN_WORDS, ORDINARY_WORDS } from './language/vocabulary.ts';

/** Things of the estate, and of the bill, of which some can be meant. */
export const HEAD_NOUNS =
  /^(?:accounts?|buckets?|instances?|machines?|servers?|box(?:es)?|users?|people|roles?|keys?|credentials?|volumes?|disks?|snapshots?|images?|amis?|groups?|polic(?:y|ies)|vpcs?|subnets?|gateways?|addresses|ips|trails?|detectors?|findings?|detections|alerts?|events?|calls?|logins?|teams?|projects?|products?|departments?|units?|customers?|tenants?|clusters?|databases?|functions?|services?|workloads?|applications?|apps?|environments?|resources?|storage|spend|spending|costs?|bills?|charges|estate)$/;

/** Common words that mean a kind of thing wherever they stand, and are passed over where no reader knows them. */
export const QUALIFIES: ReadonlySet<string> = new Set(
  `ai amd analytics arm beta blue build canary card cards cidr client clients competitor container containers contractor
  contractors cores country cpu credit dashboard debian deployment developer developers discount dr dns docker domain domains
  ecr ecs efs eks elb email employee employees engineering executive external fargate finance functions gdpr git github
  gitlab hipaa hosting hr hybrid intel intern interns jenkins kafka kubernetes lambda lambdas legal linux load mainframe
  marketing memory migration mobile mongodb mysql nginx office offline oracle outsourced packages partner partners phone
  pipeline pipelines platform postgres prototype python ram replicated replication research reserved sales sandbox scheduled
  science sensitive sns software sql sqs spot subsidiary supplier suppliers tenant tenants terraform test tests training
  trial ubuntu udp vendor vendors waf website windows wordpress workload x86`.split(/\s+/),
);

/** True for a word that says nothing about which things are meant. */
export const isFreeOfMeaning = (word: string): boolean => FREE.has(word) || FREE.has(word.replace(/(?<=\w{3})s$/, ''));

/** One slip away from a common word: a typo that mattered to nobody, not a name. */
export function isSlipOf(word: string): boolean {
  if (FORMS.some(([ending, instead]) => word.endsWith(ending) && isStem(word.slice(0, -ending.length), instead)))
    return true;
  // "develop" is in no list, "developers" is.
  if (
    word.length > 3 &&
    ['s', 'd', 'ed', 'er', 'r', 'ing', 'ment', 'ers'].some((ending) => isListedWord(word + ending))
  )
    return true;
  if (word.length < 4) return [...FREE].some((known) => known.length > 2 && editDistance(word, known, 1) <= 1);
  for (const list of [DOMAIN_WORDS, ORDINARY_WORDS])
    for (const known of list)
      if (known.length > 3 && known[0] === word[0] && editDistance(word, known, 1) <= 1) return true;
  return false;
}

/** Endings of English words, and what may stand in their place: deleting → delete, stopped → stop, policies → policy. */
const FORMS: [string, string[]][] = [
  ['ing', ['', 'e']],
  ['ed', ['', 'e']],
  ['es', ['', 'e']],
  ['ies', ['y']],
  ['ied', ['y']],
  ['er', ['', 'e']],
  ['est', ['', 'e']],
  ['ly', ['', 'le']],
  ['ment', ['', 'e']],
  ['ness', ['']],
  ['able', ['', 'e']],
  ['ible', ['', 'e']],
  ['ion', ['', 'e']],
  ['ions', ['', 'e']],
  ['al', ['', 'e']],
  ['ure', ['', 'e']],
  ['ures', ['', 'e']],
];
const isStem = (stem: string, endings: string[]) =>
  stem.length > 2 &&
  (endings.some((ending) => isListedWord(stem + ending)) || (/(.)\1$/.test(stem) && isListedWord(stem.slice(0, -1))));

const FREE: ReadonlySet<string> = new Set(
  `environment environments a about above across actual actually additional after again against ago all allow allowed also always am among an and
  another any anybody anyhow anyone anything anyway anywhere apart are around as aside ask at atm available average aws amazon
  away back basically be became because become been before behind being below beside best better between beyond both brief
  briefly but by can case certain check clear cloud come coming common company complete completely concerning configured
  corporate could count current currently daily deal definitely detail details did different do does doing done down due
  during each easily either else entire especially estate even ever every everybody everyone everything everywhere exact
  exactly example exist existing extra fail failing failure far few final finally find first follow following for found free
  from full fully further general generally get getting give given go going good got grouped had happen has have having he
  hello help hence her here hers hey hi him his hold how however i if important in include included including individual
  info information instead into is it item its itself just keep kind know known last lately later latest least less let like
  likely list listing little live long look looking lot main make many matter may maybe me mean meant might mine mind more
  most much must my name named near necessary need needed needing never new next nice no nobody none nor normal not nothing
  now number of off often ok okay on once one only onto open or org organisation organization original other otherwise our
  ours out over overall overview own particular per percent perhaps please plus point possible potential present previously
  prior probably proper pull put question quick quickly quite rather real really recent recently recorded regarding regular
  related relevant remaining report respective rest result right roughly same say score see seem seen select separate several
  shall share she short should show showing sign similar simple simply since single situation so some somebody someone
  something somewhere soon sort specific split standing start status still such summary sure take tell than thank that the
  their theirs them themselves then there these they thing this those though through to today together tomorrow too top total
  toward trouble true try two type typical typically under understand unit until up upon us use used using usual usually
  utc various very via view want was way we well were what whatever when where whether which while who whole whom whose why
  will wish with within without wonder worth would wrong yes yet you your yours yourself hour minute second day week month
  quarter year night morning afternoon evening weekend monthly weekly daily yearly monday tuesday wednesday thursday friday saturday sunday january
  february march april june july august september october november december date period time range gap accessible access
  privilege escalation priv esc ec2 iam s3 cloudtrail guardduty ebs gpu finops devops secops sre ciso cto ceo cfo board
  manager auditor audit boss colleague security team teams admin setup set service services resource resources region
  account accounts infrastructure infra machine server instance user role bucket key volume snapshot finding money spend
  spending cost bill usd eur dollar console internet public exposed gateway elastic address group compare compared number
  shared encrypted storage data posture trend etc eg ie fyi asap btw tldr pls cmon yo gosh wow hmm umm uh ah oh kindly
  urgent urgently quickly cheers folks guys dear mate lol e.g i.e e.g. i.e. vs regards worst biggest largest highest lowest
  top bottom big small high low medium critical severe risky dangerous old older oldest newest newer active inactive whose
  running stopped everywhere itself currently across switching deleting switch delete create change launch stop remove
  terminate rotate fix mend secure encrypt tag tagged untagged share attach detach enable disable assume run own owns owned
  pay paying buy burn burning save saving waste wasted cut reduce lower grow grew rise drive driving cause caused explain
  describe summarise summarize break down world whole default ssh rdp mfa breakdown api processing forgotten forgot password spots long-lived`
    .split(/\s+/)
    .filter(Boolean),
);
