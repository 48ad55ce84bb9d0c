/**
 * One kind of thing by another that it hangs together with: "disks on stopped instances", "instances with more than one
 * security group", "which VPC has the most subnets". Text is normalised and masked.
 */
import type { Details } from './intent.ts';
import { COUNT, countOf } from './time/numbers.ts';
import { asksForDeed } from './words.ts';

type Relation = NonNullable<Details['relation']>;
type Thing = Relation['of'];

interface RelationReading {
  relation: Relation;
  /** The text without the clause, so that what it says of the other thing is not taken for something said of this one. */
  rest: string;
}

const THINGS: [Thing, string][] = [
  ['security_group', 'security[- ]groups?|sgs?'],
  ['nat_gateway', 'nat[- ]?gateways?'],
  ['network_acl', 'network acls?|nacls?'],
  ['address', 'elastic ips?|eips?'],
  ['role', 'instance profiles?|(?:iam )?roles?'],
  ['instance', '(?:ec2 )?instances?(?! (?:profiles?|types?|metadata))|ec2s|servers?|machines?|vms?|box(?:es)?|hosts'],
  ['volume', '(?:ebs )?volumes?|disks?|drives?'],
  ['snapshot', '(?:ebs )?snapshots?'],
  ['image', 'amis?|images?'],
  ['subnet', 'subnets?'],
  ['vpc', 'vpcs?'],
  ['policy', '(?:managed )?polic(?:y|ies)'],
  ['user', '(?:iam )?users?|members?|people'],
  ['group', '(?:iam |user )?groups?'],
  ['trail', '(?:cloudtrail )?trails?(?: logs?)?|cloudtrail(?: logs?)?'],
  ['bucket', '(?:s3 )?buckets?'],
];
const NOUN = new RegExp(`(?<![\\w@-])(?:${THINGS.map(([, words]) => words).join('|')})(?![\\w@-])`, 'g');
const thingOf = (words: string) => THINGS.find(([, nouns]) => new RegExp(`^(?:${nouns})$`).test(words))![0];

/** Pairs that the inventory tells of, either way round. */
const KNOWN: ReadonlySet<string> = new Set(
  `volume instance|address instance|security_group instance|instance vpc|instance subnet|instance image|instance role
  snapshot volume|security_group vpc|subnet vpc|nat_gateway vpc|nat_gateway subnet|network_acl vpc|network_acl subnet
  user group|user policy|role policy|group policy|trail bucket`
    .split(/[|\n]/)
    .map((pair) => pair.trim()),
);
export const isKnownPair = (one: string, other: string) => KNOWN.has(`${one} ${other}`) || KNOWN.has(`${other} ${one}`);

/** What may be said of the other thing, as attribute and value; `open` is any port open to the internet. */
const QUALITIES: [RegExp, Partial<Record<Thing, Relation['where']>>][] = [
  [/^(?:stopped|halted|(?:shut|powered|switched)[- ]?(?:down|off)|not running)$/, { instance: { state: 'stopped' } }],
  [/^(?:running|live|started)$/, { instance: { state: 'running' } }],
  [/^gpu$/, { instance: { isGpu: true } }],
  [
    /^(?:open|public|exposed|internet[- ]facing|world[- ]open|wide[- ]open|publicly accessible)$/,
    {
      security_group: { open: true },
      instance: { open: true },
      bucket: { isPublic: true },
      snapshot: { isPublic: true },
      image: { isPublic: true },
    },
  ],
  [
    /^(?:unencrypted|not encrypted|clear[- ]text|non-?encrypted)$/,
    { volume: { encrypted: false }, snapshot: { encrypted: false } },
  ],
  [/^encrypted$/, { volume: { encrypted: true }, snapshot: { encrypted: true } }],
  [/^(?:unattached|detached|orphaned|not attached)$/, { volume: { isAttached: false } }],
  [/^default$/, { security_group: { isDefault: true }, vpc: { isDefault: true } }],
  [
    /^(?:admin(?:istrator)?(?: rights| access)?|full[- ]admin|privileged)$/,
    { role: { isAdmin: true }, user: { isAdmin: true }, group: { isAdmin: true }, policy: { isAdmin: true } },
  ],
];
const QUALITY =
  'stopped|halted|(?:shut|powered|switched)[- ]?(?:down|off)|not running|running|live|started|gpu|open|public|exposed|internet[- ]facing|world[- ]open|wide[- ]open|publicly accessible|unencrypted|not encrypted|clear[- ]text|non-?encrypted|encrypted|unattached|detached|orphaned|not attached|default|admin(?:istrator)?|full[- ]admin|privileged';

