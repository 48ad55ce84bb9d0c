/** The shape of a composed answer: the direct answer, what matters most and why, what to do, who owns it, the gaps. */
import type { AnswerBrief, EvidenceItem } from '../../evidence.ts';
import { citeEachSentence } from './citing.ts';
import { directAnswer, openingNotes } from './direct.ts';
import { shortened, unheardWithoutFacts } from './direct-wanted.ts';
import { isCalm } from './facts-cost.ts';
import { withExamples } from './examples.ts';
import { factParagraphs, leadSentence } from './facts.ts';
import { describeGaps } from './gaps.ts';
import { helpText, refusalText } from './refusal.ts';
import { remediation } from './remediation.ts';
import { rankedRisks } from './risks.ts';

export const SIGNATURE = '_No language model wrote this answer: Assay composed it from the evidence._';

/** Paragraphs of markdown. Every sentence that states something cites where it stands. */
export function composeAnswer(brief: AnswerBrief): string[] {
  const cited = paragraphs(brief).map((paragraph) => citeEachSentence(paragraph));
  const wanted = brief.intent.details?.sentences;
  if (!wanted || brief.intent.kind === 'out_of_scope' || brief.intent.kind === 'help') return cited;
  return [...shortened(cited.slice(0, -1), wanted), SIGNATURE];
}

function paragraphs(brief: AnswerBrief): string[] {
  const { intent } = brief;
  if (intent.kind === 'out_of_scope') return [...refusalText(brief), SIGNATURE];
  if (intent.kind === 'help') return [...helpText(), SIGNATURE];
  const facts = withoutIdleCorrelation(
    brief.evidence.filter((item) => item.factName !== undefined && item.factName !== 'coverage'),
  );
  const notes = openingNotes(brief);
  const direct = directAnswer(brief);
  const unclear = unheardWithoutFacts(brief);
  if (unclear.length > 0 && intent.kind !== 'explain' && intent.kind !== 'remediate') return [...unclear, SIGNATURE];
  if (intent.details?.notCollected?.length) return [...notes, ...direct, SIGNATURE];
  // A thing that is not there has neither rows nor risks.
  if (
    direct.length > 0 &&
    facts.every((fact) => fact.value === 0) &&
    !intent.details?.alsoNotCollected &&
    !intent.details?.assumed
  )
    return [...notes, ...direct, ...describeGaps(brief), SIGNATURE];
  const findings = relevantFindings(brief);
  if (facts.length === 0 && findings.length === 0)
    return [...notes, nothingFound(brief), ...describeGaps(brief), SIGNATURE];
  const saysOwner = direct.length > 0 && intent.kind !== 'remediate';
  const ofATeam = intent.entities.some((entity) => entity.type === 'tag');
  // Where the rows name the owners, who owns them is told by the rows.
  const listsOwners = facts.some((fact) => fact.rows?.some((row) => 'team' in row || 'owner' in row));
  const wantsFix =
    intent.kind === 'remediate' || (intent.topics.includes('owner') && !saysOwner && !ofATeam && !listsOwners);
  const parts = wantsFix
    ? [...remediation(brief, findings), ...facts.slice(0, 1).flatMap((fact) => factParagraphs(fact, brief))]
    : [
        ...(asksWhyItMatters(brief) ? rankedRisks(brief, findings) : []),
        ...(pricesThem(facts) ? facts.slice(0, 2).map((fact) => leadSentence(fact, brief)) : []),
        ...facts.flatMap((fact, index) => [
          ...(pricesThem(facts) && index < 2 ? [] : [leadSentence(fact, brief)]),
          ...withExamples(factParagraphs(fact, brief), fact, brief),
        ]),
        ...(showsRisks(brief) && !asksWhyItMatters(brief) ? rankedRisks(brief, findings) : []),
      ];
  if (intent.details?.sentences)
    return [...notes, ...direct, ...(facts.length > 0 ? inShort(facts, brief) : parts), SIGNATURE];
  return [...notes, ...direct, ...parts.filter((part) => part !== ''), ...describeGaps(brief), SIGNATURE];
}

/** The leads of the facts alone, the sum of all first. */
const inShort = (facts: EvidenceItem[], brief: AnswerBrief) =>
  facts
    .toSorted(
      (left, right) => Number(right.factName === 'severity_overview') - Number(left.factName === 'severity_overview'),
    )
    .map((fact) => leadSentence(fact, brief));

/** How many there are and what they cost are one answer: both come before the rows. */
const pricesThem = (facts: EvidenceItem[]) =>
  facts[0]?.factName === 'resources' &&
  (facts[1]?.factName === 'resource_costs' || facts[1]?.factName === 'cost_total');

