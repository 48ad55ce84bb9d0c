/** Opens the accounts to collect: connected ones by their role, or the one of the default credential chain. */
import { openSession, type Session } from '../../collectors/session.ts';
import type { Config } from '../config.ts';
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import { type AwsAccount, listAccounts, registerAccount } from '../estate/accounts.ts';

/** One account to read, not opened yet. `accountUid` is null until the default chain says whose it is. */
export interface AccountAccess {
  accountUid: string | null;
  name: string;
  open(signal?: AbortSignal): Promise<Session>;
}

/** Enabled connected accounts, and the default chain's with AWS_COLLECT=on, or with `fallBack` when none is connected. */
export async function accountsToCollect(
  ctx: Ctx,
  config: Pick<Config, 'AWS_REGIONS' | 'AWS_REGION' | 'AWS_COLLECT'>,
  { fallBack = true }: { fallBack?: boolean } = {},
): Promise<AccountAccess[]> {
  const accounts = await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, (sql) =>
    listAccounts(sql, ctx.tenantId),
  );
  const connected = accounts.filter((account) => account.roleArn !== null);
  const access = connected.filter((account) => account.enabled).map((account) => byRole(account, config));
  const chain = config.AWS_COLLECT === 'on' || (fallBack && connected.length === 0);
  return chain ? [...access, byDefaultChain(ctx, config)] : access;
}

type Regions = Pick<Config, 'AWS_REGIONS' | 'AWS_REGION'>;

function byRole(account: AwsAccount, config: Regions): AccountAccess {
  return {
    accountUid: account.accountUid,
    name: account.name,
    open: (signal) =>
      openSession({
        accountUid: account.accountUid,
        roleArn: account.roleArn!,
        ...(account.externalId ? { externalId: account.externalId } : {}),
        ...regionsOf(account.regions, config),
        ...(signal ? { signal } : {}),
      }),
  };
}

function byDefaultChain(ctx: Ctx, config: Regions): AccountAccess {
  return {
    accountUid: null,
    name: 'default credentials',
    open: async (signal) => {
      const session = await openSession({ ...regionsOf([], config), ...(signal ? { signal } : {}) });
      await withTenant(ctx.sql, { tenantId: ctx.tenantId, role: 'collect' }, (sql) =>
        registerAccount(sql, ctx.tenantId, {
          accountUid: session.accountUid,
          name: session.accountUid,
          partition: session.partition,
          regions: session.regions,
        }),
      );
      return session;
    },
  };
}

/** The account's own list, else AWS_REGIONS, else discovery. */
function regionsOf(own: string[], config: Regions) {
  const regions = own.length > 0 ? own : (config.AWS_REGIONS ?? []);
  return {
    ...(regions.length > 0 ? { regions } : {}),
    ...(config.AWS_REGION ? { homeRegion: config.AWS_REGION } : {}),
  };
}
