/** What a question says beside its subject: bonds with other things, what is left out, bounds; computed, or said not to be. */
import { describe, expect, it } from 'vitest';
import { classify } from '../intent/classify.ts';
import { unheeded } from './narrowing.ts';
import { passedOver } from './narrowing-aside.ts';
import { planFacts } from './plan.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const KNOWN = {
  accounts: [
    { uid: '111122223333', name: 'production' },
    { uid: '444455556666', name: 'staging' },
  ],
  regions: ['eu-west-1', 'us-east-1'],
  users: ['svc-carrier-sync'],
  roles: ['ci-deployer'],
  buckets: ['acme-flow-logs'],
  instances: ['jenkins'],
};

function leadOf(question: string, ...before: string[]) {
  const previous = before.map((turn) => classify(turn, NOW, [], KNOWN));
  const intent = classify(question, NOW, previous, KNOWN);
  const [lead] = planFacts(intent, new Date(NOW));
  return { intent, lead: lead!, left: lead ? unheeded(lead, intent) : [] };
}

describe('things chosen by what hangs together with them', () => {
  it.each([
    ['which disks hang off stopped instances', 'Volume', { to: 'instance', least: 1, where: { state: 'stopped' } }],
    ['EBS volumes attached to instances that are stopped', 'Volume', { to: 'instance', where: { state: 'stopped' } }],
    ['instances with more than one security group', 'Instance', { to: 'security_group', least: 2 }],
    ['which security groups are used by no instance', 'SecurityGroup', { to: 'instance', most: 0 }],
    ['snapshots of volumes that no longer exist', 'Snapshot', { to: 'volume', most: 0 }],
    ['which vpc has the most subnets', 'VPC', { to: 'subnet', order: 'most' }],
    ['instances whose volumes are unencrypted', 'Instance', { to: 'volume', where: { encrypted: false } }],
    ['instances that use an admin role', 'Instance', { to: 'role', where: { isAdmin: true } }],
  ] as const)('%s', (question, type, related) => {
    const { lead, left } = leadOf(question);
    expect(lead).toMatchObject({ name: 'resources', parameters: { type: `AWS::EC2::${type}`, related } });
    expect(left).toEqual([]);
  });

  it('what is said of the other thing is not taken for something said of this one', () => {
    expect(leadOf('instances whose volumes are unencrypted').lead.parameters).not.toHaveProperty('where');
    const { lead } = leadOf('running instances with unencrypted volumes');
    expect(lead.parameters).toMatchObject({
      where: { state: 'running' },
      related: { to: 'volume', where: { encrypted: false } },
    });
  });

  it.each([
    ['instances in a public subnet', /instances in a public subnet/],
    ['which roles use our buckets', /roles use our buckets/],
    ['high findings on instances with unencrypted volumes', /hang together with unencrypted volumes/],
  ])('%s: what no inventory tells is said', (question, words) => expect(leadOf(question).left.join()).toMatch(words));

  it.each(['which users launched instances', 'volumes not attached to any instance', 'list volumes and snapshots'])(
    '%s relates nothing',
    (question) => {
      const { intent, left } = leadOf(question);
      expect(intent.details).not.toHaveProperty('relation');
      expect(left).toEqual([]);
    },
  );
});

describe('what is left out', () => {
  it('is no place to look in', () => {
    const { intent, left } = leadOf('buckets without versioning except the ones in eu-west-1');
    expect(intent.entities).toEqual([]);
    expect(intent.details?.except).toEqual({ regions: ['eu-west-1'] });
    expect(left).toEqual([]);
  });
  it.each([
    ['open findings by severity, excluding staging', { accounts: ['staging'] }],
    ['instances outside us-east-1', { regions: ['us-east-1'] }],
    ['gpu instances not in production', { accounts: ['production'] }],
    ['untagged volumes in non-prod', { accounts: ['production'] }],
  ])('%s', (question, except) => expect(leadOf(question).intent.details?.except).toEqual(except));

  it('teams, names and services are parameters of the facts', () => {
    expect(leadOf('unencrypted volumes other than those of team data').lead.parameters).toMatchObject({
      notTag: ['team:data'],
    });
    expect(leadOf('running instances except jenkins').lead.parameters).toMatchObject({ notNames: ['jenkins'] });
    expect(leadOf('what did we spend last month excluding tax and EC2').lead.parameters).toMatchObject({
      notServices: expect.arrayContaining(['Tax', 'Amazon EC2']) as unknown,
    });
  });

  it('in a follow-up too', () => {
    const { intent } = leadOf('except staging', 'how many critical findings are open by team');
    expect(intent).toMatchObject({ severities: ['critical'], details: { except: { accounts: ['staging'] } } });
  });

  it('an exception that nobody understands is said', () =>
    expect(leadOf('users without MFA, except the robots').left.join()).toMatch(/exception "except the robots"/));
});

