/** How things of the inventory hang together, and conditions by it: volumes by their instance, VPCs by their subnets. */
import type { Fragment } from 'postgres';
import { z } from 'zod';
import type { Related } from '../intent/intent.ts';
import type { FactContext } from './fact.ts';
import { TYPE_WORDS, TYPES } from './resource-types.ts';

export const relationFilter = z
  .object({
    to: z.string().describe("kind of the other thing, e.g. 'instance'"),
    least: z.number().int().min(0).optional(),
    most: z.number().int().min(0).optional(),
    order: z.enum(['most', 'fewest']).optional(),
    where: z.record(z.string(), z.union([z.string(), z.boolean()])).optional(),
  })
  .describe('only those that so many other things hang together with');
export type RelationFilter = z.infer<typeof relationFilter>;

const TYPE_OF: Record<Related, string> = {
  security_group: TYPES.security_group!,
  nat_gateway: TYPES.nat_gateway!,
  network_acl: 'AWS::EC2::NetworkAcl',
  address: TYPES.address!,
  instance: TYPES.instance!,
  volume: TYPES.volume!,
  snapshot: TYPES.snapshot!,
  image: TYPES.image!,
  subnet: 'AWS::EC2::Subnet',
  vpc: TYPES.vpc!,
  role: TYPES.role!,
  policy: TYPES.policy!,
  user: TYPES.user!,
  group: TYPES.group!,
  trail: TYPES.trail!,
  bucket: TYPES.bucket!,
};
export const typeOfRelated = (thing: Related): string => TYPE_OF[thing];

/** An attribute of the first names the second: by its id, or as one of a list of ids or names. */
type Bond = { attribute: string; by: 'id' | 'ids' | 'name' | 'names' | 'profile' | 'name_anywhere' };
const BONDS: Record<string, Bond> = {
  'volume instance': { attribute: 'attachedTo', by: 'id' },
  'address instance': { attribute: 'instanceId', by: 'id' },
  'instance security_group': { attribute: 'securityGroups', by: 'ids' },
  'instance vpc': { attribute: 'vpcId', by: 'id' },
  'instance subnet': { attribute: 'subnetId', by: 'id' },
  'instance image': { attribute: 'imageId', by: 'id' },
  'instance role': { attribute: 'instanceProfile', by: 'profile' },
  'snapshot volume': { attribute: 'volumeId', by: 'id' },
  'security_group vpc': { attribute: 'vpcId', by: 'id' },
  'subnet vpc': { attribute: 'vpcId', by: 'id' },
  'nat_gateway vpc': { attribute: 'vpcId', by: 'id' },
  'nat_gateway subnet': { attribute: 'subnetId', by: 'id' },
  'network_acl vpc': { attribute: 'vpcId', by: 'id' },
  'network_acl subnet': { attribute: 'subnetIds', by: 'ids' },
  'user group': { attribute: 'groups', by: 'names' },
  'user policy': { attribute: 'attachedPolicies', by: 'names' },
  'role policy': { attribute: 'attachedPolicies', by: 'names' },
  'group policy': { attribute: 'attachedPolicies', by: 'names' },
  'trail bucket': { attribute: 's3Bucket', by: 'name_anywhere' },
};

const nameOfType = (type: string) =>
  (Object.keys(TYPE_OF) as Related[]).find((thing) => TYPE_OF[thing] === type) ?? null;

/** Whether the inventory tells how things of a type hang together with the other kind. */
export function isRelated(type: string, to: string): boolean {
  const own = nameOfType(type);
  return own !== null && (`${own} ${to}` in BONDS || `${to} ${own}` in BONDS);
}

/**
 * The other things of a row of `resources` called `typed`, as the body of a select from `resources other`. Only for
 * pairs that `isRelated` knows.
 */
