import type { ApiName } from '../read-result.ts';
import { S3_APIS } from '../s3/apis.ts';

/** The CloudTrail calls we make, and the S3 calls about the buckets that trails write to, as coverage names them. */
export const CLOUDTRAIL_APIS = {
  describeTrails: named('cloudtrail:DescribeTrails'),
  status: named('cloudtrail:GetTrailStatus'),
  selectors: named('cloudtrail:GetEventSelectors'),
  insights: named('cloudtrail:GetInsightSelectors'),
  tags: named('cloudtrail:ListTags'),
  lookup: named('cloudtrail:LookupEvents'),
  bucketBlock: S3_APIS.publicAccessBlock,
  bucketAcl: S3_APIS.acl,
  bucketPolicyStatus: S3_APIS.policyStatus,
  bucketLogging: S3_APIS.logging,
  bucketVersioning: S3_APIS.versioning,
  accountBlock: S3_APIS.accountBlock,
} as const satisfies Record<string, ApiName>;

function named(api: string): ApiName {
  return { api, permission: api };
}
