/** Reading the inventory in pages. */
import type { AnySql } from '../db/connect.ts';
import { readCursor, toPage } from './page.ts';
import { seenTime } from './resources.ts';

export interface Resource {
  resourceUid: string;
  type: string;
  name: string;
  service: string;
  accountUid: string;
  region: string;
  tags: Record<string, string>;
  attributes: Record<string, unknown>;
  createdTime: string | null;
  firstSeenTime: string;
  lastSeenTime: string;
  deletedTime: string | null;
}

export interface ResourceFilter {
  /** AWS's own names (`AWS::IAM::User`), ASFF's (`AwsIamUser`) or short ones (`user`, `bucket`). */
  types?: string[];
  accounts?: string[];
  regions?: string[];
  /** `key` or `key=value`. */
  tags?: string[];
  query?: string;
  /** Also what is gone. */
  deleted?: boolean;
  cursor?: string;
  limit: number;
}

/** By type, account, region and name. Without `deleted`, only what exists. */
export async function listResources(sql: AnySql, tenantId: string, filter: ResourceFilter) {
  const types = filter.types?.map(canonicalType);
  const words = (filter.query ?? '').split(/\s+/).filter(Boolean).slice(0, 12);
  const matches = sql`tenant_id = ${tenantId} ${filter.deleted ? sql`` : sql`and deleted_time is null`}
    ${types?.length ? sql`and lower(type) = any(${types}::text[])` : sql``}
    ${filter.accounts?.length ? sql`and account_uid = any(${filter.accounts}::text[])` : sql``}
    ${filter.regions?.length ? sql`and region = any(${filter.regions}::text[])` : sql``}
    ${(filter.tags ?? []).reduce(
      (all, tag) => {
        const [key, value] = tag.split(/[=:](.*)/s, 2) as [string, string | undefined];
        return value === undefined
          ? sql`${all} and tags->>${key} is not null`
          : sql`${all} and tags->>${key} = ${value}`;
      },
      sql``,
    )}
    ${words.reduce((all, word) => sql`${all} and (name || ' ' || resource_uid || ' ' || tags::text) ilike ${`%${word.replaceAll(/[\\%_]/g, '\\$&')}%`}`, sql``)}`;
  const after = readCursor(filter.cursor, ['text', 'text', 'text', 'text', 'text']);
  const rows = await sql<ResourceRow[]>`
    select resource_uid as "resourceUid", type, name, service, account_uid as "accountUid", region, tags, attributes,
      created_time as "createdTime", first_seen_time as "firstSeenTime", ${seenTime(sql)} as "lastSeenTime",
      deleted_time as "deletedTime"
    from resources where ${matches}
      ${after ? sql`and (type, account_uid, region, name, resource_uid) > (${after[0]!}::text, ${after[1]!}::text, ${after[2]!}::text, ${after[3]!}::text, ${after[4]!}::text)` : sql``}
    order by type, account_uid, region, name, resource_uid limit ${filter.limit + 1}`;
  const [count] = await sql<{ total: number }[]>`select count(*)::int as total from resources where ${matches}`;
  const keyOf = (row: ResourceRow) => [row.type, row.accountUid, row.region, row.name, row.resourceUid];
  return toPage(rows, count?.total ?? 0, filter.limit, keyOf, toResource);
}

type Times = 'createdTime' | 'firstSeenTime' | 'lastSeenTime' | 'deletedTime';
type ResourceRow = Omit<Resource, Times> & Record<Times, Date | null>;

function toResource(row: ResourceRow): Resource {
  return {
    ...row,
    createdTime: row.createdTime?.toISOString() ?? null,
    firstSeenTime: row.firstSeenTime?.toISOString() ?? '',
    lastSeenTime: row.lastSeenTime?.toISOString() ?? '',
    deletedTime: row.deletedTime?.toISOString() ?? null,
  };
}

const SHORT: Record<string, string> = {
  user: 'aws::iam::user',
  role: 'aws::iam::role',
  group: 'aws::iam::group',
  policy: 'aws::iam::policy',
  bucket: 'aws::s3::bucket',
  instance: 'aws::ec2::instance',
  volume: 'aws::ec2::volume',
  snapshot: 'aws::ec2::snapshot',
  address: 'aws::ec2::eip',
  image: 'aws::ec2::image',
  security_group: 'aws::ec2::securitygroup',
  trail: 'aws::cloudtrail::trail',
  detector: 'aws::guardduty::detector',
  account: 'aws::::account',
};

/** AWS has two spellings of a type; both, and the plain word, mean the same. */
export function canonicalType(type: string): string {
  const lower = type.toLowerCase();
  const asff = /^aws(iam|s3|ec2|cloudtrail|guardduty)(\w+)$/.exec(lower);
  return SHORT[lower] ?? (asff ? `aws::${asff[1]}::${asff[2]}` : lower);
}
