/** Overviews in words: risks, changes, coverage, enablement, exposure. */
import type { AnswerBrief, EvidenceItem, EvidenceRow } from '../../evidence.ts';
import { rowLine, rowLines } from './rows.ts';
import { cite, dayOf, isBlank, listed, moment, quoted, sentence } from './words.ts';

export function overviewLead(fact: EvidenceItem, brief: AnswerBrief): string | null {
  const first = fact.rows?.[0];
  switch (fact.factName ?? '') {
    case 'top_risks':
      return first
        ? `The biggest risk right now is **${quoted(first['resource'])}** in ${first['account']}: ${sentence(String(first['worst_finding']))} It ranks first because of: ${first['severity']} severity, ${first['why']} (score ${first['score']}). ${cite(fact)}`
        : null;
    case 'changes_since':
      return `**${fact.value} ${changed(fact)}** ${span(fact)}: ${fact.notes?.[0] ?? ''}. ${cite(fact)}`;
    case 'service_enabled':
      return enabledLead(fact, brief);
    case 'unverified_findings':
      return fact.value === 0
        ? `Every check could be decided: 0 of ${fact.denominator} is open because of a failed read. ${cite(fact)}`
        : `**${fact.value} of ${fact.denominator} open checks** could not be verified. ${cite(fact)} They are neither passed nor failed: the read was refused or failed.`;
    case 'coverage_gaps':
      return fact.value === 0
        ? `All ${fact.denominator} API reads went well. ${cite(fact)}`
        : `**${fact.value} of ${fact.denominator} API reads** failed. ${cite(fact)}`;
    case 'freshness':
      return first
        ? `The oldest source is ${first['service']} in ${first['account']} ${first['region']}, last read well at ${moment(first['last_good_read'])}. ${cite(fact)}`
        : null;
    case 'severity_overview':
      if (fact.value === 0) return '';
      return `In all, **${fact.value} findings are open**: ${listed((fact.rows ?? []).map((row) => `${row['count']} ${row['severity']}`))}. ${cite(fact)}`;
    case 'findings':
      return fact.value === 0 && brief.coverage.complete
        ? `None: no ${fact.title.toLowerCase()} in what was read. ${cite(fact)}`
        : null;
    default:
      return null;
  }
}

export function overviewRows(fact: EvidenceItem, brief: AnswerBrief): string[] | null {
  const rows = fact.rows ?? [];
  switch (fact.factName ?? '') {
    case 'top_risks':
      return [
        rows
          .slice(0, brief.intent.limit ?? 5)
          .map(
            (row) =>
              `${row['rank']}. **${quoted(row['resource'])}** (${row['severity']}, score ${row['score']}): ${sentence(String(row['worst_finding']))} ${capital(String(row['why']))}${ownership(row)}. ${cite(fact)}`,
          )
          .join('\n'),
      ];
    case 'severity_overview':
      return [];
    case 'changes_since':
      return changeRows(fact);
    case 'service_enabled':
      return [
        rows
          .slice(0, 20)
          .map(
            (row) =>
              `- ${row['account']} ${row['region']}: **${row['state']}**${row['state'] === 'on' || isBlank(row['detail']) ? '' : ` (${row['detail']})`} ${cite(fact)}`,
          )
          .join('\n'),
      ];
    case 'unverified_findings':
      return [
        rows
          .slice(0, 10)
          .map((row) => unverifiedLine(fact, row))
          .join('\n'),
      ];
    case 'resource_changes':
      return [changeSummary(fact)];
    case 'findings':
      return [
        rowLines(fact, {
          columns: [
            'severity',
            'finding',
            'resource',
            'account',
            'region',
            'count',
            'critical',
            'high',
            'team',
            'detail',
          ],
        }),
      ];
    case 'public_exposure':
      return [
        rows
          .slice(0, 12)
          .map((row) => `${row['rank']}. ${rowLine(fact, row).slice(2)}`)
          .join('\n'),
      ];
    default:
      return null;
  }
}

/** As the fact itself says it: a label such as "the weekend" names days that no evidence holds. */
const span = (fact: EvidenceItem): string =>
  /(?:since|from) \d{4}-.*$/.exec(fact.title)?.[0] ?? `since ${dayOf(fact.parameters?.['from'] as string)}`;

function changed(fact: EvidenceItem): string {
  const severities = fact.parameters?.['severities'];
  const which = Array.isArray(severities) ? `${severities.join(' and ')} ` : '';
  return `${which}finding${fact.value === 1 ? '' : 's'} changed`;
}

function unverifiedLine(fact: EvidenceItem, row: EvidenceRow): string {
  const place = `${row['service']}, account ${row['account']}, ${row['region']}`;
  const missing = isBlank(row['missing_permission']) ? '' : ` Missing: ${row['missing_permission']}.`;
  const checks = `${row['checks']} check${row['checks'] === 1 ? '' : 's'} ${row['state']}`;
  return `- **${quoted(row['resource'])}** (${place}): ${checks}. ${sentence(String(row['why']))}${missing} ${cite(fact)}`;
}

function enabledLead(fact: EvidenceItem, { intent }: AnswerBrief): string {
  const rows = fact.rows ?? [];
  const name = fact.title.split(',')[0];
  const off = rows.filter((row) => row['state'] === 'off');
  const unread = rows.filter((row) => row['state'] === 'not read');
  const places = (some: EvidenceRow[]) => listed(some.slice(0, 8).map((row) => `${row['account']} ${row['region']}`));
  if (off.length === 0 && unread.length === 0)
    return `Yes: ${name} is on in all ${fact.denominator} account-regions that were read. ${cite(fact)}`;
  return [
    `${intent.kind === 'posture' ? 'No: ' : ''}${name} is on in **${fact.value} of ${fact.denominator}** account-regions. ${cite(fact)}`,
    ...(off.length > 0 ? [`It is off in ${places(off)}. ${cite(fact)}`] : []),
    ...(unread.length > 0
      ? [`It could not be read in ${places(unread)}: that is neither on nor off. ${cite(fact)}`]
      : []),
  ].join(' ');
}

function changeRows(fact: EvidenceItem): string[] {
  const order = ['opened', 'reopened', 'resolved', 'changed'];
  const titles: Record<string, string> = {
    opened: 'New',
    reopened: 'Came back',
    resolved: 'Resolved',
    changed: 'Changed',
  };
  return order.flatMap((change) => {
    const rows = (fact.rows ?? []).filter((row) => row['change'] === change);
    if (rows.length === 0) return [];
    const lines = rows
      .slice(0, change === 'opened' ? 8 : 5)
      .map(
        (row) =>
          `- ${row['severity']}: **${row['finding']}** on ${quoted(row['resource'])} in ${row['account']} ${row['region']}, ${moment(row['at'])} ${cite(fact)}`,
      );
    return [
      [
        `**${titles[change]}**`,
        '',
        ...lines,
        ...(rows.length > lines.length ? [`- The others are listed in ${cite(fact)}.`] : []),
      ].join('\n'),
    ];
  });
}

function changeSummary(fact: EvidenceItem): string {
  return (fact.rows ?? [])
    .slice(0, 6)
    .map(
      (row) =>
        `- ${row['change']}: ${quoted(row['name'])} (${row['type']}) in ${row['account']} ${row['region']}, ${moment(row['at'])} ${cite(fact)}`,
    )
    .join('\n');
}

function ownership(row: EvidenceRow): string {
  if (!isBlank(row['owner'])) return `; owner ${row['owner']}`;
  return isBlank(row['team']) ? '; no owner tagged' : `; team ${row['team']}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