const NUMBER = `(?:more than|over|greater than|>|at least|>=|fewer than|less than|under|exactly|only|just|at most) ${COUNT}|${COUNT} or more|${COUNT}\\+|several|multiple|many|two|three|most|(?:the )?most|(?:the )?(?:fewest|least)`;
const LINK =
  'get|receiv(?:e|es|ing)|stor(?:e|es|ing)|keep(?:s|ing)?|logs from|of|in|inside|within|with|without|off|on|onto|to|by|from|have|has|having|had|us(?:e|es|ed|ing)|contain(?:s|ing)?|hold(?:s|ing)?|behind|carr(?:y|ies|ying)|whose|attached|hang(?:s|ing)?|mounted|associated|assigned|linked|bound|belong(?:s|ing)?|launched|made|taken|based|built|booted|members?|part|lack(?:s|ing)?|log(?:s|ging)?|writ(?:e|es|ing)|deliver(?:s|ing)?|getting|gets?|wear(?:s|ing)?|granted|given';
const FILLER =
  'that|which|who|are|is|was|were|be|been|being|still|currently|do|does|not|never|no|the|a|an|any|some|our|their|its|to|it|them|down|up|out|there|all|belong|live|lives|sit|sits|sitting|exist|can|own';
const MIDDLE = new RegExp(
  `^(?:,? (?:${LINK}|${FILLER}|${NUMBER}|${QUALITY}))*?,? (?:${LINK})(?: (?:${LINK}|${FILLER}|${NUMBER}|${QUALITY}))*? $`,
);
const LACKS = /\b(?:no|not|never|without|lack(?:s|ing)?)\b(?! (?:more|less|fewer|running|encrypted|attached than))/;
const GONE =
  /^ (?:that |which )?(?:(?:do|does|did|has|have|is|are|was|were) )*(?:no longer|not|never|been|gone|deleted)(?: \w+)?\b(?: (?:exist\w*|there|around))?/;

/** Every kind of thing that a text has a noun for, and the one that findings are asked of: "critical findings on instances". */
export function readThings(text: string): Pick<Details, 'things' | 'findingsOn'> {
  const things = [...new Set([...text.matchAll(NOUN)].map((match) => thingOf(match[0])))];
  const on = FINDINGS_ON.exec(text)?.[1];
  return { ...(things.length > 0 ? { things } : {}), ...(on ? { findingsOn: thingOf(on) } : {}) };
}
const FINDINGS_ON = new RegExp(
  `\\b(?:findings?|issues|problems|alerts|misconfigurations|vulnerabilities)\\b (?:\\w+ ){0,2}?(?:on|for|about|affect(?:s|ing)?|of|concern(?:s|ing)?|hit(?:s|ting)?|with) (?:(?:our|the|all|any|every|@account|running|stopped|public) )*(${THINGS.map(([, words]) => words).join('|')})(?![\\w@-])`,
);

/**
 * How the first thing of a text hangs together with another one in it; `unknown` holds the words of a bond that no
 * inventory tells. Both are null when the text relates nothing.
 */
export function readRelation(text: string): { known: RelationReading | null; unknown: string | null } {
  const none = { known: null, unknown: null };
  const nouns = [...text.matchAll(NOUN)].map((match) => ({
    thing: thingOf(match[0]),
    from: match.index,
    to: match.index + match[0].length,
  }));
  const [head, ...others] = nouns;
  // Who did something to a thing is told by calls.
  if (!head || others.length === 0 || asksForDeed(text) || DOES.test(text.slice(head.to))) return none;
  const each = perEach(text, nouns);
  if (each) return { known: each, unknown: null };
  let unknown: string | null = null;
  for (const [index, other] of others.entries()) {
    const last = nouns[index]!;
    const middle = text.slice(last.to, other.from);
    if (other.thing === head.thing || !MIDDLE.test(middle) || ALSO.test(middle)) continue;
    const reading = isKnownPair(head.thing, other.thing) ? related(text, head, { ...last, other }, middle) : null;
    if (reading === 'attribute') continue;
    if (reading) return { known: reading, unknown };
    unknown ??= text.slice(index === 0 ? head.from : last.to, other.to).trim();
  }
  return { known: null, unknown };
}

