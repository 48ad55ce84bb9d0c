/** How to fix it, in order, with the reason first; and who owns it. */
import type { AnswerBrief, EvidenceItem } from '../../evidence.ts';
import { ownerOf } from './risks.ts';
import { cite, quoted, sentence } from './words.ts';

const SHOWN = 3;
const RANK: Record<string, number> = { fatal: 6, critical: 5, high: 4, medium: 3, low: 2, informational: 1 };

/** Steps of the worst findings asked about; the owner stands before the steps, for they need a person. */
export function remediation(brief: AnswerBrief, findings: EvidenceItem[]): string[] {
  const ranked = findings
    .filter((item) => item.finding!.remediation.length > 0)
    .toSorted((left, right) => fit(right, brief) - fit(left, brief));
  const byCheck = Map.groupBy(ranked, (item) => item.finding!.checkId);
  const chosen = [...byCheck.values()].map((group) => group[0]!).slice(0, SHOWN);
  if (chosen.length === 0)
    return [
      'There is no open finding about this in what was read, so there is nothing to fix that I can name. Say which resource you mean, or ask what is open.',
    ];
  const [first, ...rest] = chosen;
  return [
    `The one to fix first is **${first!.title}** on ${quoted(first!.finding!.resourceName)}: ${sentence(first!.finding!.statusDetail)} ${cite(first)}`,
    `**Owner:** ${ownerOf(first!)} ${cite(first)}`,
    steps(first!),
    `**Why it matters:** ${sentence(first!.finding!.risk)} ${cite(first)} ${sentence(first!.finding!.consequence)} ${cite(first)}`,
    ...rest.flatMap((item) => [
      `**Then: ${item.title}** on ${quoted(item.finding!.resourceName)} (${item.severity}). ${sentence(item.finding!.statusDetail)} ${cite(item)}`,
      steps(item),
      `Owner: ${ownerOf(item)} ${cite(item)}`,
    ]),
  ];
}

function steps(item: EvidenceItem): string {
  return [
    '**Steps, in order**',
    '',
    ...item.finding!.remediation.map((step, index) => `${index + 1}. ${sentence(step)} ${cite(item)}`),
  ].join('\n');
}

/** What the question names and its topic outrank severity: "the public bucket" is about public access, not logging. */
function fit(item: EvidenceItem, { intent }: AnswerBrief): number {
  const finding = item.finding!;
  const text = `${finding.checkId} ${item.title}`.toLowerCase();
  const onTopic = intent.topics.some((topic) =>
    (TOPIC_WORDS[topic] ?? topic).split(' ').some((word) => text.includes(word)),
  );
  const named = intent.entities.some((entity) => entity.value.toLowerCase() === finding.resourceName.toLowerCase());
  const sensitive = /customer|pii|personal|payment/.test(
    `${finding.resourceName} ${JSON.stringify(finding.tags)}`.toLowerCase(),
  );
  return (
    (named ? 100 : 0) +
    (onTopic ? 40 : 0) +
    (sensitive ? 8 : 0) +
    (RANK[item.severity ?? 'low'] ?? 0) * 3 +
    (finding.complianceStatus === 'fail' ? 4 : 0)
  );
}

const TOPIC_WORDS: Record<string, string> = {
  public: 'public exposed internet',
  mfa: 'mfa',
  admin: 'admin privilege',
  access_keys: 'key',
  inactive: 'unused stale',
  encryption: 'encrypt kms',
  logging: 'logging trail',
  unattached: 'unattached waste',
  network: 'securitygroup port ingress',
  threat: 'crypto malicious',
  imds: 'imds',
};
