/** What changed: findings opened, resolved and reopened, resources that came and went; from history, not memory. */
import { z } from 'zod';
import { defineFact, inScope, ROW_LIMIT } from './fact.ts';

const ALL = ['iam', 's3', 'ec2', 'guardduty', 'cloudtrail', 'cost-explorer'] as const;
const SEVERITIES = ['informational', 'low', 'medium', 'high', 'critical', 'fatal'];

const parameters = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime().optional(),
  services: z.array(z.string()).optional(),
  change: z.enum(['opened', 'resolved', 'reopened', 'changed']).optional(),
  severities: z.array(z.enum(['informational', 'low', 'medium', 'high', 'critical', 'fatal'])).optional(),
});

/** Each finding once, by its last change in the period; a finding opened and resolved within it says so. */
export const changesSince = defineFact({
  name: 'changes_since',
  description: 'Findings opened, resolved, reopened or changed in a period, from their history.',
  parameters,
  products: (given) => (given.services?.length ? ALL.filter((product) => given.services!.includes(product)) : [...ALL]),
  async run(context, given) {
    const { sql, tenantId, now } = context;
    const rows = await sql<ChangeRow[]>`
      with moved as (
        select finding_uid, min(changed_at) as first_at, max(changed_at) as at,
          array_agg(change order by changed_at, history_id) as changes
        from finding_history
        where tenant_id = ${tenantId} and changed_at >= ${given.from} and changed_at < ${given.to ?? now.toISOString()}
        group by finding_uid
      )
      select f.finding_uid as uid, f.title, f.resource_name as resource, f.service, f.account_uid as account, f.region,
        f.severity_id as severity, f.status_detail as detail, m.at, m.changes
      from moved m join findings f on f.tenant_id = ${tenantId} and f.finding_uid = m.finding_uid
      where true ${inScope(context)} and f.compliance_status_id is distinct from 2
        ${given.severities?.length ? sql`and f.severity_id = any(${given.severities.map((name) => SEVERITIES.indexOf(name) + 1)}::int[])` : sql``}
        ${given.services?.length ? sql`and f.service = any(${given.services}::text[])` : sql``}
      order by f.severity_id desc, m.at desc, f.finding_uid`;
    const wanted = given.change;
    const chosen = rows.filter((row) => !wanted || effect(row.changes, wanted) === wanted);
    const counts = Object.fromEntries(
      ['opened', 'reopened', 'resolved', 'changed'].map((kind) => [
        kind,
        chosen.filter((row) => effect(row.changes, wanted) === kind).length,
      ]),
    );
    return {
      title: `${given.severities?.length ? `${given.severities.join(' and ')} findings`.replace(/^./, (first) => first.toUpperCase()) : 'Findings'} that changed ${spanOf(given, now)}`,
      value: chosen.length,
      unit: 'findings',
      members: chosen.map((row) => row.uid),
      rows: chosen.slice(0, ROW_LIMIT).map((row) => ({
        change: effect(row.changes, wanted),
        severity: SEVERITIES[row.severity - 1] ?? 'low',
        finding: row.title,
        resource: row.resource,
        account: row.account,
        region: row.region,
        at: row.at.toISOString(),
        detail: row.detail,
        finding_uid: row.uid,
      })),
      notes: [
        Object.entries(counts)
          .map(([kind, count]) => `${count} ${kind}`)
          .join(', '),
      ],
    };
  },
});

/** A period that is over has two ends. */
function spanOf({ from, to }: { from: string; to?: string | undefined }, now: Date): string {
  const minute = (iso: string) =>
    iso
      .slice(0, 16)
      .replace('T', ' ')
      .replace(/ 00:00$/, '');
  return to && new Date(to) < now ? `from ${minute(from)} to before ${minute(to)}` : `since ${from.slice(0, 10)}`;
}

interface ChangeRow {
  uid: string;
  title: string;
  resource: string;
  service: string;
  account: string;
  region: string;
  severity: number;
  detail: string;
  at: Date;
  changes: string[];
}

/** What a period's changes amount to for somebody who was away. */
function effect(changes: string[], wanted: string | undefined): string {
  const last = changes.at(-1) ?? 'changed';
  if (last === 'resolved' || last === 'archived' || last === 'suppressed') return 'resolved';
  // What came back came back, though it was also opened in a period so long.
  if (wanted === 'reopened' && changes.includes('reopened')) return 'reopened';
  if (changes.includes('opened')) return 'opened';
  return changes.includes('reopened') ? 'reopened' : 'changed';
}

/** Resources first seen or gone in a period. */
export const resourceChanges = defineFact({
  name: 'resource_changes',
  description: 'Resources that appeared or disappeared in a period.',
  parameters: z.object({
    from: z.iso.datetime(),
    to: z.iso.datetime().optional(),
    type: z.string().optional(),
    services: z.array(z.string()).optional(),
  }),
  products: () => ['iam', 's3', 'ec2'],
  async run(context, given) {
    const { sql, tenantId, now } = context;
    const to = given.to ?? now.toISOString();
    const rows = await sql<
      { uid: string; name: string; type: string; account: string; region: string; came: boolean; at: Date }[]
    >`
      with known as (select min(first_seen_time) as since from resources where tenant_id = ${tenantId})
      select resource_uid as uid, name, type, account_uid as account, region,
        (deleted_time is null or deleted_time < ${given.from}) as came,
        case when deleted_time >= ${given.from} then deleted_time else coalesce(created_time, first_seen_time) end as at
      from resources, known
      where tenant_id = ${tenantId} ${inScope(context)} ${given.type ? sql`and type = ${given.type}` : sql``}
        ${given.services?.length ? sql`and lower(split_part(type, '::', 2)) = any(${given.services}::text[])` : sql``}
        and ((deleted_time >= ${given.from} and deleted_time < ${to})
          -- A first sight proves arrival only when we had looked before.
          or (first_seen_time > since and coalesce(created_time, first_seen_time) >= ${given.from}
            and coalesce(created_time, first_seen_time) < ${to} and deleted_time is null))
      order by at desc, resource_uid`;
    return {
      title: `Resources${given.services?.length ? ` of ${given.services.join(' and ')}` : ''} that came or went ${spanOf(given, now)}`,
      value: rows.length,
      unit: 'resources',
      members: rows.map((row) => row.uid),
      rows: rows.slice(0, ROW_LIMIT).map((row) => ({
        change: row.came ? 'appeared' : 'gone',
        type: row.type,
        name: row.name,
        account: row.account,
        region: row.region,
        at: row.at.toISOString(),
      })),
    };
  },
});
