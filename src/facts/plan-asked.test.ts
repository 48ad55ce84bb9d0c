import { describe, expect, it } from 'vitest';
import { classify } from '../intent/classify.ts';
import type { Intent } from '../intent/intent.ts';
import { planFacts } from './plan.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const known = {
  accounts: [
    { uid: '111122223333', name: 'production' },
    { uid: '444455556666', name: 'staging' },
  ],
};
/** Reads a conversation, oldest first, and plans its last question. */
function plan(...questions: string[]) {
  const turns: Intent[] = [];
  for (const question of questions) turns.push(classify(question, NOW, turns, known));
  return planFacts(turns.at(-1)!, new Date(NOW));
}

describe('the first fact', () => {
  it.each([
    [
      'which buckets were public on 1 November?',
      'findings_at',
      { at: '2026-11-02T00:00:00.000Z', label: 'public buckets' },
    ],
    ['how many buckets were open to the public on 6 November?', 'findings_at', { label: 'public buckets' }],
    ['what did bucket acme-logs look like last week', 'findings_at', { resource: 'acme-logs' }],
    ['who made a bucket public last week', 'events_list', {}],
    ['list instances without any team tag', 'resources', { withoutTag: 'team' }],
    ['untagged s3 buckets', 'resources', { withoutTag: '*' }],
    ['who logged in without MFA this week', 'events_list', { names: ['ConsoleLogin'], mfa: false }],
    ['did anyone sign in without mfa since Monday', 'events_list', { names: ['ConsoleLogin'], mfa: false }],
    ['which users have no MFA', 'iam_users', { mfa: false }],
    ['what happened yesterday between 14:00 and 16:00 UTC?', 'events_by', { from: '2026-11-20T14:00:00.000Z' }],
    ['anything going on in staging on Friday 10:00-12:00', 'events_by', { to: '2026-11-20T12:00:00.000Z' }],
    ['who touched security groups on Monday', 'events_list', { succeeded: true }],
    ['what can role ci-deployer do, and who can assume it?', 'iam_roles', { name: 'ci-deployer' }],
    ['which roles can third parties assume', 'iam_roles', { trustsStrangers: true }],
    ['are we getting better or worse over the last month?', 'findings_trend', { step: 'week' }],
    [
      'compare production with staging: open critical findings',
      'findings',
      { groupBy: 'account', severities: ['critical'] },
    ],
    ['what will november cost us in total?', 'cost_forecast', { to: '2026-12-01T00:00:00.000Z' }],
    ['what will december cost us', 'cost_forecast', { from: '2026-12-01T00:00:00.000Z' }],
    ['what went on last week', 'events_by', { from: '2026-11-09T00:00:00.000Z' }],
    ['expected bill for this quarter', 'cost_forecast', { to: '2027-01-01T00:00:00.000Z' }],
    ['spend per team', 'resource_costs', { groupBy: 'team' }],
    ['did we get any refunds in October?', 'cost_total', { charges: ['Refund', 'Adjustment'] }],
    ['how much do we pay for NAT gateways and why did it go up?', 'cost_compare', { groupBy: 'usage_type' }],
    ['why is the bill of Tuesday so high', 'cost_spike', { day: '2026-11-17' }],
    ['which VPCs have no flow logs?', 'resources', { type: 'AWS::EC2::VPC', where: { flowLogs: '[]' } }],
    ['Are all buckets encrypted with KMS?', 'resources', { whereNot: { encryption: 'aws:kms' } }],
    ['show CloudTrail gaps: accounts or regions where we do not log', 'service_enabled', { service: 'cloudtrail' }],
    ['what is our Savings Plan coverage?', 'collected', {}],
    ['which databases are unencrypted', 'collected', {}],
    ['are there findings that came back after being resolved?', 'changes_since', { change: 'reopened' }],
    ['is bucket acme-logs safe as it is?', 'findings', { resource: 'acme-logs' }],
    ['which instances run longest without restart', 'resources', { order: 'oldest', where: { state: 'running' } }],
  ])('%s → %s', (question, name, parameters) => {
    const [call] = plan(question);
    expect(call?.name).toBe(name);
    expect(call?.parameters).toMatchObject(parameters);
  });

  it('a silence in days is not read from the day on which somebody asks', () => {
    const question = 'as our auditor comes on Monday: which users have not signed in for more than 90 days?';
    expect(plan(question)[0]?.parameters).toMatchObject({ inactiveSince: '2026-08-23T09:00:00.000Z' });
  });
});

it.each([
  'the auditor comes on Monday: which users have no MFA?',
  'we have a board meeting on Friday. which buckets are public',
])('the occasion of a question is not its period: %s', (question) =>
  expect(classify(question, NOW).timeRange).toBeNull(),
);

describe('two properties at once', () => {
  it.each([
    ['which buckets have no versioning and no lifecycle rules?', { lifecycleRules: '0' }, { versioning: 'Enabled' }],
    ['buckets without versioning or lifecycle rules', { lifecycleRules: '0' }, { versioning: 'Enabled' }],
    ['buckets with versioning but without lifecycle rules', { versioning: 'Enabled', lifecycleRules: '0' }, undefined],
    ['unversioned buckets with access logging', { loggingEnabled: true }, { versioning: 'Enabled' }],
  ])('%s', (question, where, whereNot) => {
    const [call] = plan(question);
    expect(call?.parameters['where']).toEqual(where);
    expect(call?.parameters['whereNot']).toEqual(whereNot);
  });
});

describe('follow-ups', () => {
  it.each([
    [
      ['which roles can be assumed from outside our organisation?', 'which of those are admins?'],
      'iam_roles',
      { admin: true, trustsStrangers: true },
    ],
    [
      ['access keys older than 180 days', 'who owns the oldest one?'],
      'iam_users',
      { order: 'oldest_key', keyOlderThanDays: 180 },
    ],
    [
      ['which security groups expose ssh to the internet?', 'which instances are behind those?'],
      'public_exposure',
      { kind: 'instance', ports: ['22'] },
    ],
    [['delete user svc-old', 'what would break if I did it?'], 'iam_users', { name: 'svc-old' }],
    [['is bucket acme-logs public?', 'who last changed it?'], 'events_list', { resource: 'acme-logs' }],
  ])('%s → %s', (questions, name, parameters) => {
    const [call] = plan(...questions);
    expect(call?.name).toBe(name);
    expect(call?.parameters).toMatchObject(parameters);
  });

  it('the same days of last month end where these do', () => {
    const [call] = plan('how much did we spend so far this month compared with the same days last month?');
    expect(call?.parameters).toMatchObject({
      to: '2026-11-21T00:00:00.000Z',
      earlierFrom: '2026-10-01T00:00:00.000Z',
      earlierTo: '2026-10-21T00:00:00.000Z',
    });
  });
});
