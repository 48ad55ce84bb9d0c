/** Names that exist in the estate, so that a question's words can be recognised as them. Kept until the data changes. */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import { readDataVersion } from '../estate/data-version.ts';
import type { KnownNames } from '../intent/classify.ts';

export interface Names {
  known: KnownNames;
  dataVersion: string;
  accounts: { uid: string; name: string }[];
}

/** Enough for any person's question; a larger estate is recognised by shape and by search. */
const MOST_NAMES = 5000;
const MOST_TEAMS = 200;

/** Reads names once per tenant and data version. */
export function createNameReader(): (ctx: Pick<Ctx, 'sql' | 'tenantId'>) => Promise<Names> {
  const ready = new Map<string, Names>();
  return (ctx) =>
    withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'chat' }, async (sql) => {
      const dataVersion = await readDataVersion(sql, ctx.tenantId);
      const cached = ready.get(ctx.tenantId);
      if (cached?.dataVersion === dataVersion) return cached;
      const accounts = await sql<{ uid: string; name: string }[]>`
        select account_uid as uid, name from aws_accounts where tenant_id = ${ctx.tenantId} order by account_uid`;
      const rows = await sql<{ type: string; name: string }[]>`
        select type, name from resources where tenant_id = ${ctx.tenantId} and deleted_time is null
          and type in ('AWS::IAM::User', 'AWS::IAM::Role', 'AWS::S3::Bucket', 'AWS::EC2::Instance')
          order by (type = 'AWS::EC2::Instance'), last_seen_time desc limit ${MOST_NAMES}`;
      const regions = await sql<{ region: string }[]>`
        select distinct region from collection_coverage where tenant_id = ${ctx.tenantId} and region <> 'global'`;
      const teams = await sql<{ team: string }[]>`
        select distinct coalesce(tags->>'team', tags->>'Team') as team from resources
        where tenant_id = ${ctx.tenantId} and deleted_time is null and tags ?| array['team', 'Team'] order by 1 limit ${MOST_TEAMS}`;
      const named = (type: string) => rows.filter((row) => row.type === type).map((row) => row.name);
      const names = {
        dataVersion,
        accounts: [...accounts],
        known: {
          accounts: [...accounts],
          teams: teams.map(({ team }) => team),
          regions: regions.map((row) => row.region),
          users: named('AWS::IAM::User'),
          roles: named('AWS::IAM::Role'),
          buckets: named('AWS::S3::Bucket'),
          instances: named('AWS::EC2::Instance'),
        },
      };
      ready.set(ctx.tenantId, names);
      return names;
    });
}
