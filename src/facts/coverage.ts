/** What was read and what was not, how old it is, and whether a service is switched on everywhere. */
import { z } from 'zod';
import { isRefused, type ReadOutcome } from '../refusals.ts';
import { defineFact, type Product, ROW_LIMIT } from './fact.ts';

const ALL: Product[] = ['iam', 's3', 'ec2', 'guardduty', 'cloudtrail', 'cost-explorer'];
const parameters = z.object({ services: z.array(z.string()).optional() });
const productsOf = (given: { services?: string[] | undefined }) =>
  given.services?.length ? ALL.filter((product) => given.services!.includes(product)) : ALL;

/** Reads that did not go well, of all reads, with the missing permission. */
export const coverageGaps = defineFact({
  name: 'coverage_gaps',
  description: 'APIs that could not be read: account, region, outcome, missing permission, since when.',
  parameters,
  products: productsOf,
  async run(context, given) {
    const { sql, tenantId, scope } = context;
    const rows = await sql<
      {
        product: string;
        account: string;
        region: string;
        api: string;
        outcome: string;
        permission: string | null;
        detail: string | null;
        lastOk: Date | null;
        total: number;
      }[]
    >`
      select product, account_uid as account, region, api, outcome, permission, detail, last_ok_at as "lastOk",
        count(*) over ()::int as total
      from collection_coverage
      where tenant_id = ${tenantId} and product = any(${productsOf(given)}::text[])
        and (${scope.accounts.length === 0} or account_uid = any(${scope.accounts}::text[]))
        and (${scope.regions.length === 0} or region = any(${scope.regions}::text[]))
      order by (outcome in ('ok', 'not_enabled')), account_uid, product, region, api`;
    const gaps = rows.filter((row) => row.outcome !== 'ok' && row.outcome !== 'not_enabled');
    return {
      title: 'Reads that failed',
      value: gaps.length,
      unit: 'API reads',
      denominator: rows.length,
      members: gaps.map((row) => `${row.account}/${row.region}/${row.api}`),
      rows: gaps.slice(0, ROW_LIMIT).map((row) => ({
        service: row.product,
        account: row.account,
        region: row.region,
        api: row.api,
        outcome: row.outcome,
        missing_permission: row.permission,
        detail: row.detail,
        last_good_read: row.lastOk?.toISOString() ?? 'never',
      })),
    };
  },
});

/** Age of the last good read per service and account. */
export const freshness = defineFact({
  name: 'freshness',
  description: 'How old the last good read of each service, account and region is.',
  parameters,
  products: productsOf,
  async run(context, given) {
    const { sql, tenantId, now, scope } = context;
    const reads = await sql<Read[]>`
      select product, account_uid as account, region, api, outcome, error_code as "errorCode", permission,
        last_ok_at as "lastOk", finished_at as attempted
      from collection_coverage where tenant_id = ${tenantId} and product = any(${productsOf(given)}::text[])
        and (${scope.accounts.length === 0} or account_uid = any(${scope.accounts}::text[]))
        and (${scope.regions.length === 0} or region = any(${scope.regions}::text[]) or region = 'global')
      order by product, account_uid, region, api`;
    const rows = [...Map.groupBy(reads, (row) => `${row.product}|${row.account}|${row.region}`).values()]
      .map(sourceOf)
      .toSorted((left, right) => (left.lastOk?.getTime() ?? 0) - (right.lastOk?.getTime() ?? 0));
    return {
      title: 'Age of the last good read',
      value: rows.length,
      unit: 'sources',
      members: [],
      rows: rows.slice(0, ROW_LIMIT).map((row) => ({
        service: row.product,
        account: row.account,
        region: row.region,
        last_good_read: row.lastOk?.toISOString() ?? 'never',
        age_hours: row.lastOk ? Math.round((now.getTime() - row.lastOk.getTime()) / 360_000) / 10 : null,
        last_attempt: row.attempted.toISOString(),
        ...(row.refused === '' ? {} : { refused: row.refused, missing_permission: row.permissions || null }),
      })),
    };
  },
});

