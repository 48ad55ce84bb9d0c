import { expect, test } from 'vitest';
import { convertRecord, lineReaderFor } from './detect.ts';
import { resourceTypeOf, serviceOf } from './resource-type.ts';

const NOW = new Date('2026-11-21T00:00:00Z');

const finding = (record: object) => {
  const [converted] = convertRecord(record, NOW);
  if (converted?.kind !== 'finding') throw new Error(JSON.stringify(converted));
  return converted.finding;
};
const reasons = (record: unknown) =>
  convertRecord(record, NOW).map((converted) => (converted.kind === 'refused' ? converted.reason : converted.kind));

const PROWLER = {
  message: 'Bucket quill-archive has no public access block.',
  metadata: {
    event_code: 's3_bucket_public_access',
    product: { name: 'Prowler', vendor_name: 'Prowler' },
    version: '1.5.0',
  },
  severity_id: 4,
  severity: 'High',
  status: 'New',
  status_id: 1,
  status_code: 'FAIL',
  status_detail: 'Bucket quill-archive has no public access block.',
  unmapped: { categories: ['internet-exposed'], compliance: { 'CIS-3.0': ['2.1.4'] } },
  finding_info: { created_time: 1_760_000_000, title: 'Bucket is public', desc: 'Looks at it.', types: [], uid: 'p-1' },
  resources: [
    {
      cloud_partition: 'aws',
      region: 'eu-west-1',
      group: { name: 's3' },
      labels: ['team:quill'],
      name: 'quill-archive',
      type: 'AwsS3Bucket',
      uid: 'arn:aws:s3:::quill-archive',
    },
  ],
  class_uid: 2004,
  category_uid: 2,
  cloud: { account: { uid: '700000000001', name: 'quill' }, provider: 'aws', region: 'eu-west-1' },
  remediation: { desc: 'Block public access.', references: ['https://example.com/fix', 'javascript:alert(1)'] },
  risk_details: 'Anyone reads it.',
  time: 1_760_000_000,
};

test('Prowler’s OCSF: class, product, account, resource, severity, verdict and times are kept, the rest is unmapped', () => {
  expect(finding(PROWLER)).toMatchObject({
    classUid: 2004,
    product: 'Prowler',
    service: 's3',
    checkId: 's3_bucket_public_access',
    accountUid: '700000000001',
    region: 'eu-west-1',
    resourceUid: 'arn:aws:s3:::quill-archive',
    resourceType: 'AWS::S3::Bucket',
    resourceTags: { team: 'quill' },
    severity: 'high',
    status: 'new',
    complianceStatus: 'fail',
    firstSeenTime: '2025-10-09T08:53:20.000Z',
    remediation: ['Block public access.', 'https://example.com/fix'],
    risk: 'Anyone reads it.',
    compliance: { 'CIS-3.0': ['2.1.4'] },
    unmapped: { unmapped: { categories: ['internet-exposed'] }, metadata: { version: '1.5.0' } },
    imported: true,
  });
});

