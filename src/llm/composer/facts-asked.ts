/** Facts of the past, of the course of findings, of what will be paid, of prices by team, and of strangers, in words. */
import type { AnswerBrief, EvidenceItem, EvidenceRow } from '../../evidence.ts';
import { nameOf } from './facts-inventory.ts';
import { rowLines } from './rows.ts';
import { cite, counted, dayOf, isBlank, listed, moment, paid, quoted, sentence, usd } from './words.ts';

export function askedLead(fact: EvidenceItem, brief: AnswerBrief): string | null {
  switch (fact.factName ?? '') {
    case 'findings_at':
      return pastLead(fact, brief);
    case 'findings_trend':
      return trendLead(fact);
    case 'cost_forecast':
      return forecastLead(fact);
    case 'resource_costs':
      return priceLead(fact, brief);
    case 'outside_access':
      return outsideLead(fact);
    case 'findings':
      return sidesLead(fact, brief);
    default:
      return null;
  }
}

export function askedRows(fact: EvidenceItem, brief: AnswerBrief): string[] | null {
  const rows = fact.rows ?? [];
  switch (fact.factName ?? '') {
    case 'findings_at':
      return [lines(fact, rows, pastLine)];
    case 'findings_trend':
      return [lines(fact, rows, trendLine)];
    case 'cost_forecast':
      return [
        lines(
          fact,
          rows,
          (row) =>
            `${row['part']}: ${paid(fact, row['cost'], row)}${row['days'] === 1 ? '' : ` (${row['days']} days)`}`,
        ),
      ];
    case 'outside_access':
      return [lines(fact, rows, grantLine)];
    case 'findings':
      return isSides(fact, brief) ? [lines(fact, rows, (row) => sideOf(row, fact))] : null;
    case 'resource_costs':
      return [rowLines(fact)];
    default:
      return null;
  }
}

const SHOWN = 12;

function lines(fact: EvidenceItem, rows: EvidenceRow[], say: (row: EvidenceRow) => string): string {
  return [
    ...rows.slice(0, SHOWN).map((row) => `- ${say(row)} ${cite(fact)}`),
    ...(rows.length > SHOWN ? [`- The others are listed in ${cite(fact)}.`] : []),
  ].join('\n');
}

function pastLead(fact: EvidenceItem, { intent }: AnswerBrief): string {
  const at = `the end of ${intent.timeRange?.label ?? 'that day'} (${moment(fact.parameters?.['at'] as string)})`;
  const notes = fact.notes ?? [];
  const why = notes.find((note) => /cannot be known/.test(note));
  if (fact.value === undefined) return `This cannot be known. ${why ? `${sentence(why)} ${cite(fact)}` : ''}`.trim();
  const perhaps = notes.find((note) => /perhaps already so/.test(note));
  const basis = notes.find((note) => note.startsWith('A finding counts'));
  const what = (fact.parameters?.['label'] as string | undefined) ?? 'open findings';
  const of = fact.parameters?.['resource'] ? ` about ${quoted(fact.parameters['resource'] as string)}` : '';
  const tail = [perhaps, basis].filter((note) => note !== undefined).map((note) => ` ${sentence(note)} ${cite(fact)}`);
  const isPublic = of !== '' && intent.topics.includes('public') && fact.parameters?.['checkPattern'] !== undefined;
  if (isPublic)
    return `${fact.value > 0 ? '**Yes:** a finding that it is public was open' : '**No:** no finding that it is public was open'} on ${quoted(fact.parameters!['resource'] as string)} at ${at}, by the history of findings. ${cite(fact)}${tail.join('')}`;
  const settings =
    of === ''
      ? ''
      : `How ${quoted(fact.parameters!['resource'] as string)} was set up then is not kept; its findings are. `;
  const count = fact.value === 0 ? `None: 0 ${what}` : `**${counted(fact.value, what)}**`;
  return `${settings}${count}${of} at ${at}, by the history of findings. ${cite(fact)}${tail.join('')}`;
}

function pastLine(row: EvidenceRow): string {
  const then =
    row['state'] === 'possible'
      ? `perhaps, first seen ${moment(row['first_seen'])}`
      : `first seen ${moment(row['first_seen'])}`;
  return `**${quoted(row['resource'])}** in ${row['account']} ${row['region']}: ${row['finding']} (${row['severity']}), ${then}; ${row['now']}`;
}

function trendLead(fact: EvidenceItem): string {
  const rows = fact.rows ?? [];
  const [first] = rows;
  const last = rows.at(-1);
  if (!first || !last) return `${sentence(fact.notes?.[0] ?? 'No course can be told')} ${cite(fact)}`;
  const difference = Number(last['open']) - Number(first['open']);
  const worse = Number(last['critical_or_high']) - Number(first['critical_or_high']);
  const verdict =
    difference === 0 && worse === 0
      ? 'Unchanged'
      : difference > 0 || (difference === 0 && worse > 0)
        ? 'Worse'
        : 'Better';
  const begins = fact.notes?.find((note) => note.startsWith('Nothing is known before'));
  const severities = fact.parameters?.['severities'];
  const which = Array.isArray(severities) ? `${severities.join(' and ')} findings` : 'findings';
  const severe = Array.isArray(severities)
    ? ''
    : `; critical or high ones ${last['critical_or_high']} against ${first['critical_or_high']}`;
  return `**${verdict}:** ${last['open']} ${which} are open against ${first['open']} on ${dayOf(first['until'])}${severe}. ${cite(fact)}${begins ? ` ${sentence(begins)} ${cite(fact)}` : ''}`;
}

