/** The estate at a glance: accounts, open findings, and what suggested questions are made from. */
import type { AnySql } from '../db/connect.ts';

export interface Overview {
  accounts: { accountUid: string; name: string }[];
  counts: { findingsOpen: number; critical: number; high: number; resources: number };
  has: {
    users: boolean;
    usersWithoutMfa: boolean;
    publicBuckets: boolean;
    unattachedVolumes: boolean;
    costs: boolean;
    events: boolean;
    threats: boolean;
    unverified: boolean;
    subAccounts: boolean;
    spikeDay: string | null;
  };
}

export async function readOverview(sql: AnySql, tenantId: string): Promise<Overview> {
  const accounts = await sql<{ accountUid: string; name: string }[]>`
    select account_uid as "accountUid", name from aws_accounts where tenant_id = ${tenantId} order by name`;
  const [row] = await sql<(Overview['counts'] & Omit<Overview['has'], 'spikeDay'> & { spikeDay: string | null })[]>`
    with open as (
      select * from findings where tenant_id = ${tenantId} and status_id in (1, 2) and compliance_status_id is distinct from 1
    )
    select (select count(*)::int from open) as "findingsOpen",
      (select count(*)::int from open where severity_id >= 5) as critical,
      (select count(*)::int from open where severity_id = 4) as high,
      (select count(*)::int from resources where tenant_id = ${tenantId} and deleted_time is null) as resources,
      exists(select 1 from resources where tenant_id = ${tenantId} and type = 'AWS::IAM::User') as users,
      exists(select 1 from resources where tenant_id = ${tenantId} and type = 'AWS::IAM::User' and attributes->>'mfaActive' = 'false') as "usersWithoutMfa",
      exists(select 1 from resources where tenant_id = ${tenantId} and type = 'AWS::S3::Bucket' and attributes->>'isPublic' = 'true') as "publicBuckets",
      exists(select 1 from resources where tenant_id = ${tenantId} and type = 'AWS::EC2::Volume' and attributes->>'isAttached' = 'false') as "unattachedVolumes",
      exists(select 1 from cost_daily where tenant_id = ${tenantId}) as costs,
      exists(select 1 from events where tenant_id = ${tenantId}) as events,
      exists(select 1 from open where service = 'guardduty' and class_uid = 2004) as threats,
      exists(select 1 from open where compliance_status_id = 2 or unverified_since is not null) as unverified,
      (select count(distinct sub_account_id) > 1 from cost_daily where tenant_id = ${tenantId}) as "subAccounts",
      (select to_char(max(first_seen_time), 'YYYY-MM-DD') from open where service = 'cost-explorer' and class_uid = 2004
        and check_id like '%spike%') as "spikeDay"`;
  const { findingsOpen, critical, high, resources, ...has } = row!;
  return { accounts: [...accounts], counts: { findingsOpen, critical, high, resources }, has };
}
