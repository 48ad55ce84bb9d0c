import type { ResourceRef } from './collector.ts';

/**
 * The account itself as a resource, for outcomes about the whole account and for Warnings that concern no single
 * resource. The ARN is the account's own in AWS's Service Authorization Reference; `arn:…:iam::…:root` is the root user.
 */
export function accountResource({ partition, accountUid }: { partition: string; accountUid: string }): ResourceRef {
  return {
    uid: `arn:${partition}:account::${accountUid}:account`,
    type: 'AWS::::Account',
    name: accountUid,
    region: 'global',
  };
}