export function relatedTo({ sql, tenantId }: FactContext, type: string, given: RelationFilter): Fragment {
  const own = nameOfType(type)!;
  const forward = BONDS[`${own} ${given.to}`];
  const bond = forward ?? BONDS[`${given.to} ${own}`]!;
  const [from, to] = forward ? [sql`typed`, sql`other`] : [sql`other`, sql`typed`];
  const id = sql`substring(${to}.resource_uid from '[^/]+$')`;
  const value = sql`${from}.attributes->>${bond.attribute}`;
  const listed = sql`coalesce(${from}.attributes->${bond.attribute}, '[]'::jsonb)`;
  const joined = {
    id: sql`${value} = ${id}`,
    ids: sql`${listed} ? ${id}`,
    name: sql`${value} = ${to}.name`,
    names: sql`${listed} ? ${to}.name`,
    profile: sql`substring(${value} from '[^/]+$') = ${to}.name`,
    name_anywhere: sql`${value} = ${to}.name`,
  }[bond.by];
  const place =
    bond.by === 'name_anywhere'
      ? sql``
      : bond.by === 'names' || bond.by === 'profile'
        ? sql`and other.account_uid = typed.account_uid`
        : sql`and other.account_uid = typed.account_uid and other.region = typed.region`;
  let where = sql``;
  for (const [attribute, wanted] of Object.entries(given.where ?? {}))
    where =
      attribute === 'open'
        ? sql`${where} and (coalesce(nullif(other.attributes->>'openToInternetPorts', '[]'), nullif(other.attributes->>'internetExposedPorts', '[]'), '') <> '') = ${wanted === true}`
        : sql`${where} and other.attributes->>${attribute} = ${String(wanted)}`;
  return sql`from resources other where other.tenant_id = ${tenantId} and other.type = ${TYPE_OF[given.to as Related]}
    and other.deleted_time is null ${place} and ${joined} ${where}`;
}

/** `and …` over rows called `typed`: so many other things and no more. */
export function relationCondition(context: FactContext, type: string, given: RelationFilter | undefined): Fragment {
  const { sql } = context;
  if (!given || ((given.least ?? 0) === 0 && given.most === undefined)) return sql``;
  const count = sql`(select count(*) ${relatedTo(context, type, given)})`;
  return sql`${given.least ? sql`and ${count} >= ${given.least}` : sql``}
    ${given.most === undefined ? sql`` : sql`and ${count} <= ${given.most}`}`;
}

/** How a relation is spoken of: "with 2 or more security groups", "with stopped instances". */
export function relationWords(given: RelationFilter): string {
  const words = relatedWords(given);
  const { least = 0, most } = given;
  if (given.order) return `by number of ${words}`;
  if (most === 0) return `with no ${words}`;
  if (most === undefined) return least > 1 ? `with ${least} or more ${words}` : `with ${words}`;
  return least === most
    ? `with exactly ${most} ${words}`
    : `with ${least > 0 ? `${least} to ` : 'at most '}${most} ${words}`;
}

/** The other things, as they are limited: "stopped instances". */
export function relatedWords(given: RelationFilter): string {
  const parts = Object.entries(given.where ?? {}).map(([attribute, wanted]) => {
    const said = QUALITY[attribute];
    return typeof wanted === 'string' ? wanted : ((wanted ? said?.[0] : said?.[1]) ?? `${attribute} ${wanted}`);
  });
  return [...parts, TYPE_WORDS[TYPE_OF[given.to as Related]] ?? given.to].join(' ');
}

const QUALITY: Record<string, [yes: string, no: string]> = {
  open: ['internet-open', 'closed'],
  isPublic: ['public', 'private'],
  isDefault: ['default', 'own'],
  isAdmin: ['administrator', 'plain'],
  isGpu: ['GPU', 'other'],
  encrypted: ['encrypted', 'unencrypted'],
  isAttached: ['attached', 'unattached'],
};

/** What a reader must know of a bond; empty for those that need no word. */
export function relationNotes(type: string, given: RelationFilter): string[] {
  const own = nameOfType(type);
  const pair = own === null || own > given.to ? `${given.to} ${own}` : `${own} ${given.to}`;
  if (pair === 'instance role')
    return [
      'Assumed: an instance profile holds the role of its own name, as the console makes them; others are not resolved.',
    ];
  if (pair === 'image instance') return ['Not computed: launch templates and scaling groups may name an image too.'];
  if (pair === 'instance security_group' && own === 'security_group')
    return ['Not computed: load balancers, databases and other interfaces may use a security group too.'];
  if (pair.includes('policy'))
    return ['Not computed: inline policies, and for users what they have through groups, are not among them.'];
  return given.most === 0 && own !== null
    ? ['Not computed: what could not be read, such as things of another account, counts as not there.']
    : [];
}
