/** The offline composer: the chain's last link. Writes from evidence alone, so an answer always comes. */
import type { AnswerBrief, EvidenceItem } from '../evidence.ts';
import type { Provider, ProviderEvent } from './provider.ts';

/** A provider that needs no network and no key. */
export function createComposer(): Provider {
  return {
    name: 'composer',
    model: 'offline-composer-1',
    region: null,
    async *stream(request): AsyncGenerator<ProviderEvent, void, undefined> {
      for (const paragraph of compose(request.brief)) yield { type: 'text-delta', text: `${paragraph}\n\n` };
      yield { type: 'usage', inputTokens: 0, outputTokens: 0 };
      yield { type: 'finish', reason: 'stop' };
    },
  };
}

function compose(brief: AnswerBrief): string[] {
  if (brief.intent.kind === 'out_of_scope')
    return [
      'I cannot do that. Assay answers questions about your AWS estate from what it has collected; it never changes anything.',
    ];
  const facts = brief.evidence.filter((item) => item.kind !== 'finding');
  const findings = brief.evidence.filter((item) => item.finding);
  return [
    ...facts.map(factLine),
    ...findings
      .slice(0, 5)
      .map((item) => `- **${item.severity}**: ${item.finding!.statusDetail} ${item.finding!.risk} [${item.label}]`),
    '_No language model wrote this answer: it was composed from the evidence._',
  ];
}

function factLine(item: EvidenceItem): string {
  const rows = (item.rows ?? []).slice(0, 12).map(
    (row) =>
      `  - ${Object.values(row)
        .filter((value) => value !== null)
        .join(' · ')} [${item.label}]`,
  );
  const of = item.denominator === undefined ? '' : ` of ${item.denominator}`;
  return [`**${item.title}**: ${item.value ?? ''}${of} ${item.unit ?? ''} [${item.label}]`, ...rows].join('\n');
}
