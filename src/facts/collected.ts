/** What is collected at all: which accounts and regions, by which collectors; and which of a scope never were. */
import { z } from 'zod';
import { defineFact, type FactContext, ROW_LIMIT } from './fact.ts';

/** Every account that was read or imported, with its regions, services and last good read. */
export const collected = defineFact({
  name: 'collected',
  description: 'The AWS accounts that are known, with the regions and services that were read in each.',
  parameters: z.object({}),
  products: () => [],
  async run({ sql, tenantId, scope }) {
    const rows = await sql<
      {
        account: string;
        name: string | null;
        regions: string[] | null;
        services: string[] | null;
        lastOk: Date | null;
      }[]
    >`
      with seen as (
        select account_uid, array_agg(distinct region order by region) filter (where region <> 'global') as regions,
          array_agg(distinct product order by product) as services, max(last_ok_at) as last_ok
        from collection_coverage where tenant_id = ${tenantId} group by account_uid
      ), known as (
        select account_uid from seen union select account_uid from aws_accounts where tenant_id = ${tenantId}
      )
      select k.account_uid as account, a.name, s.regions, s.services, s.last_ok as "lastOk"
      from known k left join seen s using (account_uid)
        left join aws_accounts a on a.tenant_id = ${tenantId} and a.account_uid = k.account_uid
      where (${scope.accounts.length === 0} or k.account_uid = any(${scope.accounts}::text[]))
      order by k.account_uid`;
    return {
      title: 'AWS accounts that are read',
      value: rows.length,
      unit: 'accounts',
      members: rows.map((row) => row.account),
      rows: rows.slice(0, ROW_LIMIT).map((row) => ({
        account: row.account,
        account_name: row.name,
        regions: row.regions?.join(', ') ?? null,
        services: row.services?.join(', ') ?? null,
        last_good_read: row.lastOk?.toISOString() ?? null,
      })),
    };
  },
});

/** Of these account ids, those of which nothing at all is stored: neither connected, nor collected, nor imported. */
export async function strangersAmong(
  { sql, tenantId }: Pick<FactContext, 'sql' | 'tenantId'>,
  accounts: string[],
): Promise<string[]> {
  if (accounts.length === 0) return [];
  const rows = await sql<{ account: string }[]>`
    select account from unnest(${accounts}::text[]) account
    where not exists (select 1 from aws_accounts where tenant_id = ${tenantId} and account_uid = account)
      and not exists (select 1 from collection_coverage where tenant_id = ${tenantId} and account_uid = account)
      and not exists (select 1 from resources where tenant_id = ${tenantId} and account_uid = account)
      and not exists (select 1 from findings where tenant_id = ${tenantId} and account_uid = account)
      and not exists (select 1 from events where tenant_id = ${tenantId} and account_uid = account)
      and not exists (select 1 from cost_daily where tenant_id = ${tenantId} and sub_account_id = account)`;
  return rows.map((row) => row.account);
}

/** Sentences about accounts and regions of the scope that nothing was ever collected from. */
export async function neverCollected({ sql, tenantId, scope }: FactContext): Promise<string[]> {
  if (scope.accounts.length === 0 && scope.regions.length === 0) return [];
  const rows = await sql<{ account: string; region: string }[]>`
    select distinct account_uid as account, region from collection_coverage where tenant_id = ${tenantId} and api <> 'import'`;
  if (rows.length === 0) return [];
  const accounts = scope.accounts.filter((uid) => /^\d{12}$/.test(uid) && !rows.some((row) => row.account === uid));
  const regions = scope.regions.filter((region) => /-\d$/.test(region) && !rows.some((row) => row.region === region));
  return [
    ...accounts.map((uid) => `Nothing was collected from account ${uid}: it is not connected.`),
    ...regions.map((region) => `Nothing was collected from region ${region}.`),
  ];
}