describe('bounds', () => {
  it.each([
    ['volumes bigger than 1 TB', { sizeGib: { least: 1024.001 } }],
    ['snapshots of at least 500 GB', { sizeGib: { least: 500 } }],
    ['instances that cost more than $100 a month', { monthlyCostUsd: { least: 100.001 } }],
    ['instances stopped for more than 30 days', { stoppedForDays: 30 }],
  ])('%s', (question, parameters) => expect(leadOf(question).lead.parameters).toMatchObject(parameters));

  it('one that no attribute holds is said', () =>
    expect(leadOf('buckets with more than 1000 objects').left.join()).toMatch(/bound "more than 1000 objects"/));
});

describe('properties beside exposure are heeded', () => {
  it.each([
    ['public buckets with no owner', { kind: 'bucket', withoutTag: 'owner' }],
    ['public buckets nobody owns', { kind: 'bucket', withoutTag: 'owner' }],
    ['security groups open to the world on 22 that nothing uses', { ports: ['22'], unused: true }],
  ])('%s', (question, parameters) => {
    const { lead, left } = leadOf(question);
    expect(lead).toMatchObject({ name: 'public_exposure', parameters });
    expect(left).toEqual([]);
  });
  it('or said not to be', () => expect(leadOf('public images without encryption').left.join()).toMatch(/encryption/));
  it('instances by both', () => {
    const { lead, left } = leadOf('internet-facing instances without IMDSv2');
    expect(lead.parameters).toMatchObject({ where: { imdsv2Required: false, hasOpenPorts: true } });
    expect(left).toEqual([]);
  });
});

describe('rights of people, and who granted them', () => {
  it.each([
    ['who has access to billing', { service: 'billing' }],
    ['who can get into billing stuff?', { service: 'billing' }],
    ['which users can delete rds databases', { service: 'rds', action: 'write' }],
  ])('%s', (question, parameters) =>
    expect(leadOf(question).lead).toMatchObject({ name: 'service_access', parameters }),
  );

  it('an account that something was shared with is no place to look in', () => {
    const { intent, lead } = leadOf('who shared a snapshot with account 123456789012');
    expect(intent.entities).toEqual([]);
    expect(lead).toMatchObject({ name: 'events_list', parameters: { mentions: '123456789012' } });
  });
});

describe('breakdowns, shares and teams', () => {
  it.each([
    ['which team is wasting the most money on idle disks', ['team']],
    ['which account has the most critical findings', ['account']],
  ])('%s', (question, groupBy) => expect(leadOf(question).intent.groupBy).toEqual(groupBy));

  it('two accounts are compared by what is counted', () =>
    expect(leadOf('which account has more public buckets, prod or staging').lead).toMatchObject({
      name: 'inventory_by',
      parameters: { type: 'AWS::S3::Bucket', groupBy: 'account', where: { isPublic: true } },
    }));

  it.each([
    ['how many snapshots does each volume have', 'Volume', 'snapshot'],
    ['nat gateways per vpc', 'VPC', 'nat_gateway'],
  ])('%s', (question, type, to) =>
    expect(leadOf(question).lead).toMatchObject({
      name: 'resources',
      parameters: { type: `AWS::EC2::${type}`, related: { to, order: 'most' } },
    }),
  );

  it('teams by their bare names are alternatives', () => {
    const intent = classify('public buckets that belong to orders or payments', NOW, [], {
      ...KNOWN,
      teams: ['orders', 'payments', 'data'],
    });
    expect(planFacts(intent, new Date(NOW))[0]!.parameters).toMatchObject({ tag: 'team:orders|payments' });
  });

  it('a cost centre is a tag', () =>
    expect(leadOf('is anything in us-east-1 not tagged with a cost centre').lead).toMatchObject({
      name: 'inventory_by',
      parameters: { groupBy: 'type', withoutTag: 'cost-centre' },
    }));

  it.each([
    ["what's our biggest cost driver after ec2", 'cost_total', { notServices: ['Amazon EC2'] }],
    ['what did we spend on support and tax last month', 'cost_total', { services: ['AWS Support', 'Tax'] }],
    ['which admins do not have mfa but logged in this month', 'iam_users', { admin: true, mfa: false }],
    ['who can assume an admin role', 'iam_roles', { admin: true, withTrust: true }],
    ['what will we spend next month', 'cost_forecast', { from: '2026-12-01T00:00:00.000Z' }],
  ])('%s', (question, name, parameters) => expect(leadOf(question).lead).toMatchObject({ name, parameters }));
});