interface Read extends ReadOutcome {
  product: string;
  account: string;
  region: string;
  api: string;
  permission: string | null;
  lastOk: Date | null;
  attempted: Date;
}

/** What AWS refuses has no age beside what is read: it is named as refused. */
function sourceOf(reads: Read[]) {
  const { product, account, region } = reads[0]!;
  const refused = reads.filter(isRefused);
  const aged = refused.length < reads.length ? reads.filter((read) => !isRefused(read)) : reads;
  const times = aged.flatMap(({ lastOk }) => (lastOk ? [lastOk] : [])).toSorted((a, b) => a.getTime() - b.getTime());
  return {
    product,
    account,
    region,
    lastOk: times[0] ?? null,
    attempted: reads.map(({ attempted }) => attempted).toSorted((a, b) => b.getTime() - a.getTime())[0]!,
    refused: refused.map(({ api }) => api).join(', '),
    permissions: [...new Set(refused.flatMap(({ permission }) => (permission ? [permission] : [])))].join(', '),
  };
}

/** Is GuardDuty, or a trail, on in every account and region that was read? */
export const serviceEnabled = defineFact({
  name: 'service_enabled',
  description:
    'In which accounts and regions GuardDuty or a logging CloudTrail trail is on, off, or could not be read.',
  parameters: z.object({ service: z.enum(['guardduty', 'cloudtrail']) }),
  products: (given) => [given.service],
  async run(context, given) {
    const { sql, tenantId, scope } = context;
    const rows = await sql<{ account: string; region: string; state: string; detail: string | null }[]>`
      with places as (
        select account_uid, region, bool_or(outcome in ('ok', 'not_enabled')) as readable,
          max(detail) filter (where outcome not in ('ok', 'not_enabled')) as detail
        from collection_coverage where tenant_id = ${tenantId} and product = ${given.service} and region <> 'global'
          and (${scope.accounts.length === 0} or account_uid = any(${scope.accounts}::text[]))
          and (${scope.regions.length === 0} or region = any(${scope.regions}::text[]))
        group by account_uid, region
      ), owned as (
        select account_uid, region, bool_or(is_on) as is_on, string_agg(names, ', ' order by names) as names from (
        select r.account_uid, coalesce(p.region, r.region) as region,
          bool_or(case when ${given.service} = 'guardduty' then (attributes->>'enabled')::boolean
            else (attributes->>'isLogging')::boolean end) as is_on,
          string_agg(name, ', ') as names
        from resources r
        -- A trail of many regions is on in each of them, though it is stored in one.
        left join places p on p.account_uid = r.account_uid and (r.attributes->>'isMultiRegion')::boolean
        where r.tenant_id = ${tenantId} and r.deleted_time is null
          and r.type = ${given.service === 'guardduty' ? 'AWS::GuardDuty::Detector' : 'AWS::CloudTrail::Trail'}
        group by 1, 2, r.resource_uid) one group by 1, 2
      )
      select p.account_uid as account, p.region,
        case when o.is_on then 'on' when o.is_on is false or p.readable then 'off' else 'not read' end as state,
        coalesce(p.detail, o.names) as detail
      from places p left join owned o using (account_uid, region) order by 3 desc, 1, 2`;
    const on = rows.filter((row) => row.state === 'on').length;
    const name = given.service === 'guardduty' ? 'GuardDuty' : 'A logging CloudTrail trail';
    return {
      title: `${name}, by account and region`,
      value: on,
      unit: 'account-regions with it on',
      denominator: rows.length,
      members: rows.filter((row) => row.state !== 'on').map((row) => `${row.account}/${row.region}`),
      rows: rows.map((row) => ({ account: row.account, region: row.region, state: row.state, detail: row.detail })),
      notes: rows.some((row) => row.state === 'not read')
        ? ['"not read" is neither on nor off: the read was refused or failed.']
        : [],
    };
  },
});
