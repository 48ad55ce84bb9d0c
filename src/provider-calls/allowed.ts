/** A tenant's allow-list of providers: kept with the tenant, and never wider than the installation's own. */
import type { Ctx } from '../context.ts';
import { withTenant } from '../db/tenant.ts';
import { bothAllow, type AllowedProviders } from '../llm/allowed.ts';
import type { ProviderName } from '../llm/provider.ts';

export interface Allowance {
  /** What may be asked: null means all. */
  allowed: AllowedProviders;
  /** What the tenant itself has set. */
  ofTenant: AllowedProviders;
}

/** Reads what a tenant's questions may go to. `installation` is LLM_ALLOWED_PROVIDERS, null when unset. */
export async function readAllowance(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  installation: AllowedProviders,
): Promise<Allowance> {
  const [row] = await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'chat' },
    (sql) => sql<{ allowed: ProviderName[] | null }[]>`
      select allowed_providers as allowed from tenants where tenant_id = ${ctx.tenantId}`,
  );
  const ofTenant = row?.allowed ?? null;
  return { allowed: bothAllow(installation, ofTenant), ofTenant };
}

/** Sets the tenant's list; null takes it away. Holds from the next question on, in every process. */
export async function setAllowedProviders(
  ctx: Pick<Ctx, 'sql' | 'tenantId'>,
  providers: AllowedProviders,
): Promise<void> {
  await withTenant(
    ctx.sql,
    { tenantId: ctx.tenantId, role: 'collect' },
    (sql) => sql`
      update tenants set allowed_providers = ${providers === null ? null : [...providers]}::text[]
      where tenant_id = ${ctx.tenantId}`,
  );
}
