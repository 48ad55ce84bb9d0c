/** The inventory and the findings counted by something, rights, places, in words: the first sentence holds the name asked for. */
import type { AnswerBrief, EvidenceItem, EvidenceRow } from '../../evidence.ts';
import { cite, counted, isBlank, listed, moment, paid, quoted, sentence } from './words.ts';

export function inventoryLead(fact: EvidenceItem, brief: AnswerBrief): string | null {
  switch (fact.factName ?? '') {
    case 'inventory_by':
      return tallyLead(fact, brief);
    case 'principal_rights':
      return rightsLead(fact);
    case 'paid_regions':
      return placesLead(fact);
    case 'exposed_since':
      return '';
    case 'findings':
      return groupLead(fact, brief);
    default:
      return null;
  }
}

export function inventoryRows(fact: EvidenceItem): string[] | null {
  const rows = fact.rows ?? [];
  switch (fact.factName ?? '') {
    case 'inventory_by':
      return [
        lines(
          fact,
          rows,
          (row) =>
            `**${nameOf(fact, row)}**: ${row['count']}${isBlank(row['of']) ? ` (${row['share_percent']} %)` : ` of ${row['of']} (${row['percent_of_these']} %)`}${isBlank(row['names']) ? '' : `: ${row['names']}${String(row['names']).split(', ').length < Number(row['count']) ? ' and others' : ''}`}`,
        ),
      ];
    case 'principal_rights':
      return [lines(fact, rows, rightsLine)];
    case 'exposed_since':
      return [
        lines(
          fact,
          rows,
          (row) =>
            `${moment(row['at'])}: ${row['what'] === 'call' ? `${quoted(row['principal'])} called **${row['name']}**` : `first seen: **${row['name']}**`}${isBlank(row['effect']) ? '' : `, ${row['effect']}`}`,
        ),
      ];
    case 'paid_regions':
      return [
        lines(
          fact,
          rows,
          (row) =>
            `**${row['region']}**: ${paid(fact, row['cost'], row)}, ${row['resources']} resources, ${row['running_instances']} running instances, ${row['calls']} recorded calls: ${row['state']}`,
        ),
      ];
    case 'findings': {
      const by = groupOf(fact);
      if (by !== 'owner' && by !== 'team') return null;
      return [
        lines(
          fact,
          rows,
          (row) => `**${said(row[by])}**: ${row['count']} (${row['critical']} critical, ${row['high']} high)`,
        ),
      ];
    }
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

const groupOf = (fact: EvidenceItem) => {
  const by = fact.parameters?.['groupBy'];
  return typeof by === 'string' ? by : '';
};
const said = (value: EvidenceRow[string] | undefined) =>
  /^[\w .@/-]+$/.test(String(value)) ? String(value) : quoted(value);

/** An account by its name, with its id. */
export function nameOf(fact: EvidenceItem, row: EvidenceRow): string {
  const key = row[groupOf(fact)];
  return isBlank(row['account_name']) ? said(key) : `${said(row['account_name'])} (${key})`;
}

function tallyLead(fact: EvidenceItem, { intent }: AnswerBrief): string {
  const rows = fact.rows ?? [];
  const title = fact.title.replace(/, by \w+$/, '');
  const what = /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
  const [first] = rows;
  if (!first) return `None: 0 ${what}. ${cite(fact)}`;
  const all = `${fact.value} ${counted(fact.value, what).replace(/^\S+ /, '')} in all`;
  if (!intent.details?.tally?.ranked && intent.kind !== 'rank') return `**${all}.** ${cite(fact)}`;
  const fewest = fact.parameters?.['order'] === 'fewest';
  const shown = intent.limit && intent.limit > 1 ? rows.slice(0, intent.limit) : ties(rows);
  const names = listed(shown.map((row) => `**${nameOf(fact, row)}** (${row['count']})`));
  const has = shown.length > 1 ? 'have' : 'has';
  if (groupOf(fact) === 'kind') return `The ${fewest ? 'least' : 'most'} common: ${names}, of ${all}. ${cite(fact)}`;
  return `${names} ${has} the ${fewest ? 'fewest' : 'most'}, of ${all}. ${cite(fact)}`;
}

/** All that share the first place. */
const ties = (rows: EvidenceRow[]) => rows.filter((row) => row['count'] === rows[0]!['count']).slice(0, 5);

const SERVICES: Record<string, string> = {
  s3: 'S3',
  ec2: 'EC2',
  iam: 'IAM',
  guardduty: 'GuardDuty',
  cloudtrail: 'CloudTrail',
};

function rightsLead(fact: EvidenceItem): string {
  const name = quoted(fact.parameters?.['name'] as string);
  const service = SERVICES[String(fact.parameters?.['service'])] ?? 'that service';
  const action = fact.parameters?.['action'];
  const may = `may ${action === 'read' ? 'read' : action === 'write' ? 'change' : 'use'} ${service}`;
  const rows = fact.rows ?? [];
  if (rows.length === 0) return `There is no user or role named ${name} in what was read. ${cite(fact)}`;
  const limits = `${sentence(fact.notes?.find((note) => note.startsWith('Not computed')) ?? '')} ${cite(fact)}`;
  return `${rows
    .map((row) => {
      const where = rows.length > 1 ? ` in ${row['account']}` : '';
      const verdict = String(row['verdict']);
      if (verdict.startsWith('allowed'))
        return `**Yes:** ${name}${where} ${may}, ${verdict.slice('allowed'.length + 1).trim()}. ${cite(fact)}`;
      if (verdict.startsWith('not by')) return `**Not by its own policies:** ${name}${where} holds none. ${cite(fact)}`;
      const used = isBlank(row['keys_last_used_on'])
        ? ''
        : ` Its keys were last used on ${row['keys_last_used_on']}. ${cite(fact)}`;
      return `**Unknown:** whether ${name}${where} ${may} is not computed here. ${cite(fact)} It is no administrator; its policies: ${policies(row)}. ${cite(fact)}${used}`;
    })
    .join(' ')} ${limits}`;
}

const policies = (row: EvidenceRow) =>
  listed(
    [
      isBlank(row['attached_policies']) ? '' : `${quoted(row['attached_policies'])} attached`,
      isBlank(row['inline_policies']) ? '' : `${quoted(row['inline_policies'])} inline`,
      isBlank(row['through_groups']) ? '' : `${quoted(row['through_groups'])} through groups`,
    ].filter(Boolean),
  ) || 'none';

const rightsLine = (row: EvidenceRow) =>
  `${row['kind']} **${quoted(row['name'])}** in ${row['account']}: policies ${policies(row)}${row['administrator'] === true ? ', administrator' : ''}`;

function placesLead(fact: EvidenceItem): string {
  const unused = (fact.rows ?? []).filter((row) => row['state'] !== 'used');
  const note = sentence(fact.notes?.find((text) => text.startsWith('Used means')) ?? '');
  if ((fact.rows?.length ?? 0) === 0) return `No cost by region is stored for this period. ${cite(fact)}`;
  const lead =
    unused.length === 0
      ? `**None:** every one of the ${fact.denominator} regions paid for holds something. ${cite(fact)}`
      : `**${fact.value} of ${fact.denominator} regions** are paid for with nothing known in them: ${listed(unused.map((row) => `${row['region']} (${paid(fact, row['cost'], row)})`))}. ${cite(fact)}`;
  return `${lead} ${note} ${cite(fact)}`;
}

const NOBODY = 'nobody tagged';
const NOBODIES = new Set([NOBODY, 'no team tagged']);

/** Findings by a dimension: who or what has most of them comes first, by name. */
function groupLead(fact: EvidenceItem, { intent }: AnswerBrief): string | null {
  const by = groupOf(fact);
  const rows = fact.rows ?? [];
  const nobody = rows.find((row) => NOBODIES.has(String(row[by])));
  const [first] = rows.length > 1 ? rows.filter((row) => row !== nobody) : rows;
  const sides = intent.kind === 'compare';
  if (!first || sides || !['owner', 'team', 'account', 'region'].includes(by)) return null;
  const title = fact.title.charAt(0).toLowerCase() + fact.title.slice(1);
  if (by === 'owner' && !intent.details?.tally) {
    const known = rows.filter((row) => row['owner'] !== NOBODY).slice(0, 8);
    const nobody = rows.find((row) => row['owner'] === NOBODY);
    const names = listed(known.map((row) => `**${said(row['owner'])}** (${row['count']})`));
    const none = nobody ? `**${nobody['count']}** of them have ${String(nobody[by])}` : '';
    return `${[names && `${names} answer${known.length === 1 ? 's' : ''} for the ${fact.value} ${title}, by the tags of the resources`, names ? none : `Of the ${fact.value} ${title}, ${none}`].filter(Boolean).join('; ')}. ${cite(fact)}`;
  }
  if (!intent.details?.tally?.ranked && intent.kind !== 'rank') return null;
  const least = intent.details?.tally?.order === 'fewest';
  return `**${nameOf(fact, first)}** has the ${least ? 'fewest' : 'most'}: ${first['count']} of ${fact.value} ${title} (${first['critical']} critical, ${first['high']} high). ${cite(fact)}${nobody && nobody !== first ? ` ${nobody['count']} more have ${String(nobody[by])}. ${cite(fact)}` : ''}`;
}
