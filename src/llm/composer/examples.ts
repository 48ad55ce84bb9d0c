/** A question for a number is answered by the number: of what was counted a few examples, the rest stays in the evidence. */
import type { AnswerBrief, EvidenceItem } from '../../evidence.ts';
import { cite } from './words.ts';

const EXAMPLES = 3;
const ITEM = /^(?:- |\d+\. )/;
/** "How many are there, and which": the members are asked for beside the number. */
const MEMBERS_TOO =
  /\b(?:which|who|whose|list|show|names?|where|whom|what are they|what do they|details|each|per|by|most|oldest|top)\b/i;

/** The paragraphs of a fact, cut to a few examples where only a number was asked for. */
export function withExamples(paragraphs: string[], fact: EvidenceItem, { intent, question }: AnswerBrief): string[] {
  const { kind, groupBy, details } = intent;
  const grouped = fact.parameters?.['groupBy'] !== undefined || groupBy.length > 0 || details?.tally !== undefined;
  if (kind !== 'count' || grouped || MEMBERS_TOO.test(question)) return paragraphs;
  return paragraphs.map((paragraph) => {
    const lines = paragraph.split('\n');
    const items = lines.filter((line) => ITEM.test(line));
    if (items.length <= EXAMPLES + 1 || items.length < lines.length) return paragraph;
    // The evidence holds no difference, so the line says no number of its own.
    return [...items.slice(0, EXAMPLES), `- and more: all ${fact.value} are in ${cite(fact)}.`].join('\n');
  });
}
