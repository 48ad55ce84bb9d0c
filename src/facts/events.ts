/** CloudTrail: who did what, when, from where, and what was refused. */
import { z } from 'zod';
import { effectOf, HAS_EFFECT } from './event-effect.ts';
import { defineFact, type FactContext, inScope, ROW_LIMIT } from './fact.ts';

const eventFilters = z.object({
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  names: z.array(z.string()).optional(),
  principal: z.string().optional().describe('ARN, user or role name'),
  source: z.string().optional(),
  address: z.string().optional(),
  resource: z.string().optional().describe('id or ARN named by the event'),
  target: z.string().max(200).optional().describe('user or role that the request names, as when a key is made for it'),
  mentions: z
    .string()
    .regex(/^\d{12}$/)
    .optional()
    .describe('account that the request names, as when something is shared with it'),
  errors: z.enum(['denied', 'throttled', 'any']).optional(),
  succeeded: z.boolean().optional(),
  mfa: z
    .boolean()
    .optional()
    .describe('Console sign-ins with (true) or without (false) MFA, as CloudTrail recorded it'),
});
type EventFilters = z.infer<typeof eventFilters>;

const DENIED = '(AccessDenied|Unauthorized|Forbidden|NotAuthorized|OptInRequired|ExplicitDeny)';
/** A quota that is used up (VpcLimitExceeded) is no throttling: waiting does not help. */
const THROTTLED =
  '(Throttl|RequestLimitExceeded|TooManyRequests|SlowDown|RateExceeded|ThroughputExceeded|BandwidthLimitExceeded)';

function matching(context: Parameters<typeof inScope>[0], given: EventFilters) {
  const { sql, tenantId } = context;
  return sql`tenant_id = ${tenantId} ${inScope(context)}
    ${given.from ? sql`and time >= ${given.from}` : sql``} ${given.to ? sql`and time < ${given.to}` : sql``}
    ${given.names?.length ? sql`and name = any(${given.names}::text[])` : sql``}
    ${given.principal ? sql`and (principal = ${given.principal} or principal_name = ${given.principal} or session_name = ${given.principal})` : sql``}
    ${given.source ? sql`and source = ${given.source}` : sql``}
    ${given.address ? sql`and source_ip_address = ${given.address}` : sql``}
    ${given.resource ? sql`and (exists (select 1 from unnest(resources) r where r = ${given.resource} or r like ${`%${given.resource}`} or r = any(${idsOf(context, given.resource)})) ${signedWith(context, given.resource)})` : sql``}
    ${given.target ? sql`and strpos((raw->'requestParameters')::text, ${`"${given.target}"`}) > 0` : sql``}
    ${given.mentions ? sql`and strpos((raw->'requestParameters')::text, ${given.mentions}) > 0` : sql``}
    ${given.errors === 'denied' ? sql`and error_code ~* ${DENIED}` : sql``}
    ${given.errors === 'throttled' ? sql`and error_code ~* ${THROTTLED}` : sql``}
    ${given.errors === 'any' ? sql`and (error_code is not null or (name = 'ConsoleLogin' and error_message is not null))` : sql``}
    ${given.mfa === undefined ? sql`` : sql`and raw->'additionalEventData'->>'MFAUsed' = ${given.mfa ? 'Yes' : 'No'}`}
    ${given.succeeded ? sql`and error_code is null and not (name = 'ConsoleLogin' and error_message is not null)` : sql``}`;
}

/** Calls name things by their ids, people by their names. */
const idsOf = ({ sql, tenantId }: Parameters<typeof inScope>[0], name: string) =>
  sql`array(select substring(known.resource_uid from '[^/:]+$') from resources known
    where known.tenant_id = ${tenantId} and known.name = ${name})`;

/** A key is named by the calls that it signed or that made it, not among their resources. */
function signedWith({ sql }: Parameters<typeof inScope>[0], resource: string) {
  return /^A[KS]IA[A-Z0-9]{16}$/.test(resource) ? sql`or strpos(raw::text, ${resource}) > 0` : sql``;
}

