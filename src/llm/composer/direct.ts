/** The answer first: yes or no about one named thing, who owns it, or that nothing of the kind is collected. */
import type { AnswerBrief, EvidenceItem, EvidenceRow } from '../../evidence.ts';
import type { Entity, Topic } from '../../intent/intent.ts';
import { besidesNotCollected, extreme, mayDo, reliance, soundness } from './direct-asked.ts';
import {
  dearestThings,
  guessedNames,
  duration,
  ignoredOrders,
  judgedDeeds,
  owners,
  share,
  leftOut,
  unheeded,
  unknownNames,
} from './direct-wanted.ts';
import { cite, dayOf, isBlank, listed, quoted } from './words.ts';

/** What the answer is not about, before the answer itself. */
export function openingNotes(brief: AnswerBrief): string[] {
  return [
    ...ignoredOrders(brief),
    ...guessedNames(brief),
    ...unheeded(brief),
    ...leftOut(brief),
    ...(aboutOne(brief).length > 0 ? [] : unknownNames(brief)),
  ];
}

/** Sentences that stand before everything else; empty when the facts open by themselves. */
export function directAnswer(brief: AnswerBrief): string[] {
  return [
    ...notCollected(brief),
    ...duration(brief),
    ...judgedDeeds(brief),
    ...owners(brief),
    ...dearestThings(brief),
    ...share(brief),
    ...soundness(brief),
    ...reliance(brief),
    ...mayDo(brief),
    ...extreme(brief),
    ...aboutOne(brief),
    ...placesOnEarth(brief),
    ...besidesNotCollected(brief),
  ].filter((part) => part !== '');
}

function notCollected({ intent, evidence }: AnswerBrief): string[] {
  const asked = intent.details?.notCollected;
  if (!asked?.length) return [];
  const scope = evidence.find((item) => item.factName === 'collected');
  return [
    `**Not collected:** Assay does not read ${listed(asked)}, so it cannot ${asked.some((name) => /coverage/.test(name)) ? 'tell' : 'say whether there are any'}. That is not the same as "none". It reads IAM, S3, EC2, GuardDuty, CloudTrail and Cost Explorer. ${cite(scope)}`,
    asked.some((name) => /coverage/.test(name))
      ? 'AWS computes it in Cost Explorer (`ce:GetSavingsPlansCoverage`, `ce:GetReservationCoverage`, and the same for utilisation): read it there. What the bill holds is collected: ask about the spend.'
      : `Of ${listed(asked)} it knows what they cost and which calls to them CloudTrail recorded: ask about their spend, or about who changed them.`,
  ];
}

function placesOnEarth({ intent, evidence }: AnswerBrief): string[] {
  if (!intent.details?.geography || !evidence.some((item) => item.factName?.startsWith('events_'))) return [];
  return [
    'Countries are not recorded: CloudTrail holds source addresses only, so this cannot be answered by place. The addresses are below.',
  ];
}

const NOUNS: Partial<Record<Entity['type'], string>> = {
  user: 'IAM user',
  role: 'IAM role',
  bucket: 'bucket',
  instance: 'instance',
  volume: 'volume',
  snapshot: 'snapshot',
  image: 'image',
  security_group: 'security group',
};
const IDENTIFYING = new Set(['type', 'name', 'uid', 'label']);
const LISTING = new Set(['iam_users', 'iam_roles', 'resources']);

function aboutOne({ intent, evidence }: AnswerBrief): string[] {
  // How it is now does not tell how it was.
  if (intent.details?.past) return [];
  const named = intent.entities.filter((entity) => NOUNS[entity.type]);
  const fact = evidence.find((item) => LISTING.has(item.factName ?? ''));
  const [one] = named;
  if (!one || named.length > 1 || !fact || !isAboutIt(fact, one)) return [];
  const noun = NOUNS[one.type]!;
  const near = intent.details?.unknown?.find(({ value }) => value === one.value)?.near ?? [];
  // None that is also an administrator is not none of that name.
  if (fact.value === 0 && Object.keys(fact.parameters ?? {}).some((key) => !IDENTIFYING.has(key))) return [];
  if (fact.value === 0)
    return [
      `There is no ${noun} named ${quoted(one.value)} among the ${fact.denominator ?? 0} that were read. ${cite(fact)}${near.length > 0 ? ` Near it: ${listed(near.map(quoted))}.` : ''}`,
    ];
  const rows = fact.rows ?? [];
  // "Why is it public?" knows that it is.
  const topics = intent.kind === 'explain' ? [] : intent.topics;
  const verdicts = topics.flatMap((topic) => {
    const say = SAYINGS[topic];
    return say && say.holds(rows[0]!) !== undefined
      ? rows.map((row) => verdict(row, say, one, rows.length > 1, fact))
      : [];
  });
  const owner = intent.topics.includes('owner') ? rows.map((row) => ownership(row, one, rows.length > 1, fact)) : [];
  return [...verdicts, ...owner];
}

const isAboutIt = (fact: EvidenceItem, one: Entity) =>
  [fact.parameters?.['name'], fact.parameters?.['uid']].some(
    (value) => typeof value === 'string' && value.toLowerCase() === one.value.toLowerCase(),
  );

