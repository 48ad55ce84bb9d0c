/** Links to the AWS console: the only links an answer may hold besides its citations. */

const HOSTS: Record<string, string> = {
  aws: 'console.aws.amazon.com',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** A console page for a resource, or null where none is known. Every part that comes from AWS is encoded. */
export function consoleUrl(resource: {
  resourceUid: string;
  resourceType: string;
  resourceName: string;
  region: string;
}): string | null {
  const host = HOSTS[resource.resourceUid.split(':')[1] ?? ''];
  if (!host) return null;
  const region = /^[a-z]{2}(-[a-z]+)+-\d$/.test(resource.region) ? resource.region : 'us-east-1';
  const name = encodeURIComponent(resource.resourceName);
  const id = encodeURIComponent(resource.resourceUid.split('/').at(-1) ?? '');
  const page: Record<string, string> = {
    'AWS::IAM::User': `iam/home#/users/details/${name}`,
    'AWS::IAM::Role': `iam/home#/roles/details/${name}`,
    'AWS::S3::Bucket': `s3/buckets/${name}`,
    'AWS::EC2::Instance': `ec2/home?region=${region}#InstanceDetails:instanceId=${id}`,
    'AWS::EC2::Volume': `ec2/home?region=${region}#VolumeDetails:volumeId=${id}`,
    'AWS::EC2::Snapshot': `ec2/home?region=${region}#SnapshotDetails:snapshotId=${id}`,
    'AWS::EC2::SecurityGroup': `ec2/home?region=${region}#SecurityGroup:groupId=${id}`,
    'AWS::CloudTrail::Trail': `cloudtrailv2/home?region=${region}#/trails`,
    'AWS::GuardDuty::Detector': `guardduty/home?region=${region}#/findings`,
  };
  const path = page[resource.resourceType];
  return path ? `https://${region}.${host}/${path}` : null;
}