/** "Why does that matter?" asks for the mechanism, which then stands before the count. */
const asksWhyItMatters = ({ intent, question }: AnswerBrief) =>
  (intent.kind === 'explain' && intent.details?.title !== undefined) ||
  (intent.kind === 'explain' && WHY_IT_MATTERS.test(question));

const WHY_IT_MATTERS =
  /\b(?:matters?|dangerous|bad|harmful|(?:a|such a) (?:risk|problem)|so what|should (?:i|we) care|worr\w+)\b/i;

/** Where no day stood out there is no movement that anything could correlate with. */
function withoutIdleCorrelation(facts: EvidenceItem[]): EvidenceItem[] {
  const calm = facts.some(isCalm);
  return calm ? facts.filter((fact) => fact.factName !== 'cost_correlation') : facts;
}

/** Numbers of money, counts of events and coverage are answers by themselves; risks beside them would be noise. */
function showsRisks({ intent, evidence }: AnswerBrief): boolean {
  const lead = evidence[0]?.factName ?? '';
  if (evidence.some(isCalm)) return false;
  if (
    [
      'coverage_gaps',
      'freshness',
      'unverified_findings',
      'cost_total',
      'cost_compare',
      'changes_since',
      'service_enabled',
      'collected',
      'cost_forecast',
      'resource_costs',
      'findings_trend',
      'findings_at',
      'outside_access',
      'inventory_by',
      'paid_regions',
      'principal_rights',
    ].includes(lead)
  )
    return false;
  if (lead.startsWith('events_') && intent.kind !== 'explain') return false;
  return true;
}

/** Findings about what the facts count, else what retrieval found; a fact's subject decides what belongs to the answer. */
function relevantFindings({ evidence, intent }: AnswerBrief): EvidenceItem[] {
  const findings = evidence.filter((item) => item.finding !== undefined && item.finding.complianceStatus !== 'warning');
  const members = new Set(evidence.flatMap((item) => (item.factName ? (item.members ?? []) : [])));
  const about = findings.filter((item) => members.has(item.resourceUid ?? '') || members.has(item.finding!.uid));
  const named = intent.entities
    .filter((entity) => !PLACES.has(entity.type))
    .map((entity) => entity.value.toLowerCase());
  const exact = findings.filter((item) =>
    named.some(
      (name) =>
        name === item.finding!.resourceName.toLowerCase() || isTailOf(name, (item.resourceUid ?? '').toLowerCase()),
    ),
  );
  if (exact.length > 0) return exact;
  // Where a fact counted none, other findings would be an answer to another question.
  // A list by an attribute names its members; findings of others would answer another question.
  if (evidence[0]?.factName === 'resources' && evidence[0].parameters?.['label'] !== undefined)
    return onTopic(about, intent);
  const none = evidence.some((item) => item.factName !== undefined && item.factName !== 'coverage' && item.value === 0);
  return about.length > 0 || none ? about : findings;
}

/** Of findings about the members, those on what was asked; the public ones of buckets without KMS are another matter. */
function onTopic(findings: EvidenceItem[], intent: AnswerBrief['intent']): EvidenceItem[] {
  const words = intent.topics.flatMap((topic) => ATTRIBUTE_WORDS[topic] ?? []);
  if (words.length === 0) return findings;
  const chosen = findings.filter((item) =>
    words.some((word) => `${item.finding!.checkId} ${item.title}`.toLowerCase().includes(word)),
  );
  return chosen.length > 0 ? chosen : [];
}

const ATTRIBUTE_WORDS: Partial<Record<AnswerBrief['intent']['topics'][number], string[]>> = {
  public: ['public', 'exposed', 'internet'],
  encryption: ['encrypt', 'kms'],
  versioning: ['versioning'],
  lifecycle: ['lifecycle'],
  logging: ['logging', 'log'],
  imds: ['imds'],
};

const PLACES = new Set(['account', 'region', 'aws_service', 'tag', 'event_name', 'instance_type']);
const isTailOf = (name: string, uid: string) => uid === name || uid.endsWith(`/${name}`) || uid.endsWith(`:${name}`);

function nothingFound(brief: AnswerBrief): string {
  if (brief.coverage.sources.length === 0)
    return 'Nothing has been collected for this yet, so the question cannot be answered: that is different from "none found". Run a collector or import data, then ask again.';
  return brief.coverage.complete
    ? 'None found. The sources for this question were read whole, and nothing in them matches.'
    : 'Nothing that was read matches, but some sources could not be read whole, so this is not proof that there is none.';
}