/** Events that match, newest first, each with its principal and address. */
export const eventsList = defineFact({
  name: 'events_list',
  description:
    'CloudTrail events by time, name, principal, source, address, resource and error: count, ids, newest first.',
  parameters: eventFilters.extend({ label: z.string().optional() }),
  products: () => ['cloudtrail'],
  async run(context, given) {
    const { sql } = context;
    const rows = await sql<EventRow[]>`
      select event_id as id, time, name, source, account_uid as account, region, principal_name as principal,
        principal as "principalArn", session_name as session, source_ip_address as address,
        coalesce(error_code, case when name = 'ConsoleLogin' then error_message end) as error, resources
      from events where ${matching(context, given)} order by time desc, event_id limit 5000`;
    const [count] = await sql<
      { total: number }[]
    >`select count(*)::int as total from events where ${matching(context, given)}`;
    const total = count?.total ?? rows.length;
    const failed = given.succeeded ? await failedAlike(context, given) : [];
    const effects = await effectsOf(context, rows.slice(0, ROW_LIMIT));
    return {
      title: given.label ?? (given.names?.length ? `CloudTrail events ${given.names.join(', ')}` : 'CloudTrail events'),
      value: total,
      unit: 'events',
      members: rows.map((row) => row.id),
      rows: rows.slice(0, ROW_LIMIT).map((row) => ({
        time: row.time.toISOString(),
        event: row.name,
        principal: row.principal,
        session: row.session,
        address: row.address,
        region: row.region,
        account: row.account,
        resources: row.resources.slice(0, 6).join(', ') || null,
        effect: effects.get(row.id) ?? null,
        error: row.error,
      })),
      notes: [
        ...(failed.length > 0 ? [`Tried without success besides: ${failed.join(', ')}.`] : []),
        ...(await recordsBegin(context, given)),
        ...(total > rows.length ? [`Only the newest ${rows.length} event ids are listed of ${total}.`] : []),
      ],
    };
  },
});

/** A period that begins before the first stored call is not silent there, but unknown. */
async function recordsBegin(context: FactContext, given: EventFilters): Promise<string[]> {
  if (!given.from) return [];
  const { sql, tenantId } = context;
  const [row] = await sql<{ at: Date | null }[]>`
    select min(time) as at from events where tenant_id = ${tenantId} ${inScope(context)}`;
  const began = row?.at?.toISOString().slice(0, 10);
  return began && began > given.from.slice(0, 10) ? [`Calls are stored since ${began} only.`] : [];
}

/** The same calls where they failed: an attempt is an answer too, but not a deed. */
async function failedAlike(context: FactContext, given: EventFilters): Promise<string[]> {
  const { sql } = context;
  const rows = await sql<{ name: string; error: string; count: number }[]>`
    select name, error_code as error, count(*)::int as count from events
    where ${matching(context, { ...given, succeeded: false, errors: 'any' })}
    group by 1, 2 order by 3 desc, 1, 2 limit 12`;
  return rows.map(({ name, error, count }) => `${name} (${count} × ${error})`);
}

async function effectsOf({ sql, tenantId }: FactContext, rows: EventRow[]): Promise<Map<string, string>> {
  const ids = rows.filter((row) => HAS_EFFECT.has(row.name)).map((row) => row.id);
  if (ids.length === 0) return new Map();
  const asked = await sql<{ id: string; name: string; parameters: unknown }[]>`
    select event_id as id, name, raw->'requestParameters' as parameters from events
    where tenant_id = ${tenantId} and event_id = any(${ids}::text[])`;
  return new Map(
    asked.flatMap(({ id, parameters }) => {
      const effect = effectOf(parameters);
      return effect ? [[id, effect] as const] : [];
    }),
  );
}

