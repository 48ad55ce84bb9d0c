/** Facts in words: a lead sentence with value and denominator, then the rows that matter. */
import type { AnswerBrief, EvidenceItem } from '../../evidence.ts';
import { costLead, costRows } from './facts-cost.ts';
import { eventLead, eventRows } from './facts-events.ts';
import { identityRows } from './facts-identity.ts';
import { overviewLead, overviewRows } from './facts-overview.ts';
import { rowLines } from './rows.ts';
import { cite, counted, sentence } from './words.ts';

/** The fact's own sentence: what it counted, of how many. */
export function leadSentence(fact: EvidenceItem, brief: AnswerBrief): string {
  const special = costLead(fact, brief) ?? eventLead(fact, brief) ?? overviewLead(fact, brief);
  if (special !== null) return special;
  const all = fact.denominator === undefined ? '' : `, of ${fact.denominator} ${fact.unit} in all`;
  const what = lowerFirst(fact.title);
  const note = fact.factName === 'iam_users' && fact.notes?.[0] ? ` ${sentence(fact.notes[0])} ${cite(fact)}` : '';
  if (fact.value === 0)
    return fact.complete === false
      ? `None among what could be read: 0 ${what}${all}. Part of the scope could not be read, so this is no proof that there is none. ${cite(fact)}`
      : `None: 0 ${what}${all}. ${cite(fact)}`;
  return `**${fact.value} ${counted(fact.value, what).replace(/^\S+ /, '')}**${all}. ${cite(fact)}${note}`;
}

/** The rows, as sentences or lines that each cite the fact. */
export function factParagraphs(fact: EvidenceItem, brief: AnswerBrief): string[] {
  if ((fact.rows?.length ?? 0) === 0) return [];
  const special = costRows(fact) ?? eventRows(fact) ?? identityRows(fact) ?? overviewRows(fact, brief);
  return special ?? [rowLines(fact)];
}

const lowerFirst = (text: string) => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
