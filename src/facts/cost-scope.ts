/** Which rows of daily cost a question is about: the right view, the named services, the period. */
import { z } from 'zod';
import type { FactContext } from './fact.ts';

export const billingCurrency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .optional()
  .describe('Only what is billed in this currency, an ISO 4217 code; unset: each by itself');

export const costFilters = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  services: z.array(z.string()).optional().describe('Service names as people say them: Amazon EC2, S3, NAT Gateway'),
  charges: z
    .array(z.enum(['Credit', 'Refund', 'Tax', 'Purchase', 'Adjustment']))
    .optional()
    .describe('Only these categories of charge'),
  notServices: z
    .array(z.string())
    .max(20)
    .optional()
    .describe('Services, or the charges Tax, Credit and Refund, that are left out'),
  currency: billingCurrency,
  days: z.enum(['workday', 'weekend']).optional().describe('Only Monday to Friday, or only Saturday and Sunday'),
});
export type CostFilters = z.infer<typeof costFilters>;

export const periodUnsaid = z
  .boolean()
  .optional()
  .describe('The period is a default: when nothing is stored in it, the period of what is stored is taken instead');

export type CostDimension = 'service' | 'account' | 'region' | 'usage_type' | 'day' | 'week' | 'month';

/**
 * Cost Explorer gives three breakdowns of the same money; an import gives one with every dimension. Reading two at once
 * would double the bill, so exactly one view answers a question.
 */
export async function viewFor(
  context: FactContext,
  range: { from: string; to: string; services?: string[] | undefined; notServices?: string[] | undefined },
  by: CostDimension[],
): Promise<string> {
  const { sql, tenantId } = context;
  const [row] = await sql<{ collected: boolean }[]>`
    select exists(select 1 from cost_daily where tenant_id = ${tenantId} and x_view = 'service_account'
      and charge_period_start >= ${day(range.from)}::date and charge_period_start < ${endDay(range.to)}::date) as collected`;
  if (!row?.collected) return 'focus';
  // Disks and NAT gateways are no services of the bill; only usage types name them.
  if (by.includes('usage_type') || [...(range.services ?? []), ...(range.notServices ?? [])].some(isUsageType))
    return 'service_usage_type';
  const placed = context.scope.regions.length > 0 || (context.scope.withoutRegions ?? []).length > 0;
  return by.includes('region') || (placed && !by.includes('account')) ? 'service_region' : 'service_account';
}

/**
 * The period asked for; one that nobody said and that holds no cost gives way to all that is stored, so that an
 * imported bill of last year answers a question without a time.
 */
export async function periodOf<Given extends CostFilters & { unsaid?: boolean | undefined }>(
  { sql, tenantId }: FactContext,
  given: Given,
): Promise<Given> {
  if (!given.unsaid) return given;
  const [row] = await sql<{ recent: boolean; first: string | null; end: string | null }[]>`
    select coalesce(bool_or(charge_period_start >= ${day(given.from)}::date and charge_period_start < ${endDay(given.to)}::date), false) as recent,
      to_char(min(charge_period_start), 'YYYY-MM-DD') as first, to_char(max(charge_period_start) + 1, 'YYYY-MM-DD') as end
    from cost_daily where tenant_id = ${tenantId}`;
  if (!row?.first || !row.end || row.recent) return given;
  return { ...given, from: `${row.first}T00:00:00.000Z`, to: `${row.end}T00:00:00.000Z` };
}

