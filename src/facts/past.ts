/** The estate as findings knew it at a moment of the past, and how the number of open findings moved. From history. */
import { z } from 'zod';
import { defineFact, type FactContext, inScope, type Product, ROW_LIMIT } from './fact.ts';

const ALL: Product[] = ['iam', 's3', 'ec2', 'guardduty', 'cloudtrail', 'cost-explorer'];
const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical', 'fatal'] as const;

const filters = {
  services: z.array(z.string()).optional(),
  severities: z.array(z.enum(SEVERITIES)).optional(),
};
const pastParameters = z.object({
  at: z.iso.datetime().describe('The moment asked about'),
  ...filters,
  checkPattern: z
    .string()
    .max(200)
    .regex(/^[a-z0-9_|]+$/)
    .optional()
    .describe('words of check ids, separated by |'),
  resource: z.string().optional().describe('ARN, id or name'),
  label: z.string().max(100).optional().describe('How to say what is counted: "public buckets"'),
});
type PastParameters = z.infer<typeof pastParameters>;

const productsOf = (given: { services?: string[] | undefined }): Product[] =>
  given.services?.length ? ALL.filter((product) => given.services!.includes(product)) : ALL;

/**
 * What was failing at an instant: resources and their findings by the last change before it. A finding counts from the
 * read that first saw it, so those first seen by the next read are told apart as possible. Null before history begins.
 */
export const findingsAt = defineFact({
  name: 'findings_at',
  description:
    'Findings that were open at a moment of the past, by check, service, severity or resource; from history.',
  parameters: pastParameters,
  products: (given) => productsOf(given),
  async run(context, given) {
    const rows = await stateAt(context, given);
    const began = await historyBegan(context, given);
    const known = began !== null && began <= new Date(given.at);
    const open = rows.filter((row) => row.state !== 'possible');
    const uids = [...new Set(open.map((row) => row.resourceUid))];
    const possible = rows.filter((row) => row.state === 'possible');
    return {
      title: `${capital(given.label ?? 'findings')}${given.resource ? ` of ${given.resource}` : ''} at ${moment(given.at)}`,
      value: known ? (given.label ? uids.length : open.length) : null,
      unit: given.label ?? 'findings',
      members: given.label ? uids : open.map((row) => row.uid),
      rows: (known ? rows : []).slice(0, ROW_LIMIT).map((row) => ({
        state: row.state,
        severity: SEVERITIES[row.severity - 1] ?? 'low',
        finding: row.title,
        resource: row.resource,
        account: row.account,
        region: row.region,
        first_seen: row.firstSeen.toISOString(),
        now: row.openNow ? 'still open' : 'resolved since',
        detail: row.detail,
        finding_uid: row.uid,
      })),
      notes: [
        ...(known
          ? []
          : [
              began === null
                ? 'Nothing of this is in the history, so its state then cannot be known.'
                : `The history of this begins at ${moment(began.toISOString())}: what was so before cannot be known.`,
            ]),
        ...(known && possible.length > 0
          ? [
              `${new Set(possible.map((row) => row.resourceUid)).size} more first seen by the next read, so perhaps already so then.`,
            ]
          : []),
        'A finding counts from the read that first saw it; settings themselves are kept only as they are now.',
      ],
    };
  },
});

interface PastRow {
  uid: string;
  state: 'open' | 'possible';
  severity: number;
  title: string;
  resource: string;
  resourceUid: string;
  account: string;
  region: string;
  firstSeen: Date;
  openNow: boolean;
  detail: string;
}

function about({ sql }: FactContext, given: PastParameters) {
  const severityIds = (given.severities ?? []).map((name) => SEVERITIES.indexOf(name) + 1);
  return sql`${given.services?.length ? sql`and service = any(${given.services}::text[])` : sql``}
    ${severityIds.length ? sql`and severity_id = any(${severityIds}::int[])` : sql``}
    ${given.checkPattern ? sql`and check_id ~ ${given.checkPattern}` : sql``}
    ${given.resource ? sql`and (resource_uid = ${given.resource} or resource_name = ${given.resource} or resource_uid like ${`%/${given.resource}`})` : sql``}`;
}

async function stateAt(context: FactContext, given: PastParameters): Promise<PastRow[]> {
  const { sql, tenantId } = context;
  return sql<PastRow[]>`
    with chosen as (
      select * from findings where tenant_id = ${tenantId} ${inScope(context)} ${about(context, given)}
    ), then_was as (
      select distinct on (h.finding_uid) h.finding_uid, h.status_id, h.severity_id, h.compliance_status_id, h.status_detail
      from finding_history h join chosen c using (finding_uid)
      where h.tenant_id = ${tenantId} and h.changed_at <= ${given.at}
      order by h.finding_uid, h.changed_at desc, h.history_id desc
    ), later as (
      select c.finding_uid, min(h.changed_at) as at from chosen c
        join finding_history h on h.tenant_id = ${tenantId} and h.finding_uid = c.finding_uid
      group by c.finding_uid having min(h.changed_at) > ${given.at}
    ), next_read as (
      select f.service, f.account_uid, min(h.changed_at) as at from finding_history h
        join findings f on f.tenant_id = ${tenantId} and f.finding_uid = h.finding_uid
      where h.tenant_id = ${tenantId} and h.changed_at > ${given.at} group by 1, 2
    )
    select c.finding_uid as uid, case when t.finding_uid is null then 'possible' else 'open' end as state,
      coalesce(t.severity_id, c.severity_id) as severity, c.title, c.resource_name as resource,
      c.resource_uid as "resourceUid", c.account_uid as account, c.region, c.first_seen_time as "firstSeen",
      c.status_id in (1, 2) as "openNow", coalesce(t.status_detail, c.status_detail) as detail
    from chosen c left join then_was t using (finding_uid) left join later l using (finding_uid)
      left join next_read n on n.service = c.service and n.account_uid = c.account_uid
    where (t.status_id in (1, 2) and coalesce(t.compliance_status_id, 3) = 3)
      or (t.finding_uid is null and c.class_uid = 2003 and l.at = n.at and c.compliance_status_id is distinct from 2)
    order by state, severity desc, resource, uid`;
}