describe('facts beside the one that leads, and things beside the subject', () => {
  it('a fact that cannot leave out what was left out goes', () => {
    const intent = classify('top 10 most expensive instances not owned by team data', NOW, [], KNOWN);
    const priced = planFacts(intent, new Date(NOW)).filter(
      ({ name }) => name === 'resources' || name === 'resource_costs',
    );
    expect(priced.map(({ parameters }) => parameters['notTag'])).toEqual(priced.map(() => ['team:data']));
    expect(planFacts(intent, new Date(NOW)).map(({ name }) => name)).not.toContain('top_risks');
  });
  it.each([
    [
      'is there anyone with admin who is not in the security team',
      'iam_users',
      { admin: true, notTag: ['team:security'] },
    ],
    [
      'which instances were stopped and started again this week',
      'events_list',
      { names: ['StopInstances', 'StartInstances'] },
    ],
    ['who created the access keys for svc-carrier-sync', 'events_list', { target: 'svc-carrier-sync' }],
    ['which high findings affect production instances', 'findings', { resourceType: 'AWS::EC2::Instance' }],
    ['which security group is on the most instances', 'resources', { type: 'AWS::EC2::SecurityGroup' }],
  ])('%s', (question, name, parameters) => expect(leadOf(question).lead).toMatchObject({ name, parameters }));
  it('a security group is of the network by itself', () =>
    expect(leadOf('which security group is on the most instances').lead.parameters).not.toHaveProperty('where'));
  it('a thing that no call is about is told', () => {
    const intent = classify('which regions have running instances but no guardduty', NOW, [], KNOWN);
    expect(passedOver(planFacts(intent, new Date(NOW)), intent)).toEqual(['what the question says of instances']);
    const both = classify('unencrypted volumes of stopped instances', NOW, [], KNOWN);
    expect(passedOver(planFacts(both, new Date(NOW)), both)).toEqual([]);
  });
  it('then against now is a course of findings', () =>
    expect(leadOf('do we have more open findings today than a month ago').lead.name).toBe('findings_trend'));
  it('against the previous quarter means the one that runs', () => {
    const { intent } = leadOf('did spend on dynamodb drop vs the previous quarter');
    expect(intent.timeRange?.from).toBe('2026-10-01T00:00:00.000Z');
    expect(intent.comparedWith?.from).toBe('2026-07-01T00:00:00.000Z');
  });
});

describe('what nothing computes is said', () => {
  it.each([
    ['which S3 buckets hold backups but have no versioning', /what the buckets hold/],
    ['which instance types cost us the most this month', /money by instance type/],
    ['how long do critical findings stay open on average', /average/],
    ['can the web server talk to the database', /network path/],
    ['most expensive rds', /each single one costs/],
    ['what percentage of our spend is data transfer', /share of the whole bill/],
    ['what would our bill be if we stopped all instances at night', /not simulated/],
    ['any ex employees still with active keys', /who has left/],
    ['which roles can only be used by lambda', /"lambda", which was not understood/],
    ['findings fixed last week by team', /breakdown by team/],
    ['who owns prod-db?', /"prod-db", which was not understood/],
  ])('%s', (question, words) => expect(leadOf(question).left.join('; ')).toMatch(words));

  it.each([
    ['load balancers not fronting any instance', 'load balancers'],
    ['log groups with no retention', 'CloudWatch log groups'],
    ['kms keys without rotation that are used by a bucket', 'KMS keys'],
  ])('%s: nobody reads them', (question, name) =>
    expect(leadOf(question).intent.details?.notCollected).toContain(name),
  );
});
