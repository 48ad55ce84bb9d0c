/** What an account that is not ours can do here: roles that trust it, what is shared with it, and its recorded calls. */
import { z } from 'zod';
import { defineFact, type FactContext, inScope, ROW_LIMIT } from './fact.ts';

/** Every grant to an outside account in what was read, and the calls of its principals. */
export const outsideAccess = defineFact({
  name: 'outside_access',
  description:
    'Grants to an account that is not connected: roles that trust it, snapshots and images shared with it, its calls.',
  parameters: z.object({ account: z.string().regex(/^\d{12}$/) }),
  products: () => ['iam', 'ec2', 's3', 'cloudtrail'],
  async run(context, { account }) {
    const grants = await grantsTo(context, account);
    const calls = await callsOf(context, account);
    const [own] = await context.sql`
      select 1 from aws_accounts where tenant_id = ${context.tenantId} and account_uid = ${account}`;
    const connected = own !== undefined;
    return {
      title: `Access of account ${account}${connected ? '' : ', which is not connected'}`,
      value: grants.length,
      unit: 'grants',
      members: grants.map(({ uid }) => uid),
      rows: [
        ...grants.slice(0, ROW_LIMIT).map((grant) => ({
          grant: grant.type === 'AWS::IAM::Role' ? 'may assume the role' : 'is shared with it',
          name: grant.name,
          type: grant.type,
          account: grant.account,
          region: grant.region,
          administrator: grant.admin,
          last_used: grant.lastUsed,
          team: grant.team,
        })),
        ...calls.map((call) => ({
          grant: 'recorded calls',
          name: call.principal,
          calls: call.calls,
          last_used: call.last,
        })),
      ],
      notes: [
        connected
          ? `Account ${account} is one of those connected. Bucket policies are known by the findings on them, not listed here.`
          : `Account ${account} is not connected: what is in it is unknown. Bucket policies are known by the findings on them, not listed here.`,
      ],
    };
  },
});

async function grantsTo(context: FactContext, account: string) {
  const { sql, tenantId } = context;
  return sql<
    {
      uid: string;
      type: string;
      name: string;
      account: string;
      region: string;
      admin: boolean | null;
      lastUsed: string | null;
      team: string | null;
    }[]
  >`
    select resource_uid as uid, type, name, account_uid as account, region, (attributes->>'isAdmin')::boolean as admin,
      attributes->>'lastUsedAt' as "lastUsed", coalesce(tags->>'team', tags->>'Team') as team
    from resources where tenant_id = ${tenantId} and deleted_time is null ${inScope(context)}
      and (attributes->>'trustedPrincipals' like ${`%${account}%`} or attributes->>'sharedWith' like ${`%${account}%`})
    order by type, account_uid, name`;
}

async function callsOf(context: FactContext, account: string) {
  const { sql, tenantId } = context;
  const rows = await sql<{ principal: string; calls: number; last: Date }[]>`
    select principal_name as principal, count(*)::int as calls, max(time) as last from events
    where tenant_id = ${tenantId} ${inScope(context)} and principal like ${`arn:%::${account}:%`}
    group by 1 order by 2 desc limit 20`;
  return rows.map((row) => ({ ...row, last: row.last.toISOString() }));
}
