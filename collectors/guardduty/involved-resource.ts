import { asList, asRecord, asText, at, textAt } from '../untrusted.ts';
import type { GuardDutyFinding } from './snapshot.ts';

interface Place {
  partition: string;
  accountUid: string;
  region: string;
}

type Involved = GuardDutyFinding['resource'];

/**
 * The one resource a finding is about, with an ARN wherever one can be made, so that it meets our inventory: what the
 * finding's `resourceType` names first, else whatever part is filled. Keys are in camel case.
 */
export function involvedResource(resource: Record<string, unknown>, place: Place): Involved {
  const type = asText(resource['resourceType']) ?? '';
  const preferred = READERS[type];
  const readers = preferred ? [preferred, ...Object.values(READERS)] : Object.values(READERS);
  for (const read of readers) {
    const involved = read(resource, place);
    if (involved) return involved;
  }
  const account = `arn:${place.partition}:account::${place.accountUid}:account`;
  return { type: 'AWS::::Account', uid: account, name: place.accountUid, tags: {} };
}

type Reader = (resource: Record<string, unknown>, place: Place) => Involved | null;

const READERS: Record<string, Reader> = {
  Instance: (resource, { partition, region, accountUid }) => {
    const details = asRecord(resource['instanceDetails']);
    const id = asText(details?.['instanceId']);
    if (!details || !id) return null;
    const uid = `arn:${partition}:ec2:${region}:${accountUid}:instance/${id}`;
    const tags = tagsOf(details['tags']);
    return { type: 'AWS::EC2::Instance', uid, name: tags['Name'] || id, tags };
  },
  S3Bucket: (resource) => {
    const bucket = asRecord(asList(resource['s3BucketDetails'])[0]);
    const name = asText(bucket?.['name']);
    if (!bucket || !name) return null;
    return { type: 'AWS::S3::Bucket', uid: asText(bucket['arn']) ?? name, name, tags: tagsOf(bucket['tags']) };
  },
  EKSCluster: (resource) => named(resource, 'eksClusterDetails', 'arn', 'name', 'AWS::EKS::Cluster'),
  ECSCluster: (resource) => named(resource, 'ecsClusterDetails', 'arn', 'name', 'AWS::ECS::Cluster'),
  Lambda: (resource) => named(resource, 'lambdaDetails', 'functionArn', 'functionName', 'AWS::Lambda::Function'),
  RDSDBInstance: (resource) =>
    named(resource, 'rdsDbInstanceDetails', 'dbInstanceArn', 'dbInstanceIdentifier', 'AWS::RDS::DBInstance'),
  Container: (resource) => named(resource, 'containerDetails', 'id', 'name', 'Container'),
  AccessKey: (resource, { partition, accountUid }) => {
    const key = asRecord(resource['accessKeyDetails']);
    const name = asText(key?.['userName']) ?? asText(key?.['principalId']) ?? asText(key?.['accessKeyId']);
    if (!key || !name) return null;
    const userType = asText(key['userType']) ?? '';
    if (userType === 'Root') return iam(`arn:${partition}:iam::${accountUid}:root`, 'AWS::IAM::User', 'root');
    if (userType === 'AssumedRole' || userType === 'Role')
      return iam(`arn:${partition}:iam::${accountUid}:role/${name}`, 'AWS::IAM::Role', name);
    return iam(`arn:${partition}:iam::${accountUid}:user/${name}`, 'AWS::IAM::User', name);
  },
};

function named(
  resource: Record<string, unknown>,
  part: string,
  arnKey: string,
  nameKey: string,
  type: string,
): Involved | null {
  const uid = textAt(resource, part, arnKey) ?? textAt(resource, part, nameKey);
  if (!uid) return null;
  return { type, uid, name: textAt(resource, part, nameKey) ?? uid, tags: tagsOf(at(resource, part, 'tags')) };
}

function iam(uid: string, type: string, name: string): Involved {
  return { type, uid, name, tags: {} };
}

function tagsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(
    asList(value).flatMap((tag) => {
      const key = textAt(tag, 'key');
      return key ? [[key, textAt(tag, 'value') ?? '']] : [];
    }),
  );
}
