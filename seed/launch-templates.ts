import type { LaunchTemplate, LaunchTemplateVersion } from '../collectors/ec2/snapshot.ts';
import type { AccountName } from './accounts.ts';
import { ACCOUNT_UIDS } from './accounts.ts';
import { DAY, iso, startOfDay } from './clock.ts';
import type { Clock } from './clock.ts';
import { read } from './coverage.ts';
import { imageIdOf, imageSnapshotId } from './images.ts';
import { ec2Id } from './random.ts';
import { standardTags } from './teams.ts';
import type { TeamKey } from './teams.ts';

interface TemplateRow {
  account: AccountName;
  region: string;
  name: string;
  team: TeamKey;
  type: string;
  image: string;
  ageDays: number;
  createdBy: string;
  httpTokens: string | null;
  publicIp: boolean | null;
  /** Rules that the scan of its user data met. */
  matchedRules?: string[];
}

const ROWS: readonly TemplateRow[] = [
  row('production', 'us-east-1', 'storefront-web', 'storefront', 'c6i.xlarge', 'base-x86', 96),
  row('production', 'us-east-1', 'checkout-api', 'payments', 'c6i.large', 'base-x86', 96),
  row('production', 'us-east-1', 'catalogue-indexer', 'search', 'm6i.xlarge', 'base-x86', 48),
  // The key of a service user, pasted in three years ago; every version can still be read.
  {
    ...row('production', 'us-east-1', 'etl-batch', 'data', 'm5.2xlarge', 'base-x86', 346),
    httpTokens: 'optional',
    matchedRules: ['aws-access-key-id'],
  },
  row('production', 'eu-west-1', 'storefront-web-eu', 'storefront', 'c6i.xlarge', 'base-x86', 96),
  row('staging', 'us-east-1', 'storefront-stg', 'storefront', 't3.large', 'base-stg', 131),
  {
    ...row('staging', 'us-east-1', 'qa-grid', 'quality', 't3.xlarge', 'base-stg', 118),
    httpTokens: null,
    publicIp: true,
  },
];

/** Launch templates of one account and region, with every version. */
export function launchTemplates(account: AccountName, region: string, { now }: Clock): LaunchTemplate[] {
  return ROWS.filter((each) => each.account === account && each.region === region).map((each) => {
    const createTime = iso(startOfDay(now) - each.ageDays * DAY + 9 * 3_600_000);
    return {
      launchTemplateId: ec2Id('lt', each.name),
      name: each.name,
      tags: standardTags(each.team, account),
      createTime,
      createdBy: `arn:aws:iam::${ACCOUNT_UIDS[account]}:${each.createdBy}`,
      defaultVersion: 1,
      latestVersion: 1,
      versions: read([version(each, createTime)]),
    };
  });
}

function version(each: TemplateRow, createTime: string): LaunchTemplateVersion {
  return {
    version: 1,
    isDefault: true,
    createTime,
    imageId: imageIdOf(each.image, each.region),
    instanceType: each.type,
    httpTokens: each.httpTokens,
    httpEndpoint: 'enabled',
    associatePublicIp: each.publicIp,
    snapshotIds: [imageSnapshotId(each.image, each.region)],
    userData: { present: true, scanned: true, matchedRules: each.matchedRules ?? [] },
  };
}

function row(
  account: AccountName,
  region: string,
  name: string,
  team: TeamKey,
  type: string,
  image: string,
  ageDays: number,
): TemplateRow {
  return {
    account,
    region,
    name,
    team,
    type,
    image,
    ageDays,
    createdBy: 'role/terraform-apply',
    httpTokens: 'required',
    publicIp: false,
  };
}
