/** The three accounts of Larkfield, an invented shop for outdoor gear. Ids are those that AWS keeps for documentation. */
export interface DemoAccount {
  accountUid: string;
  name: AccountName;
  partition: string;
  regions: string[];
}

export type AccountName = 'production' | 'staging' | 'security';

export const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-southeast-2'] as const;

export type RegionName = (typeof REGIONS)[number];

export const ACCOUNT_NAMES: readonly AccountName[] = ['production', 'staging', 'security'];

export const ACCOUNT_UIDS: Record<AccountName, string> = {
  production: '111122223333',
  staging: '444455556666',
  security: '777788889999',
};

/** Belongs to nobody at Larkfield: an agency that once had a contract. */
export const OUTSIDE_ACCOUNT_UID = '999988887777';

/** The role that the collectors assume in each account. */
export const READER_ROLE = 'assay-reader';

/** Canonical user ids, as S3 gives them for owners and grants. */
export const CANONICAL_IDS: Record<AccountName, string> = {
  production: '7c1e5a0b93d24f68a1b0c7d9e2f34856917ab2cd03ef4516278394a5b6c7d8e9',
  staging: '2f9b64d8170ce35a8bf41d6e09c7a2358e4f70b1d6c92a3e5f8017b4c6d93e2a',
  security: 'b83a07e5c1d94f26a7350e8bd1f6c240957e8a3bc2d10f64e95a7b38c0d2f41e',
};

export const DEMO_ACCOUNTS: readonly DemoAccount[] = ACCOUNT_NAMES.map((name) => ({
  accountUid: ACCOUNT_UIDS[name],
  name,
  partition: 'aws',
  regions: [...REGIONS],
}));
