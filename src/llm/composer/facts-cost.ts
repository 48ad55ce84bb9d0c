/** Cost in words: totals, movements, spikes with their drivers, and what happened at the same time and place. */
import type { AnswerBrief, EvidenceItem, EvidenceRow } from '../../evidence.ts';
import { rowLine, rowLines } from './rows.ts';
import { cite, isBlank, listed, moment, paid, quoted, sentence, usd } from './words.ts';

export function costLead(fact: EvidenceItem, brief: AnswerBrief): string | null {
  switch (fact.factName ?? '') {
    case 'cost_total':
      if (fact.notes?.some((note) => note.startsWith('No cost data')))
        return `No cost data is stored for this period, which is not the same as having spent nothing — ${fact.title}. ${cite(fact)}`;
      if (fact.parameters?.['charges']) return chargesLead(fact, brief);
      if (brief.intent.kind === 'rank' && fact.rows?.[0])
        return `${dearest(fact, fact.rows[0])} ${cite(fact)} ${noteOf(fact)}`.trim();
      return `**${paid(fact, fact.value)}** — ${fact.title}. ${cite(fact)} ${noteOf(fact)}`.trim();
    case 'cost_compare':
      return `${moverLead(fact, brief)}${compareLead(fact)}`;
    case 'cost_spike':
      return spikeLead(fact);
    case 'cost_correlation':
      return fact.value === 0
        ? `No call that starts cost was recorded at that time and place. ${cite(fact)}`
        : '**What happened at the same time and place** (a correlation, not a proof of cause):';
    case 'savings':
      if (fact.parameters?.['groupBy'] === 'team' && fact.rows?.[0])
        return `Most lies with **${fact.rows[0]['team']}**: ${usd(fact.rows[0]['monthly_saving_usd'])} of ${usd(fact.value)} a month that all waste together costs, by estimate at list price. ${cite(fact)}`;
      return `**${usd(fact.value)} a month** could be saved, by estimate at list price. ${cite(fact)}`;
    case 'unused_resources':
      return unusedLead(fact);
    default:
      return null;
  }
}

export function costRows(fact: EvidenceItem): string[] | null {
  switch (fact.factName ?? '') {
    case 'cost_total':
      return [rowLines(fact)];
    case 'cost_compare':
      return [
        (fact.rows ?? [])
          .slice(1, 11)
          .map((row) => compareLine(fact, row))
          .join('\n'),
      ];
    case 'cost_spike':
      return spikeDrivers(fact);
    case 'cost_correlation':
      return [
        (fact.rows ?? [])
          .slice(0, 4)
          .map((row) => correlationLine(fact, row))
          .join('\n'),
      ];
    case 'unused_resources':
      return [
        [
          ...(fact.rows ?? []).slice(1, 13).map((row) => rowLine(fact, row)),
          ...((fact.rows?.length ?? 0) > 13 ? [`- The others are listed in ${cite(fact)}.`] : []),
        ].join('\n'),
      ];
    default:
      return null;
  }
}

/** The metric, after whatever makes the number mean less than it seems to. */
const noteOf = (fact: EvidenceItem) => {
  const warnings = (fact.notes ?? []).filter((note) =>
    /^(?:Incomplete|Not narrowed|Not in this breakdown): /.test(note),
  );
  const notes = [...warnings, ...(fact.notes ?? []).slice(0, 1)];
  return notes.map((note) => `${sentence(note)} ${cite(fact)}`).join(' ');
};

/** Credits and refunds lower the bill: said as what came off it. */
function chargesLead(fact: EvidenceItem, brief: AnswerBrief): string {
  const yes = /^(?:\w+,? )?(?:did|do|does|have|has|are|is|were|was|any)\b/i.test(brief.question) ? 'Yes: ' : '';
  if (!fact.rows?.length) return `**None:** ${sentence(fact.notes?.[0] ?? 'no such charge is stored')} ${cite(fact)}`;
  return `**${yes}${paid(fact, fact.value)}** — ${fact.title}. ${cite(fact)} ${noteOf(fact)}`.trim();
}

function dearest(fact: EvidenceItem, row: EvidenceRow): string {
  const [key] = Object.keys(row);
  const name = isBlank(row['account_name']) ? String(row[key!]) : `${row['account_name']} (${row[key!]})`;
  return `**${name}** costs the most: **${paid(fact, row['cost'], row)}**, ${row['share_percent']} % of ${paid(fact, fact.value)} — ${fact.title}.`;
}

function compareLead(fact: EvidenceItem): string {
  const empty = fact.notes?.find((note) => note.startsWith('No cost data'));
  if (empty) return `${sentence(empty)} ${cite(fact)}`;
  const total = fact.rows?.[0] ?? {};
  const direction = Number(total['difference'] ?? 0) > 0 ? 'more' : 'less';
  const change = isBlank(total['change_percent']) ? '' : ` (${total['change_percent']} %)`;
  const unequal = fact.notes?.find((note) => note.startsWith('Unequal: '));
  const whole = fact.notes?.find((note) => note.startsWith('Not narrowed: '));
  const lacking = fact.notes?.find((note) => note.startsWith('Incomplete: no cost'));
  if (lacking)
    return `**${paid(fact, total['later'])}** — ${fact.title}. ${cite(fact)} No cost is stored for the earlier period, so nothing can be said of a change. ${cite(fact)}`;
  return `**${paid(fact, total['later'])} against ${paid(fact, total['earlier'])}: ${paid(fact, Math.abs(Number(total['difference'] ?? 0)))} ${direction}**${change} — ${fact.title}. ${cite(fact)}${[whole, unequal].map((note) => (note ? ` ${sentence(note)} ${cite(fact)}` : '')).join('')}`;
}

