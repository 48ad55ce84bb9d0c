/** What is paid for and not used, at list price: an estimate, never a billed amount. */
import { z } from 'zod';
import { defineFact, inScope, ofTag, ROW_LIMIT } from './fact.ts';
import { scalar } from './resources.ts';

const KINDS = {
  volume: { type: 'AWS::EC2::Volume', unused: 'isAttached', words: 'Unattached volumes', unit: 'volumes' },
  address: {
    type: 'AWS::EC2::EIP',
    unused: 'isAssociated',
    words: 'Elastic IP addresses without a user',
    unit: 'addresses',
  },
} as const;

/** Unattached volumes or unassociated addresses with what each costs a month. */
export const unusedResources = defineFact({
  name: 'unused_resources',
  description: 'Unattached volumes or unassociated Elastic IP addresses, with size and estimated monthly list price.',
  parameters: z.object({
    kind: z.enum(['volume', 'address']),
    tag: z.string().max(200).optional().describe('key, key=value or key:value of the resource'),
    olderThanDays: z.number().int().positive().optional().describe('created at least this many days ago'),
    encrypted: z.boolean().optional().describe('of volumes: only encrypted (true) or unencrypted ones'),
  }),
  products: () => ['ec2'],
  async run(context, given) {
    const { sql, tenantId } = context;
    const kind = KINDS[given.kind];
    const rows = await sql<
      {
        uid: string;
        name: string;
        account: string;
        region: string;
        attributes: Record<string, unknown>;
        tags: Record<string, string>;
        cost: number | null;
      }[]
    >`
      select resource_uid as uid, name, account_uid as account, region, attributes, tags,
        (attributes->>'estimatedMonthlyCost')::float8 as cost
      from resources where tenant_id = ${tenantId} and type = ${kind.type} and deleted_time is null ${inScope(context)}
        and (attributes->>${kind.unused})::boolean is false ${ofTag(context, given.tag)}
        ${given.encrypted === undefined ? sql`` : sql`and (attributes->>'encrypted')::boolean = ${given.encrypted}`}
        ${given.olderThanDays ? sql`and created_time < ${new Date(context.now.getTime() - given.olderThanDays * 86_400_000).toISOString()}` : sql``}
      order by (attributes->>'estimatedMonthlyCost')::numeric desc nulls last, resource_uid`;
    const [all] = await sql<{ total: number }[]>`
      select count(*)::int as total from resources
      where tenant_id = ${tenantId} and type = ${kind.type} and deleted_time is null ${inScope(context)}`;
    const cost = Math.round(rows.reduce((sum, row) => sum + (row.cost ?? 0), 0) * 100) / 100;
    const sizeGiB = rows.reduce((sum, row) => sum + Number(row.attributes['sizeGiB'] ?? 0), 0);
    return {
      title: [
        kind.words,
        given.tag ? `of ${given.tag.replace(/[=:]/, ' ')}` : '',
        given.encrypted === undefined ? '' : given.encrypted ? 'that are encrypted' : 'that are not encrypted',
        given.olderThanDays ? `older than ${given.olderThanDays} days` : '',
      ]
        .filter(Boolean)
        .join(' '),
      value: rows.length,
      unit: kind.unit,
      denominator: all?.total ?? 0,
      members: rows.map((row) => row.uid),
      rows: [
        {
          name: 'total',
          monthly_cost_usd: cost,
          ...(given.kind === 'volume' ? { size_gib: sizeGiB, size_tib: Math.round((sizeGiB / 1024) * 100) / 100 } : {}),
        },
        ...rows.slice(0, ROW_LIMIT).map((row) => ({
          name: row.name,
          id: row.uid.split('/').at(-1) ?? row.uid,
          account: row.account,
          region: row.region,
          ...(given.kind === 'volume'
            ? {
                size_gib: Number(row.attributes['sizeGiB'] ?? 0),
                volume_type: scalar(row.attributes['volumeType']),
              }
            : {}),
          monthly_cost_usd: row.cost,
          team: row.tags['team'] ?? row.tags['Team'] ?? null,
          owner: row.tags['owner'] ?? row.tags['Owner'] ?? null,
        })),
      ],
      notes: [`Estimate at AWS list price, ${cost.toFixed(2)} USD a month in all; not a billed amount.`],
    };
  },
});

/** Findings that name a saving, largest first. */
export const savings = defineFact({
  name: 'savings',
  description: 'Open findings with an estimated monthly saving, largest first, and their sum.',
  parameters: z.object({
    services: z.array(z.string()).optional(),
    groupBy: z.enum(['team']).optional(),
    tag: z.string().max(200).optional().describe('key, key=value or key:value of the resource'),
    checkPattern: z
      .string()
      .max(200)
      .regex(/^[a-z0-9_|]+$/)
      .optional()
      .describe('words of check ids, separated by |'),
  }),
  products: () => ['ec2', 's3', 'cost-explorer'],
  async run(context, given) {
    const { sql, tenantId } = context;
    const rows = await sql<
      {
        uid: string;
        title: string;
        resource: string;
        account: string;
        region: string;
        saving: number;
        team: string | null;
      }[]
    >`
      select finding_uid as uid, title, resource_name as resource, account_uid as account, region,
        coalesce(estimated_monthly_savings, estimated_monthly_cost)::float8 as saving,
        coalesce(resource_tags->>'team', resource_tags->>'Team') as team
      from findings where tenant_id = ${tenantId} and status_id in (1, 2) and class_uid = 2003
        and compliance_status_id is distinct from 1 ${inScope(context)}
        and coalesce(estimated_monthly_savings, estimated_monthly_cost) > 0
        ${given.services?.length ? sql`and service = any(${given.services}::text[])` : sql``} ${ofTag(context, given.tag, 'resource_tags')}
        ${given.checkPattern ? sql`and check_id ~ ${given.checkPattern}` : sql``}
      order by 6 desc, 1`;
    const total = Math.round(rows.reduce((sum, row) => sum + row.saving, 0) * 100) / 100;
    return {
      title: `Estimated monthly savings${given.groupBy ? ' by team' : ''}${given.tag ? ` for ${given.tag.replace(/[=:]/, ' ')}` : ''}${given.checkPattern ? ` on ${given.checkPattern.replaceAll('_', ' ')}` : ''}`,
      value: total,
      unit: 'USD a month, estimated',
      members: rows.map((row) => row.uid),
      rows: given.groupBy
        ? byTeam(rows)
        : rows.slice(0, ROW_LIMIT).map((row) => ({
            finding: row.title,
            resource: row.resource,
            account: row.account,
            region: row.region,
            monthly_saving_usd: Math.round(row.saving * 100) / 100,
            team: row.team,
          })),
      notes: [
        'Estimates at AWS list price; one resource may appear under two findings, whose savings exclude each other.',
      ],
    };
  },
});

/** The sum of each team, largest first; what nobody is tagged for is a group of its own. */
function byTeam(rows: readonly { team: string | null; saving: number }[]) {
  return [...Map.groupBy(rows, ({ team }) => team ?? 'no team tagged')]
    .map(([team, of]) => ({
      team,
      monthly_saving_usd: Math.round(of.reduce((sum, { saving }) => sum + saving, 0) * 100) / 100,
      findings: of.length,
    }))
    .toSorted((left, right) => right.monthly_saving_usd - left.monthly_saving_usd || (left.team < right.team ? -1 : 1));
}
