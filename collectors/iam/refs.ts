import type { ResourceRef } from '../collector.ts';
import type { IamPolicy, IamRole, IamSnapshot, IamUser, PolicyHolder } from './snapshot.ts';

type Where = Pick<IamSnapshot, 'accountUid' | 'partition' | 'region'>;

/** How IAM's things are named as resources. `uid` is the ARN; region is the snapshot's, `global`. */
export function userRef({ region }: Where, { arn, name, tags }: Pick<IamUser, 'arn' | 'name' | 'tags'>): ResourceRef {
  return { uid: arn, type: 'AWS::IAM::User', name, region, ...tagged(tags) };
}

/** The root user, called `root`: the report's `<root_account>` is nobody's word. */
export function rootRef({ accountUid, partition, region }: Where): ResourceRef {
  return { uid: `arn:${partition}:iam::${accountUid}:root`, type: 'AWS::IAM::RootUser', name: 'root', region };
}

export function roleRef({ region }: Where, { arn, name, tags }: IamRole): ResourceRef {
  return { uid: arn, type: 'AWS::IAM::Role', name, region, ...tagged(tags) };
}

export function groupRef({ region }: Where, { arn, name }: PolicyHolder): ResourceRef {
  return { uid: arn, type: 'AWS::IAM::Group', name, region };
}

export function policyRef({ region }: Where, { arn, name }: Pick<IamPolicy, 'arn' | 'name'>): ResourceRef {
  return { uid: arn, type: 'AWS::IAM::Policy', name, region };
}

function tagged(tags: Record<string, string>): { tags?: Record<string, string> } {
  return Object.keys(tags).length > 0 ? { tags } : {};
}