/** "Which account grew the most": by name, before the total. */
function moverLead(fact: EvidenceItem, { intent }: AnswerBrief): string {
  const way = intent.details?.mover;
  const rows = (fact.rows ?? []).slice(1).filter((row) => !isBlank(row['difference']));
  if (!way || rows.length === 0) return '';
  const sign = way === 'up' ? 1 : -1;
  const [first] = rows.toSorted((a, b) => sign * (Number(b['difference']) - Number(a['difference'])));
  const [key] = Object.keys(first!);
  const name = isBlank(first!['account_name']) ? String(first![key!]) : `${first!['account_name']} (${first![key!]})`;
  const moved = Number(first!['difference']) * sign > 0;
  const by = `${paid(fact, first!['later'], first)} against ${paid(fact, first!['earlier'], first)}`;
  const verb = way === 'up' ? 'grew' : 'fell';
  return moved
    ? `**${name}** ${verb} the most: ${by}. ${cite(fact)} `
    : `None ${verb}; nearest to it is **${name}**: ${by}. ${cite(fact)} `;
}

function compareLine(fact: EvidenceItem, row: EvidenceRow): string {
  const [key] = Object.keys(row);
  const name = isBlank(row['account_name']) ? String(row[key!]) : `${row['account_name']} (${row[key!]})`;
  const change = isBlank(row['change_percent']) ? 'new' : `${row['change_percent']} %`;
  return `- **${name}**: ${paid(fact, row['later'], row)} against ${paid(fact, row['earlier'], row)}, difference ${paid(fact, row['difference'], row)} (${change}) ${cite(fact)}`;
}

const CALM = /did not stand out|No cost is stored/;

/** A day that was asked about and was no spike. */
export const isCalm = (fact: EvidenceItem): boolean =>
  fact.factName === 'cost_spike' && fact.notes?.some((note) => CALM.test(note)) === true;

function spikeLead(fact: EvidenceItem): string {
  const total = fact.rows?.find((row) => row['dimension'] === 'total');
  const day = /\d{4}-\d{2}-\d{2}/.exec(fact.title)?.[0] ?? 'that day';
  const calm = fact.notes?.find((note) => CALM.test(note));
  if (calm) return `${sentence(calm)} ${cite(fact)}`;
  return `On ${day} you spent **${paid(fact, total?.['cost'])}**, which is **${paid(fact, fact.value)} above** the usual ${paid(fact, total?.['usual'])} (median of the 14 days before). ${cite(fact)}`;
}

function spikeDrivers(fact: EvidenceItem): string[] {
  if (isCalm(fact)) return [];
  // The first row is the total of the currency that leads; the drivers of another are no part of its increase.
  const rows = (fact.rows ?? []).filter((row) => row['currency'] === fact.rows?.[0]?.['currency']);
  const lines = (['service', 'account', 'region', 'usage_type'] as const).flatMap((dimension) => {
    const drivers = rows
      .filter((row) => row['dimension'] === dimension && Number(row['extra']) > 0)
      .slice(0, dimension === 'usage_type' ? 3 : 1);
    return drivers.map(
      (row) =>
        `- ${dimension.replace('_', ' ')} **${row['name']}**: ${paid(fact, row['cost'], row)} against usually ${paid(fact, row['usual'], row)}, ${row['share_of_extra_percent']} % of the increase ${cite(fact)}`,
    );
  });
  return lines.length > 0 ? ['**What drove it**', lines.join('\n')] : [];
}

function correlationLine(fact: EvidenceItem, row: EvidenceRow): string {
  const parts = [
    `${quoted(row['principal'])}${isBlank(row['session']) ? '' : ` (session ${quoted(row['session'])})`} called ${row['event']} ${row['calls']} time${row['calls'] === 1 ? '' : 's'} in ${row['region']} from ${row['address']}, ${moment(row['first'])} to ${moment(row['last'])}`,
    Number(row['instances']) > 0 &&
      `making ${row['instances']} instances of ${row['instance_types']} (${row['instance_names']})`,
    row['first_use_of_region'] === true && 'the first such call ever recorded in that region',
    !isBlank(row['guardduty']) && `GuardDuty flags them: ${row['guardduty']}`,
  ].filter((part) => typeof part === 'string');
  return `- ${listed(parts)}; correlation score ${row['score']} ${cite(fact)}`;
}

function unusedLead(fact: EvidenceItem): string {
  const total = fact.rows?.[0] ?? {};
  const size = isBlank(total['size_gib']) ? '' : `, ${total['size_gib']} GiB (${total['size_tib']} TiB)`;
  return `**${fact.value} of ${fact.denominator} ${fact.unit}**: ${fact.title.toLowerCase()}${size}, about **${usd(total['monthly_cost_usd'])} a month** at list price (an estimate, not a billed amount). ${cite(fact)}`;
}