/** "how many snapshots does each volume have", "NAT gateways per VPC": counted for each of the other. */
function perEach(text: string, nouns: Noun[]): RelationReading | null {
  const [counted, each] = nouns;
  if (!counted || !each || counted.thing === each.thing || !isKnownPair(each.thing, counted.thing)) return null;
  const middle = text.slice(counted.to, each.from);
  if (
    !/^ (?:do(?:es)? |are (?:there )?|is |we have |have |has |there )*(?:in |of |on |for |per |by )?(?:each |every |per |by )(?:of |the |our )*$/.test(
      middle,
    )
  )
    return null;
  return {
    relation: { of: each.thing, to: counted.thing, least: 0, order: 'most' },
    rest: `${text.slice(each.from)}`.replace(/ (?:have|has|hold|holds|contain|contains|own|owns)(?=\W*$)/, ''),
  };
}

/** "users who launched instances": done by them, not a bond between them. */
const DOES =
  /^ (?:that |which |who |has |have |had )*(?:launched|made|built|booted|taken|terminated|created|stopped|deleted|changed|shared)\b(?! (?:from|by|of|on|in|with)\b)/;
/** "users with admin roles and policies": two things beside each other. */
const ALSO = /\b(?:and|or)\b|,/;

interface Noun {
  thing: Thing;
  from: number;
  to: number;
}

function related(
  text: string,
  first: Noun,
  { to: begin, other: second }: Noun & { other: Noun },
  middle: string,
): RelationReading | 'attribute' | null {
  const after = text.slice(second.to);
  const before = middle.match(new RegExp(`(?:^| )(${QUALITY})(?= $)`))?.[1];
  const behind = new RegExp(
    `^ (?:(?:that|which|who) (?:are|is|were)|(?:are|is)|with|having|that (?:has|have)) (?:an? |all |currently )*(${QUALITY})(?: rights| access)?(?!\\w)`,
  ).exec(after);
  const gone = GONE.exec(after);
  const isGone = gone !== null && /no longer|exist|gone|deleted|there/.test(gone[0]);
  const where: Relation['where'] = {};
  const known = (quality: string | undefined) =>
    quality ? QUALITIES.find(([pattern]) => pattern.test(quality))?.[1][second.thing] : undefined;
  // A subnet is public by its route table, which nobody reads: what is not known is not taken for known.
  if (before && !known(before)) return null;
  // "roles of instances with admin rights" says it of the roles.
  const ofSecond = known(behind?.[1]) !== undefined;
  Object.assign(where, known(before), known(behind?.[1]));
  const said = before ? middle.slice(0, middle.lastIndexOf(before)) : middle;
  const bound = boundOf(said);
  const lacks = isGone || (bound === null && LACKS.test(said));
  const pair = `${first.thing} ${second.thing}`;
  // Attached or not is an attribute of these, read by its own words.
  if (lacks && Object.keys(where).length === 0 && (pair === 'volume instance' || pair === 'address instance'))
    return 'attribute';
  const end = second.to + (isGone ? gone[0].length : ofSecond ? behind![0].length : 0);
  return {
    relation: {
      of: first.thing,
      to: second.thing,
      ...(lacks ? { most: 0 } : (bound ?? { least: 1 })),
      ...(Object.keys(where).length > 0 ? { where } : {}),
    },
    rest: `${text.slice(0, begin)}${text.slice(end).replace(TAIL, '')}`.replaceAll(/ {2,}/g, ' '),
  };
}

/** "do stopped instances still have volumes attached": the rest of the verb. */
const TAIL = /^ (?:attached|mounted|associated|assigned|on (?:it|them)|in (?:it|them)|to (?:it|them))\b/;

/** How many of the other thing; null when the text does not say. */
function boundOf(words: string): Partial<Relation> | null {
  if (/\bmost\b/.test(words.replace(/\bat most\b/g, ' '))) return { least: 0, order: 'most' };
  if (/\b(?:fewest|least)\b/.test(words.replace(/\bat least\b/g, ' '))) return { least: 0, order: 'fewest' };
  const number = new RegExp(
    `(more than|over|greater than|>|at least|>=|fewer than|less than|under|exactly|only|just|at most) ${COUNT}\\b`,
  ).exec(words);
  if (number) {
    const count = countOf(number[2]!);
    const said = number[1]!;
    if (/^(?:more than|over|greater than|>)$/.test(said)) return { least: count + 1 };
    if (/^(?:at least|>=)$/.test(said)) return { least: count };
    if (/^(?:fewer than|less than|under)$/.test(said)) return { least: 0, most: count - 1 };
    return said === 'at most' ? { least: 0, most: count } : { least: count, most: count };
  }
  const plain = new RegExp(`${COUNT} or more|${COUNT}\\+`).exec(words);
  if (plain) return { least: countOf(plain[1] ?? plain[2]!) };
  const counted = /\b(two|three|several|multiple|many)\b/.exec(words)?.[1];
  return counted ? { least: counted === 'three' ? 3 : 2 } : null;
}
