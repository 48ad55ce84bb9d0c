/** Whose data: every statement of ours runs in a transaction bound to one tenant and one role without privileges. */
import { AppError } from '../errors.ts';
import type { Sql, TransactionSql } from './connect.ts';

/** The operator's own estate. */
export const DEFAULT_TENANT = '00000000-0000-4000-8000-000000000001';
/** The demo estate: its own tenant, so it can never mix into real totals and goes in one step. */
export const DEMO_TENANT = '00000000-0000-4000-8000-0000000000de';

/** `assay_chat` reads the stores and writes conversations; `assay_collect` writes the stores. */
export type Role = 'chat' | 'collect';

/**
 * Runs `work` in one transaction that sees only `tenantId`'s rows with `role`'s rights. Inside, use the `sql` it is
 * given: on the embedded database an outer one would wait for this transaction for ever. Make no network call inside.
 */
export async function withTenant<T>(
  sql: Sql,
  scope: { tenantId: string; role: Role },
  work: (sql: TransactionSql) => Promise<T>,
): Promise<T> {
  const result = await sql.begin(async (sql) => {
    // Sent first and not waited for: what follows comes behind it on the same connection, and fails when it fails. Both
    // are waited for before the transaction ends: nothing may run on this connection unbound.
    const bound = sql`select set_config('role', ${`assay_${scope.role}`}, true), set_config('assay.tenant_id', ${scope.tenantId}, true)`;
    const [binding, working] = await Promise.allSettled([bound.execute(), work(sql)]);
    if (binding.status === 'rejected') throw binding.reason;
    if (working.status === 'rejected') throw working.reason;
    return { value: working.value };
  });
  return result.value;
}

/** Refuses to start when a role could step around row-level security. Throws AppError `database_unsafe`. */
export async function checkRoles(sql: Sql): Promise<void> {
  const roles = await sql<{ name: string; unsafe: boolean }[]>`
    select rolname as name, (rolsuper or rolbypassrls) as unsafe
    from pg_roles where rolname in ('assay_chat', 'assay_collect')`;
  const unsafe = roles.filter((role) => role.unsafe).map((role) => role.name);
  if (roles.length === 2 && unsafe.length === 0) return;
  const what =
    unsafe.length > 0 ? `${unsafe.join(' and ')} can bypass row-level security` : 'its application roles are missing';
  throw new AppError(
    'database_unsafe',
    `Assay will not use this database: ${what}. Run: alter role assay_chat nosuperuser nobypassrls; alter role assay_collect nosuperuser nobypassrls;`,
  );
}