const ID = 'arn:aws:securityhub:us-east-1:700000000001:subscription/x/EC2.19/finding/1';
const HUB = {
  class_uid: 2003,
  metadata: { product: { name: 'Security Hub' }, version: '1.5.0' },
  compliance: { control: 'EC2.19', status: 'Fail', status_id: 3, standards: ['FSBP'] },
  finding_info: {
    uid: ID,
    title: 'Security groups open to the world',
    created_time_dt: '2026-01-02T03:04:05.000Z',
    modified_time_dt: '2026-02-02T03:04:05.000Z',
  },
  cloud: { account: { uid: '700000000001' }, provider: 'AWS', region: 'us-east-1' },
  resources: [
    { uid: 'arn:aws:ec2:us-east-1:700000000001:security-group/sg-1', type: 'AWS::EC2::SecurityGroup' },
    { uid: 'arn:aws:ec2:us-east-1:700000000001:vpc/vpc-1' },
  ],
  severity_id: 5,
  status_id: 3,
  time: 1_770_001_445_000,
};
const ASFF = {
  SchemaVersion: '2018-10-08',
  Id: ID,
  ProductArn: 'arn:aws:securityhub:us-east-1::product/aws/securityhub',
  ProductName: 'Security Hub',
  GeneratorId: 'security-control/EC2.19',
  AwsAccountId: '700000000001',
  Region: 'us-east-1',
  Types: ['Software and Configuration Checks'],
  CreatedAt: '2026-01-02T03:04:05Z',
  UpdatedAt: '2026-02-02T03:04:05Z',
  Severity: { Label: 'CRITICAL', Original: 'CRITICAL' },
  Title: 'Security groups open to the world',
  Description: 'Ports are open.',
  Resources: [
    { Type: 'AwsEc2SecurityGroup', Id: 'arn:aws:ec2:us-east-1:700000000001:security-group/sg-1', Tags: { a: 'b' } },
  ],
  Compliance: { Status: 'FAILED', SecurityControlId: 'EC2.19' },
  Workflow: { Status: 'SUPPRESSED' },
  RecordState: 'ACTIVE',
  UserDefinedFields: { ticket: 'Q-1' },
};

test('Security Hub’s finding is the same one in OCSF and in ASFF', () => {
  const [ocsf, asff] = [finding(HUB), finding(ASFF)];
  const shared = {
    classUid: 2003,
    product: 'Security Hub',
    service: 'ec2',
    checkId: 'EC2.19',
    severity: 'critical',
    status: 'suppressed',
    complianceStatus: 'fail',
    resourceType: 'AWS::EC2::SecurityGroup',
    firstSeenTime: '2026-01-02T03:04:05.000Z',
    lastSeenTime: '2026-02-02T03:04:05.000Z',
  };
  expect(ocsf).toMatchObject(shared);
  expect(asff).toMatchObject(shared);
  expect(asff.findingUid).toBe(ocsf.findingUid);
  expect(ocsf.unmapped).toMatchObject({ other_resources: [{ uid: expect.stringContaining('vpc-1') }] });
  expect(asff.unmapped).toMatchObject({ UserDefinedFields: { ticket: 'Q-1' } });
});

test('hostile text is made storable and short', () => {
  const made = finding({ ...ASFF, Title: `a\u0000b\ud800${'x'.repeat(9000)}`, Description: { toString: 1 } });
  expect(made.title).toHaveLength(500);
  expect(made.title).not.toContain('\u0000');
  expect(made.title.isWellFormed()).toBe(true);
  expect(finding({ ...ASFF, __proto__: null, Resources: 'none', Severity: 7, Types: { a: 1 } }).severity).toBe(
    'informational',
  );
});

test('what cannot be meant is refused by name', () => {
  expect(reasons({ ...PROWLER, cloud: { provider: 'azure', account: { uid: 'x' } } })).toEqual([
    'The finding is about a provider other than AWS.',
  ]);
  expect(reasons({ ...HUB, class_uid: 6003 })).toEqual(['The OCSF record is of a class that is not a finding.']);
  expect(reasons({ ...ASFF, UpdatedAt: '2031-01-01T00:00:00Z' })).toEqual([
    'The time of the record lies in the future.',
  ]);
  expect(reasons({ ...ASFF, Title: '' })).toEqual(['The finding has no title.']);
  expect(reasons({ hello: 1 })).toEqual(['The record is neither a CloudTrail event nor an OCSF or ASFF finding.']);
  expect(reasons([1])).toEqual(['The record is not an object.']);
  expect(reasons({ eventName: 'X', eventID: 'e', eventTime: 'yesterday' })).toEqual([
    'The eventTime of the record is missing or is not a time.',
  ]);
});