interface EventRow {
  id: string;
  time: Date;
  name: string;
  source: string;
  account: string;
  region: string;
  principal: string;
  principalArn: string;
  session: string | null;
  address: string | null;
  error: string | null;
  resources: string[];
}

/** Events grouped: busiest principals with their addresses, calls by name, refusals by principal. */
export const eventsBy = defineFact({
  name: 'events_by',
  description:
    'CloudTrail events grouped by principal, event name, source, address, error or day, with addresses and times.',
  parameters: eventFilters.extend({
    groupBy: z.enum(['principal', 'event_name', 'source', 'address', 'error', 'day']),
    limit: z.number().int().min(1).max(200).optional(),
  }),
  products: () => ['cloudtrail'],
  async run(context, given) {
    const { sql } = context;
    const key = {
      principal: sql`principal`,
      event_name: sql`name`,
      source: sql`source`,
      address: sql`coalesce(source_ip_address, 'none')`,
      error: sql`error_code`,
      day: sql`to_char(time at time zone 'utc', 'YYYY-MM-DD')`,
    }[given.groupBy];
    const rows = await sql<GroupRow[]>`
      with matched as materialized (
        select ${key} as key, name, source_ip_address as address, principal_name, principal_type, error_code, time
        from events where ${matching(context, given)}
      ), kept as (
        select key, count(*)::int as count, (count(*) filter (where error_code is not null))::int as errors,
          (array_agg(distinct error_code) filter (where error_code is not null))[1:6] as codes,
          max(principal_name) as name, max(principal_type) as type, min(time) as first, max(time) as last,
          sum(count(*)) over ()::int as total, count(*) over ()::int as groups
        from matched group by key order by count(*) desc, key limit ${given.limit ?? 50}
      ), names as (${most(context, sql`name`, 6)}), addresses as (${most(context, sql`address`, 12)}),
      principals as (${most(context, sql`principal_name`, 8)})
      select k.key, k.count, k.errors, k.codes, k.name as "principalName", k.type as "principalType", k.first, k.last,
        k.total, k.groups, n.most as "topNames", a.most as addresses, p.most as principals
      from kept k left join names n on n.key = k.key left join addresses a on a.key = k.key
        left join principals p on p.key = k.key
      order by k.count desc, k.key`;
    return {
      title: `${TITLES[given.errors ?? 'all']} by ${given.groupBy.replace('_', ' ')}`,
      value: rows[0]?.total ?? 0,
      unit: 'events',
      members: [],
      rows: rows.map((row) => ({
        ...(given.groupBy === 'principal'
          ? { principal: row.principalName, type: row.principalType, arn: row.key }
          : { [given.groupBy]: row.key }),
        count: row.count,
        ...(given.groupBy === 'principal' || given.groupBy === 'address'
          ? {}
          : { principals: row.principals?.join(', ') ?? null }),
        ...(given.groupBy === 'address'
          ? { principals: row.principals?.join(', ') ?? null }
          : { addresses: row.addresses?.join(', ') ?? null }),
        errors: row.errors,
        ...(given.errors ? { codes: row.codes?.join(', ') ?? null } : {}),
        events: row.topNames?.join(', ') ?? null,
        first: row.first.toISOString(),
        last: row.last.toISOString(),
      })),
      notes: [
        ...(await recordsBegin(context, given)),
        ...(rows[0] && rows[0].groups > rows.length ? [`${rows.length} of ${rows[0].groups} groups are shown.`] : []),
      ],
    };
  },
});

/** Per group the most frequent values of a column with their counts, most frequent first. */
function most({ sql }: Parameters<typeof inScope>[0], column: ReturnType<typeof inScope>, limit: number) {
  return sql`
    select key, (array_agg(value || ' (' || calls || ')' order by calls desc, value))[1:${limit}] as most
    from (select key, ${column} as value, count(*)::int as calls from matched
      where key in (select key from kept) group by 1, 2) counted
    where value is not null group by key`;
}