interface Saying {
  /** Undefined when the row has no such column, null when it could not be read. */
  holds(row: EvidenceRow): boolean | null | undefined;
  yes: string;
  no: string;
  detail?: (row: EvidenceRow) => string;
}

const column = (name: string) => (row: EvidenceRow) => row[name] as boolean | null | undefined;

const SAYINGS: Partial<Record<Topic, Saying>> = {
  mfa: { holds: column('mfa'), yes: 'has an MFA device', no: 'has no MFA device' },
  admin: { holds: column('administrator'), yes: 'has administrator rights', no: 'has no administrator rights' },
  public: {
    holds: column('is_public'),
    yes: 'is public',
    no: 'is not public',
    detail: (row) => (isBlank(row['public_via']) ? '' : `, through ${row['public_via']}`),
  },
  encryption: {
    holds: (row) =>
      typeof row['encrypted'] === 'boolean'
        ? row['encrypted']
        : typeof row['encryption'] === 'string'
          ? row['encryption'] !== 'none'
          : (row['encryption'] as null | undefined),
    yes: 'is encrypted',
    no: 'is not encrypted',
    detail: (row) => (typeof row['encryption'] === 'string' ? ` (${row['encryption']})` : ''),
  },
  versioning: {
    holds: (row) =>
      typeof row['versioning'] === 'string' ? row['versioning'] === 'Enabled' : (row['versioning'] as null | undefined),
    yes: 'has versioning enabled',
    no: 'has no versioning',
  },
  logging: { holds: column('logging_enabled'), yes: 'logs access', no: 'does not log access' },
  imds: { holds: column('imdsv2_required'), yes: 'requires IMDSv2', no: 'does not require IMDSv2' },
  gpu: { holds: column('is_gpu'), yes: 'has a GPU', no: 'has no GPU' },
};

function verdict(row: EvidenceRow, say: Saying, one: Entity, several: boolean, fact: EvidenceItem): string {
  const place = several ? ` in account ${row['account']}` : '';
  const holds = say.holds(row);
  if (holds === null || holds === undefined)
    return `Unknown: that of ${quoted(one.value)}${place} could not be read. ${cite(fact)}`;
  return `**${holds ? 'Yes' : 'No'}:** ${quoted(one.value)}${place} ${holds ? say.yes : say.no}${say.detail?.(row) ?? ''}. ${cite(fact)}`;
}

function ownership(row: EvidenceRow, one: Entity, several: boolean, fact: EvidenceItem): string {
  const place = several ? ` in account ${row['account']}` : '';
  const tags = [
    isBlank(row['team']) ? '' : `team ${quoted(row['team'])}`,
    isBlank(row['owner']) ? '' : quoted(row['owner']),
  ].filter(Boolean);
  if (tags.length === 0) return `Nobody is tagged as owner of ${quoted(one.value)}${place}. ${cite(fact)}`;
  return `${quoted(one.value)}${place} belongs to ${listed(tags)}, by its tags. ${cite(fact)}`;
}

/** What the root users are, one by one. */
export function rootLead(fact: EvidenceItem, brief: AnswerBrief): string {
  const rows = fact.rows ?? [];
  if ((fact.denominator ?? 0) === 0) return `No root user was read. ${cite(fact)}`;
  const bare = rows.filter((row) => row['mfa'] === false);
  const say = (row: EvidenceRow) =>
    `${row['account']}${isBlank(row['account_name']) ? '' : ` (${row['account_name']})`}`;
  const asksUse = /\blast\b|\bused?\b|\bactiv/i.test(brief.question);
  const last = rows.find((row) => !isBlank(row['last_activity']));
  const use = last
    ? `The root user was last used on ${dayOf(last['last_activity'])}, in account ${say(last)}. ${cite(fact)}`
    : `No use of a root user is on record. ${cite(fact)}`;
  if (fact.parameters?.['mfa'] === false)
    return fact.value === 0
      ? `Yes: all ${fact.denominator} root users have MFA. ${cite(fact)}`
      : `No: ${fact.value} of ${fact.denominator} root users ${fact.value === 1 ? 'has' : 'have'} no MFA, in account ${listed(bare.map(say))}. ${cite(fact)}`;
  if (asksUse || bare.length === 0) return use;
  return `The root user of account ${listed(bare.map(say))} has no MFA. ${cite(fact)} ${use}`;
}

export function rootRows(fact: EvidenceItem): string[] {
  return [
    (fact.rows ?? [])
      .map((row) => {
        const parts = [
          row['mfa'] === false ? 'no MFA' : row['mfa'] === true ? 'MFA' : 'MFA not read',
          Number(row['active_keys'] ?? 0) > 0
            ? `${row['active_keys']} active access key${row['active_keys'] === 1 ? '' : 's'}`
            : 'no access key',
          isBlank(row['last_activity']) ? 'never used' : `last used ${dayOf(row['last_activity'])}`,
        ];
        return `- account ${row['account']}${isBlank(row['account_name']) ? '' : ` (${row['account_name']})`}: ${parts.join(', ')} ${cite(fact)}`;
      })
      .join('\n'),
  ];
}
