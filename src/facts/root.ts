/** The root users, which are no IAM users: MFA, keys, last use. */
import { z } from 'zod';
import { defineFact, ROW_LIMIT } from './fact.ts';

export const rootUsers = defineFact({
  name: 'root_users',
  description: 'Root users by MFA: one per account, with access keys and last use.',
  parameters: z.object({
    mfa: z.boolean().optional(),
    withActiveKeys: z.boolean().optional(),
    usedSince: z.iso.datetime().optional(),
  }),
  products: () => ['iam'],
  async run({ sql, tenantId, scope, now }, given) {
    const rows = await sql<RootRow[]>`
      select r.resource_uid as uid, r.account_uid as account, a.name as "accountName", (r.attributes->>'mfaActive')::boolean as mfa,
        (r.attributes->>'activeAccessKeys')::int as keys, (r.attributes->>'lastActivityAt')::timestamptz as "lastActivity"
      from resources r left join aws_accounts a on a.tenant_id = r.tenant_id and a.account_uid = r.account_uid
      where r.tenant_id = ${tenantId} and r.deleted_time is null
        and (r.type = 'AWS::IAM::RootUser' or (r.attributes->>'isRoot')::boolean)
        and (${scope.accounts.length === 0} or r.account_uid = any(${scope.accounts}::text[]))
      order by (r.attributes->>'lastActivityAt')::timestamptz desc nulls last, r.account_uid`;
    const chosen = rows.filter(
      (row) =>
        (given.mfa === undefined || row.mfa === given.mfa) &&
        (given.withActiveKeys === undefined || (row.keys ?? 0) > 0 === given.withActiveKeys) &&
        (given.usedSince === undefined || (row.lastActivity && row.lastActivity >= new Date(given.usedSince))),
    );
    const conditions = [
      given.mfa !== undefined && `${given.mfa ? 'with' : 'without'} an MFA device`,
      given.withActiveKeys && 'with an active access key',
      given.usedSince && `used since ${given.usedSince.slice(0, 10)}`,
    ].filter(Boolean);
    return {
      title: ['Root users', ...conditions].join(' '),
      value: chosen.length,
      unit: 'root users',
      denominator: rows.length,
      members: chosen.map((row) => row.uid),
      rows: chosen.slice(0, ROW_LIMIT).map((row) => ({
        user: 'root',
        account: row.account,
        account_name: row.accountName,
        mfa: row.mfa,
        active_keys: row.keys,
        last_activity: row.lastActivity?.toISOString() ?? null,
        days_silent: row.lastActivity ? Math.floor((now.getTime() - row.lastActivity.getTime()) / 86_400_000) : null,
      })),
    };
  },
});

interface RootRow {
  uid: string;
  account: string;
  accountName: string | null;
  mfa: boolean | null;
  keys: number | null;
  lastActivity: Date | null;
}