async function historyBegan(context: FactContext, given: PastParameters): Promise<Date | null> {
  const { sql, tenantId } = context;
  const [row] = await sql<{ at: Date | null }[]>`
    select min(h.changed_at) as at from finding_history h
      join findings f on f.tenant_id = ${tenantId} and f.finding_uid = h.finding_uid
    where h.tenant_id = ${tenantId} ${inScope(context)}
      ${given.services?.length ? sql`and service = any(${given.services}::text[])` : sql``}`;
  return row?.at ?? null;
}

/** Open findings at the start and the end of a period and at each step between, with what came and went. */
export const findingsTrend = defineFact({
  name: 'findings_trend',
  description: 'How the number of open findings moved over a period: per step open, opened and closed; from history.',
  parameters: z.object({
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    step: z.enum(['day', 'week', 'month']).optional(),
    ...filters,
  }),
  products: (given) => productsOf(given),
  async run(context, given) {
    const { sql, tenantId } = context;
    const step = given.step ?? 'week';
    const changes = await sql<{ uid: string; at: Date; open: boolean; unread: boolean; severity: number }[]>`
      select h.finding_uid as uid, h.changed_at as at, h.severity_id as severity,
        (h.status_id in (1, 2) and coalesce(h.compliance_status_id, 3) = 3) as open,
        (h.status_id in (1, 2) and h.compliance_status_id = 2) as unread
      from finding_history h join findings f on f.tenant_id = ${tenantId} and f.finding_uid = h.finding_uid
      where h.tenant_id = ${tenantId} and h.changed_at < ${given.to} ${inScope(context)}
        ${given.services?.length ? sql`and f.service = any(${given.services}::text[])` : sql``}
        ${given.severities?.length ? sql`and h.severity_id = any(${given.severities.map((name) => SEVERITIES.indexOf(name) + 1)}::int[])` : sql``}
      order by h.changed_at, h.history_id`;
    const began = changes[0]?.at ?? null;
    // Before the first read nothing is known: a rise from nothing would be the reading, not the estate.
    const from = began && began.toISOString() > given.from ? new Date(began.getTime() + 1) : new Date(given.from);
    const steps = stepsOf(from, new Date(given.to), step);
    const open = new Map<string, number>();
    let next = 0;
    const rows = steps.map(({ start, end }) => {
      let opened = 0;
      let closed = 0;
      for (; next < changes.length && changes[next]!.at < end; next++) {
        const change = changes[next]!;
        const was = open.has(change.uid);
        if (change.open) open.set(change.uid, change.severity);
        else open.delete(change.uid);
        if (change.at >= start && change.open && !was) opened += 1;
        if (change.at >= start && !change.open && was) closed += 1;
      }
      const worst = [...open.values()].filter((severity) => severity >= 4).length;
      return { until: end.toISOString(), open: open.size, critical_or_high: worst, opened, closed };
    });
    const first = countAt(changes, from);
    const last = new Map(changes.map(({ uid, unread }) => [uid, unread]));
    const left = [...last.values()].filter((unread) => unread).length;
    return {
      title: `Open findings from ${from.toISOString().slice(0, 10)} to ${given.to.slice(0, 10)}, by ${step}`,
      value: began ? open.size - first.open : null,
      unit: 'more open findings',
      members: [],
      rows: began
        ? [
            { until: from.toISOString(), open: first.open, critical_or_high: first.worst, opened: 0, closed: 0 },
            ...rows,
          ]
        : [],
      notes: [
        ...(began && began.toISOString() > given.from
          ? [`Nothing is known before the first read at ${moment(began.toISOString())}: the comparison starts there.`]
          : []),
        `Checks that could not be read are left out${left === 0 ? '' : `: ${left} of them stand open at the end, beside the ${open.size} counted`}.`,
        ...(began ? [] : ['No finding is in the history yet, so no course of it can be told.']),
      ],
    };
  },
});

function countAt(changes: { uid: string; at: Date; open: boolean; severity: number }[], at: Date) {
  const open = new Map<string, number>();
  for (const change of changes) {
    if (change.at >= at) break;
    if (change.open) open.set(change.uid, change.severity);
    else open.delete(change.uid);
  }
  return { open: open.size, worst: [...open.values()].filter((severity) => severity >= 4).length };
}

function stepsOf(from: Date, to: Date, step: 'day' | 'week' | 'month'): { start: Date; end: Date }[] {
  const days = { day: 1, week: 7, month: 30 }[step];
  const steps: { start: Date; end: Date }[] = [];
  for (let start = from; start < to && steps.length < 100; ) {
    const end = new Date(Math.min(start.getTime() + days * 86_400_000, to.getTime()));
    steps.push({ start, end });
    start = end;
  }
  return steps;
}

const moment = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
