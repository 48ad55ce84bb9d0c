/** Findings ranked against each other, each with its mechanism and its consequence. */
import type { AnswerBrief, EvidenceItem } from '../../evidence.ts';
import { cite, listed, quoted, sentence } from './words.ts';

const SHOWN = 4;
const RANK: Record<string, number> = { fatal: 6, critical: 5, high: 4, medium: 3, low: 2, informational: 1 };

/** What matters most first, and why it is first; one entry per check, with its further resources named. */
export function rankedRisks(brief: AnswerBrief, findings: EvidenceItem[]): string[] {
  const open = findings.filter((item) => item.finding!.status === 'new' || item.finding!.status === 'in_progress');
  if (open.length === 0) return [];
  const order = new Map(
    brief.evidence
      .filter((item) => item.factName === 'top_risks' || item.factName === 'public_exposure')
      .flatMap((fact) =>
        (fact.rows ?? []).map((row, index) => [String(row['resource'] ?? row['name']), index] as const),
      ),
  );
  const placed = (item: EvidenceItem) => 100 * Math.max(0, 10 - (order.get(item.finding!.resourceName) ?? 10));
  const ranked = open.toSorted((left, right) => placed(right) + score(right) - placed(left) - score(left));
  const groups = [...Map.groupBy(ranked, (item) => item.finding!.checkId).values()].slice(0, SHOWN);
  const heading =
    brief.intent.kind === 'count' || brief.intent.kind === 'list'
      ? '**Which matter most, and why**'
      : '**Why it matters, worst first**';
  return [heading, ...groups.map((group, index) => describeGroup(group, index)), ...nextStep(groups[0]![0]!)];
}

function describeGroup(group: EvidenceItem[], index: number): string {
  const first = group[0]!;
  const finding = first.finding!;
  const others = group.slice(1).map((item) => `${quoted(item.finding!.resourceName)} ${cite(item)}`);
  const lines = [
    `${index + 1}. **${first.severity}: ${first.title}.** ${sentence(finding.statusDetail)} ${cite(first)}`,
    `   - *How it goes wrong:* ${sentence(finding.risk)} ${cite(first)}`,
    `   - *What it means:* ${sentence(finding.consequence)} ${cite(first)}`,
    ...(others.length > 0 ? [`   - The same holds for ${listed(others)}.`] : []),
    `   - *Owner:* ${ownerOf(first)} ${cite(first)}`,
  ];
  return lines.join('\n');
}

/** The fix of the first one; the rest follows when asked. */
function nextStep(first: EvidenceItem): string[] {
  const steps = first.finding!.remediation.slice(0, 3);
  if (steps.length === 0) return [];
  return [
    [
      `**Do first** (${quoted(first.finding!.resourceName)} ${cite(first)}):`,
      '',
      ...steps.map((step, index) => `${index + 1}. ${sentence(step)} ${cite(first)}`),
    ].join('\n'),
  ];
}

/** Severity, then an active threat, then sensitive data and production by name or tag. */
function score(item: EvidenceItem): number {
  const finding = item.finding!;
  const words = `${finding.resourceName} ${JSON.stringify(finding.tags)}`.toLowerCase();
  return (
    (RANK[item.severity ?? 'low'] ?? 1) * 10 +
    (finding.service === 'guardduty' ? 6 : 0) +
    (/customer|pii|personal|payment|confidential/.test(words) ? 5 : 0) +
    (/"(?:env|environment)":"prod/.test(words) ? 2 : 0)
  );
}

/** From tags first; where there are none the answer says so. */
export function ownerOf(item: EvidenceItem): string {
  const { tags, ownerHint } = item.finding!;
  const owner = tags['owner'] ?? tags['Owner'];
  const team = tags['team'] ?? tags['Team'];
  if (owner || team)
    return sentence(listed([team ? `team ${quoted(team)}` : '', owner ? `${quoted(owner)}` : ''].filter(Boolean)));
  return `no owner or team is tagged. ${sentence(ownerHint)}`;
}
