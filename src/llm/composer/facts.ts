/** Facts in words: a lead sentence with value and denominator, then the rows that matter. */
import type { AnswerBrief, EvidenceItem } from '../../evidence.ts';
import { rootLead, rootRows } from './direct.ts';
import { askedLead, askedRows } from './facts-asked.ts';
import { costLead, costRows } from './facts-cost.ts';
import { eventLead, eventRows } from './facts-events.ts';
import { averageLead, courseLead, extremesLead, priceOf } from './direct-wanted.ts';
import { identityRows } from './facts-identity.ts';
import { inventoryLead, inventoryRows } from './facts-inventory.ts';
import { overviewLead, overviewRows } from './facts-overview.ts';
import { rowLines } from './rows.ts';
import { besides, cite, counted, sentence } from './words.ts';

/** The fact's own sentence: what it counted, of how many. */
export function leadSentence(fact: EvidenceItem, brief: AnswerBrief): string {
  if (fact.value === 0 && never(fact) !== null)
    return `${never(fact)} So there is no answer for it, which is not "none". ${cite(fact)}`;
  if (fact.factName === 'outside_scope') return `${fact.notes?.[0]} ${cite(fact)}`;
  if (fact.factName === 'root_users') return rootLead(fact, brief);
  const special =
    inventoryLead(fact, brief) ??
    averageLead(fact) ??
    extremesLead(fact, brief) ??
    askedLead(fact, brief) ??
    costLead(fact, brief) ??
    eventLead(fact, brief) ??
    overviewLead(fact, brief);
  if (special !== null) return `${courseLead(fact)}${special}${besides(fact)}`;
  const all = fact.denominator === undefined ? '' : `, of ${fact.denominator} ${fact.unit} in all`;
  const what = lowerFirst(fact.title);
  const first = fact.factName === 'iam_users' && (fact.value ?? 0) > 1 ? fact.notes?.slice(0, 1) : [];
  const note = [...(first ?? []), ...(fact.notes ?? []).filter((text) => SAID.test(text))]
    .map((text) => ` ${sentence(text)} ${cite(fact)}`)
    .join('');
  if (fact.value === 0 && fact.denominator === 0)
    return fact.notes?.some((text) => text.endsWith('has not been collected.'))
      ? `Nothing is known of ${fact.unit}: they have not been collected, which is not the same as "none". Run a collector or connect an account, then ask again. ${cite(fact)}`
      : `There are no ${fact.unit} at all in what was read. ${cite(fact)}`;
  const most = relatedMost(fact);
  if (most) return `${most} ${cite(fact)}${note}`;
  if (brief.intent.details?.every && fact.factName === 'resources')
    return fact.value === 0
      ? `**Yes**, as far as could be read: 0 of ${fact.denominator} are ${what}. ${cite(fact)}${note}`
      : `**No: ${fact.value} of ${fact.denominator}** are ${what}. ${cite(fact)}${note}`;
  if (fact.value === 0)
    return fact.complete === false
      ? `None among what could be read: 0 ${what}${all}. Part of the scope could not be read, so this is no proof that there is none. ${cite(fact)}${note}`
      : `None: 0 ${what}${all}. ${cite(fact)}${note}`;
  return `**${fact.value} ${counted(fact.value, what).replace(/^\S+ /, '')}**${all}. ${cite(fact)}${note}${priceOf(fact, brief)}`;
}

/** "Which VPC has the most subnets": those that share the first place, by name. */
function relatedMost(fact: EvidenceItem): string | null {
  const related = fact.parameters?.['related'] as { to?: string; order?: string } | undefined;
  const rows = fact.rows ?? [];
  const [first] = rows;
  const stem = related?.order ? related.to?.replace(/y$/, '') : undefined;
  const counted = first && stem ? Object.keys(first).find((key) => key.startsWith(stem)) : undefined;
  if (!first || !counted) return null;
  const tied = rows.filter((row) => row[counted] === first[counted]);
  const shown = tied.slice(0, 6).map((row) => `**${row['name']}**`);
  const names = `${shown.join(', ')}${tied.length > shown.length ? ` and ${tied.length - shown.length} more` : ''}`;
  return `${names} ${tied.length > 1 ? 'have' : 'has'} the ${related!.order}: ${first[counted]} ${counted.replaceAll('_', ' ')}${tied.length > 1 ? ' each' : ''}, of ${fact.value === fact.denominator ? '' : `${fact.value} ${lowerFirst(fact.title)}, of `}${fact.denominator} ${fact.unit} in all.`;
}

/** Notes without which the value is read wrongly. */
const SAID = /^(?:Assumed|Not computed): |more could not be read/;

const never = (fact: EvidenceItem): string | null =>
  fact.notes?.filter((note) => note.startsWith('Nothing was collected')).join(' ') || null;

/** The rows, as sentences or lines that each cite the fact. */
export function factParagraphs(fact: EvidenceItem, brief: AnswerBrief): string[] {
  if ((fact.rows?.length ?? 0) === 0) return [];
  if (fact.factName === 'root_users') return rootRows(fact);
  const special =
    inventoryRows(fact) ??
    askedRows(fact, brief) ??
    costRows(fact) ??
    eventRows(fact) ??
    identityRows(fact) ??
    overviewRows(fact, brief);
  return special ?? [rowLines(fact)];
}

const lowerFirst = (text: string) => (/^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text);