test('wrapped records are unpacked one level deep', () => {
  const event = { eventName: 'X', eventID: 'e', eventTime: '2026-01-01T00:00:00Z' };
  expect(reasons({ detail: { findings: [ASFF] } })).toEqual(['finding']);
  expect(reasons({ detail: event })).toEqual(['event']);
  expect(reasons({ EventId: 'e', CloudTrailEvent: JSON.stringify(event) })).toEqual(['event']);
  expect(reasons({ eventJson: '{broken' })).toEqual(['The event inside the row is not JSON.']);
  expect(reasons({ Records: [{ Records: [event] }] })[0]).toContain('neither');
});

test.each([
  ['AwsCloudTrailTrail', '', 'AWS::CloudTrail::Trail', 'cloudtrail'],
  ['AwsEc2Eip', '', 'AWS::EC2::EIP', 'ec2'],
  ['AwsRdsDbInstance', '', 'AWS::RDS::DBInstance', 'rds'],
  ['AwsElbv2LoadBalancer', '', 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'elb'],
  ['AwsAccount', '', 'AWS::::Account', 'aws'],
  ['Other', 'arn:aws:iam::700000000001:role/r', 'AWS::IAM::Role', 'iam'],
  [null, 'arn:aws-cn:ec2:cn-north-1:700000000001:instance/i-1', 'AWS::EC2::Instance', 'ec2'],
])('type %s of %s', (given, arn, type, service) => {
  expect(resourceTypeOf(given, arn)).toBe(type);
  expect(serviceOf(type, arn, null)).toBe(service);
});

const HEADER =
  'ProviderName,BilledCost,EffectiveCost,ListCost,ChargePeriodStart,ServiceName,SubAccountId,SubAccountName,RegionId,ChargeCategory,BillingCurrency,BillingAccountId,ConsumedQuantity,ConsumedUnit';
const LINE = 'AWS,1.5,NULL,2,2025-03-04 22:00:00,Amazon S3,700000000002,Quill,EU-West-1,usage,usd,700000000001,3,GB';

function readLine(change: Record<string, string> = {}, header = HEADER) {
  const names = HEADER.split(',');
  const cells = LINE.split(',').map((cell, index) => change[names[index]!] ?? cell);
  return lineReaderFor(header.split(','), NOW)!(cells);
}

test('a FOCUS line: NULL is nothing, case does not matter', () => {
  expect(readLine({}, HEADER.toUpperCase())).toMatchObject({
    kind: 'cost',
    row: {
      day: '2025-03-04',
      billedCost: 1.5,
      effectiveCost: 1.5,
      listCost: 2,
      subAccountId: '700000000002',
      regionId: 'eu-west-1',
      chargeCategory: 'Usage',
      billingCurrency: 'USD',
      xUsageType: null,
      xView: 'focus',
    },
  });
  expect(readLine({ SubAccountId: 'null' })).toMatchObject({ row: { subAccountId: '700000000001' } });
  expect(readLine({ ChargePeriodStart: '2025-03-05T01:00:00+02:00' })).toMatchObject({ row: { day: '2025-03-04' } });
});

test.each([
  [{ ProviderName: 'Microsoft' }, 'The line is of a provider other than AWS.'],
  [{ BilledCost: '1,5' }, 'The BilledCost of the line is missing or is not a number.'],
  [{ BilledCost: 'Infinity' }, 'The BilledCost of the line is missing or is not a number.'],
  [{ ChargePeriodStart: '4.3.25' }, 'The ChargePeriodStart of the line is missing or is not a time.'],
  [{ ChargePeriodStart: '2205-03-04' }, 'The time of the record lies in the future.'],
  [{ ServiceName: 'NULL' }, 'The line has no ServiceName.'],
  [{ BillingCurrency: '' }, 'The line has no BillingCurrency.'],
])('%o is refused', (change, reason) => {
  expect(readLine(change)).toEqual({ kind: 'refused', reason });
});