const trendLine = (row: EvidenceRow) =>
  `until ${moment(row['until'])}: ${row['open']} open, ${row['critical_or_high']} critical or high; ${row['opened']} opened, ${row['closed']} closed`;

function forecastLead(fact: EvidenceItem): string {
  const note = fact.notes?.[0] ? `${sentence(fact.notes[0])} ${cite(fact)}` : '';
  if (fact.value === undefined) return note;
  const [from, to] = [fact.parameters?.['from'], fact.parameters?.['to']].map((iso) => dayOf(iso as string));
  return `About **${paid(fact, fact.value)}** for the period from ${from} to before ${to}, if it goes on like this: an estimate, not a bill. ${cite(fact)} ${note}`.trim();
}

function priceLead(fact: EvidenceItem, brief: AnswerBrief): string {
  const by = String(fact.parameters?.['groupBy']);
  const note = sentence(fact.notes?.[0] ?? '');
  const [first] = fact.rows ?? [];
  const tag = fact.parameters?.['tag'] as string | undefined;
  const without = fact.parameters?.['withoutTag'] as string | undefined;
  if (without)
    return `The bill that is read carries no tags; what runs and is kept now ${without === '*' ? 'without any tag' : `without the tag ${without}`} has a list price of **${usd(fact.value)} a month**. ${cite(fact)} ${note} ${cite(fact)}`;
  if (tag && fact.value === 0 && !first)
    return `Nothing with a price was read that bears the tag ${tag.replace(/[:=]/, ' ')}, so what it costs is not known. ${cite(fact)} The bill that is read carries no tags. ${cite(fact)}`;
  if (by !== 'team' && by !== 'owner')
    return `They cost about **${usd(fact.value)} a month**. ${cite(fact)} ${note} ${cite(fact)}`;
  const top =
    brief.intent.kind === 'rank' && first
      ? ` Most falls on **${first[by]}**: ${usd(first['monthly_cost'])}. ${cite(fact)}`
      : '';
  return `The bill that is read carries no tags, so what each ${by} was billed is not known; activate cost allocation tags and import a FOCUS export to get it.${top} What runs and is kept now has a list price of **${usd(fact.value)} a month**${tag ? ` for ${tag.replace(/[:=]/, ' ')}` : `, by ${by}`}. ${cite(fact)} ${note} ${cite(fact)}`;
}

function outsideLead(fact: EvidenceItem): string {
  const account = String(fact.parameters?.['account']);
  const note = sentence(fact.notes?.[0] ?? '');
  const grants = (fact.rows ?? []).filter((row) => row['grant'] !== 'recorded calls');
  if (fact.value === 0)
    return `Account ${account} is not connected, and no grant to it was found. ${cite(fact)} ${note} ${cite(fact)}`;
  return `Account ${account} is none of yours that are read; it has **${fact.value} grant${fact.value === 1 ? '' : 's'}** here: ${listed(grants.slice(0, 6).map((row) => quoted(row['name'])))}. ${cite(fact)} ${note} ${cite(fact)}`;
}

function grantLine(row: EvidenceRow): string {
  if (row['grant'] === 'recorded calls')
    return `recorded calls by ${quoted(row['name'])}: ${row['calls']}, the last at ${moment(row['last_used'])}`;
  const parts = [
    `${row['type']} in ${row['account']} ${row['region']}`,
    row['administrator'] === true && 'administrator',
    !isBlank(row['last_used']) && `last used ${dayOf(row['last_used'])}`,
    isBlank(row['team']) ? 'no team tagged' : `team ${row['team']}`,
  ].filter(Boolean);
  return `${row['grant']}: **${quoted(row['name'])}** (${parts.join(', ')})`;
}

/** Two accounts side by side. */
const isSides = (fact: EvidenceItem, { intent }: AnswerBrief) =>
  intent.kind === 'compare' && intent.comparedWith === null && fact.parameters?.['groupBy'] === 'account';

function sidesLead(fact: EvidenceItem, brief: AnswerBrief): string | null {
  if (!isSides(fact, brief) || !fact.rows?.length) return null;
  const worst = (row: EvidenceRow) => Number(row['critical']) * 1000 + Number(row['high']);
  const one = brief.intent.severities.length === 1;
  const [first, second] = fact.rows.toSorted((left, right) =>
    one ? Number(right['count']) - Number(left['count']) : worst(right) - worst(left),
  );
  const more = second && first && (one ? first['count'] !== second['count'] : worst(first) !== worst(second));
  const lead = more ? `**${nameOf(fact, first)}** has more${one ? '' : ' that are critical or high'}: ` : '';
  return `${lead}${fact.rows.map((row) => sideOf(row, fact)).join('; ')}. ${cite(fact)}`;
}

const sideOf = (row: EvidenceRow, fact: EvidenceItem) =>
  `**${nameOf(fact, row)}**: ${row['count']} open findings (${row['critical']} critical, ${row['high']} high)`;