/** The where clause: tenant, view, days, services, and the accounts or regions asked for where the view has them. */
export function costWhere(context: FactContext, view: string, given: CostFilters) {
  const { sql, tenantId, scope } = context;
  const patterns = (given.services ?? []).flatMap(servicePatterns);
  const left = given.notServices ?? [];
  const kinds = left.filter((name) => CHARGES.has(name));
  const without = left.filter((name) => !CHARGES.has(name)).flatMap(servicePatterns);
  const { hasAccounts, hasRegions } = keptBy(view);
  // Money that no region bears is in none that is left out.
  return sql`tenant_id = ${tenantId} and x_view = ${view}
    and charge_period_start >= ${day(given.from)}::date and charge_period_start < ${endDay(given.to)}::date
    ${patterns.length ? sql`and (service_name ilike any(${patterns}::text[]) or coalesce(x_usage_type, '') ilike any(${patterns}::text[]))` : sql``}
    ${given.days ? sql`and (extract(isodow from charge_period_start) > 5) = ${given.days === 'weekend'}` : sql``}
    ${given.currency ? sql`and billing_currency = ${given.currency}` : sql``}
    ${given.charges?.length ? sql`and charge_category = any(${given.charges}::text[])` : sql``}
    ${kinds.length ? sql`and charge_category <> all(${kinds.flatMap((kind) => (kind === 'Credit' ? ['Credit', 'Adjustment'] : [kind]))}::text[])` : sql``}
    ${without.length ? sql`and not (service_name ilike any(${without}::text[]) or coalesce(x_usage_type, '') ilike any(${without}::text[]))` : sql``}
    ${hasRegions && scope.withoutRegions?.length ? sql`and (region_id is null or region_id <> all(${scope.withoutRegions}::text[]))` : sql``}
    ${hasAccounts && scope.accounts.length ? sql`and sub_account_id = any(${scope.accounts}::text[])` : sql``}
    ${hasRegions && scope.regions.length ? sql`and region_id = any(${scope.regions}::text[])` : sql``}`;
}

const keptBy = (view: string) => ({
  hasAccounts: view === 'service_account' || view === 'focus',
  hasRegions: view === 'service_region' || view === 'focus',
});

/** How the note begins that says which places a breakdown could neither be narrowed to nor leave out. */
export const NOT_NARROWED = 'Not narrowed: ';

/** That note, or nothing where the view holds every place asked for. */
export function notNarrowed({ scope }: FactContext, view: string): string[] {
  const { hasAccounts, hasRegions } = keptBy(view);
  const places = [
    ...(scope.accounts.length > 0 && !hasAccounts ? ['account'] : []),
    ...(scope.regions.length + (scope.withoutRegions ?? []).length > 0 && !hasRegions ? ['region'] : []),
  ];
  if (places.length === 0) return [];
  const every = places.map((place) => `every ${place}`).join(' and ');
  return [`${NOT_NARROWED}this breakdown of the bill is not kept by ${places.join(' or ')}, so ${every} is in it.`];
}

const CHARGES = new Set(['Tax', 'Credit', 'Refund']);

export const day = (iso: string) => iso.slice(0, 10);

/** The first day not included: a period that ends in mid-day includes that day so far. */
export function endDay(iso: string): string {
  if (/T00:00:00(?:\.0+)?Z$/.test(iso)) return day(iso);
  return new Date(new Date(`${day(iso)}T00:00:00Z`).getTime() + 86_400_000).toISOString().slice(0, 10);
}

/** Names people use → patterns over Cost Explorer's and FOCUS's service names and usage types. */
function servicePatterns(name: string): string[] {
  const known =
    ALIASES[
      name
        .toLowerCase()
        .replace(/^(amazon|aws) ?/, '')
        .trim()
    ];
  return known ?? [`%${name.replace(/^(Amazon|AWS) /i, '').replaceAll(/[%_\\]/g, '\\$&')}%`];
}

/** Names that are found among usage types only. */
const isUsageType = (name: string) => servicePatterns(name).every((pattern) => /:|Gateway|DataTransfer/.test(pattern));

const ALIASES: Record<string, string[]> = {
  ec2: ['%Elastic Compute Cloud%', 'EC2 - Other'],
  s3: ['%Simple Storage Service%'],
  rds: ['%Relational Database Service%'],
  ebs: ['%EBS:%'],
  'ebs snapshots': ['%EBS:SnapshotUsage%'],
  'nat gateway': ['%NatGateway%'],
  'data transfer': ['%DataTransfer%'],
  lambda: ['%Lambda%'],
  eks: ['%Elastic Container Service for Kubernetes%', '%Elastic Kubernetes Service%', '%EKS%'],
  ecs: ['%Elastic Container Service'],
  elb: ['%Elastic Load Balancing%'],
  cloudwatch: ['%CloudWatch%'],
  cloudfront: ['%CloudFront%'],
  dynamodb: ['%DynamoDB%'],
  cloudtrail: ['%CloudTrail%'],
  guardduty: ['%GuardDuty%'],
  kms: ['%Key Management Service%'],
  sqs: ['%Simple Queue Service%', '%SQS%'],
  sns: ['%Simple Notification Service%'],
  route53: ['%Route 53%'],
  vpc: ['%Virtual Private Cloud%'],
};