const TITLES = { denied: 'Refused calls', throttled: 'Throttled calls', any: 'Failed calls', all: 'CloudTrail events' };

interface GroupRow {
  key: string;
  count: number;
  errors: number;
  topNames: string[] | null;
  addresses: string[] | null;
  principals: string[] | null;
  codes: string[] | null;
  principalName: string;
  principalType: string;
  first: Date;
  last: Date;
  total: number;
  groups: number;
}

/** Who launched which instances: RunInstances joined with the inventory, so that "GPU" and types mean what EC2 says. */
export const instanceLaunches = defineFact({
  name: 'instance_launches',
  description:
    'RunInstances calls with the instances they made: principal, session, address, types; optionally GPU only.',
  parameters: z.object({
    from: z.iso.datetime().optional(),
    to: z.iso.datetime().optional(),
    gpu: z.boolean().optional(),
    instance: z.string().optional(),
    instanceType: z.string().optional(),
  }),
  products: () => ['cloudtrail', 'ec2'],
  async run(context, given) {
    const { sql, tenantId } = context;
    const rows = await sql<LaunchRow[]>`
      with launched as (
        select e.event_id, e.time, e.principal_name, e.session_name, e.source_ip_address, e.user_agent, e.region, e.account_uid,
          r.resource_uid, r.name, r.attributes->>'instanceType' as type, (r.attributes->>'isGpu')::boolean as gpu,
          r.attributes->>'state' as state
        from events e cross join lateral unnest(e.resources) touched
        join resources r on r.tenant_id = ${tenantId} and r.type = 'AWS::EC2::Instance' and r.account_uid = e.account_uid
          and r.region = e.region and (r.resource_uid = touched or r.resource_uid like '%/' || touched)
        where e.tenant_id = ${tenantId} and e.name = 'RunInstances' and e.error_code is null
          ${given.from ? sql`and e.time >= ${given.from}` : sql``} ${given.to ? sql`and e.time < ${given.to}` : sql``}
      )
      select event_id as id, time, principal_name as principal, session_name as session, source_ip_address as address,
        region, account_uid as account, user_agent as agent, array_agg(distinct resource_uid) as instances,
        array_agg(distinct type) as types, array_agg(distinct state) as states,
        coalesce(array_agg(distinct resource_uid) filter (where state = 'running'), '{}') as running
      from launched where true
        ${given.gpu === undefined ? sql`` : sql`and gpu = ${given.gpu}`}
        ${given.instance ? sql`and (resource_uid = ${given.instance} or resource_uid like ${`%/${given.instance}`} or name = ${given.instance})` : sql``}
        ${given.instanceType ? sql`and type like ${`${given.instanceType}%`}` : sql``}
      group by event_id, time, principal_name, session_name, source_ip_address, region, account_uid, user_agent
      order by time desc limit ${ROW_LIMIT}`;
    const instances = [...new Set(rows.flatMap((row) => row.instances))];
    return {
      title: given.gpu ? 'Launches of GPU instances' : 'Launches of instances',
      value: instances.length,
      unit: given.gpu ? 'GPU instances launched' : 'instances launched',
      members: [...instances, ...rows.map((row) => row.id)],
      rows: rows.map((row) => ({
        time: row.time.toISOString(),
        principal: row.principal,
        session: row.session,
        address: row.address,
        region: row.region,
        account: row.account,
        instance_types: row.types.join(', '),
        instances: row.instances.map((uid) => uid.split('/').at(-1)).join(', '),
        states: row.states.join(', '),
        still_running: row.running.map((uid) => uid.split('/').at(-1)).join(', ') || null,
      })),
    };
  },
});

interface LaunchRow {
  id: string;
  time: Date;
  principal: string;
  session: string | null;
  address: string | null;
  region: string;
  account: string;
  agent: string | null;
  instances: string[];
  types: string[];
  states: string[];
  running: string[];
}
