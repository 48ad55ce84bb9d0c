import { describe, expect, it } from 'vitest';
import { classify } from '../intent/classify.ts';
import { unheeded } from './narrowing.ts';
import { planFacts } from './plan.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const KNOWN = {
  accounts: [
    { uid: '111122223333', name: 'production' },
    { uid: '444455556666', name: 'staging' },
  ],
  users: ['tomas.lindqvist'],
  roles: ['ci-deployer', 'agency-brightpath-read'],
  buckets: ['acme-flow-logs'],
  instances: ['jenkins'],
};

function lead(question: string, ...before: string[]) {
  const previous = before.map((turn) => classify(turn, NOW, [], KNOWN));
  const intent = classify(question, NOW, previous, KNOWN);
  const calls = planFacts(intent, new Date(NOW));
  return { calls, call: calls[0]!, left: calls[0] ? unheeded(calls[0], intent) : [] };
}

describe('findings are asked for by what they are about', () => {
  it.each([
    ['did GuardDuty find crypto mining, and on which machine?', { services: ['guardduty'], matching: /bitcoin/ }],
    ['which instances are mining bitcoin?', { matching: /bitcoin/ }],
    ['has GuardDuty detected any port scans this month', { services: ['guardduty'], matching: /portprobe/ }],
    ['did anyone try to brute force our servers', { matching: /brute/ }],
    ['did GuardDuty see anything on our machines', { services: ['guardduty'], classUid: 2004 }],
    ['are there secrets or passwords in user data', { matching: /data/ }],
    ['which launch templates have credentials in their user data?', { matching: /data/ }],
  ])('%s', (question, parameters) => {
    const { call, left } = lead(question);
    expect(call.name).toBe('findings');
    const { matching, ...rest } = parameters as { matching?: RegExp };
    expect(call.parameters).toMatchObject(rest);
    if (matching) expect(call.parameters['matching']).toMatch(matching);
    expect(left).toEqual([]);
  });
  it('the groups of an instance are those attached to it', () => {
    for (const question of ['what security groups does jenkins have', 'which volumes are attached to jenkins'])
      expect(lead(question).call).toMatchObject({ name: 'resources', parameters: { instance: 'jenkins' } });
  });

  it('who should fix them asks for the owners of all that was found', () => {
    for (const question of ['and who should fix them?', 'who has to fix those?', 'who should fix all of them'])
      expect(lead(question, 'which critical findings have been open the longest').call).toMatchObject({
        name: 'findings',
        parameters: { severities: ['critical'], groupBy: 'owner' },
      });
  });

  it('leaves money and enablement alone', () => {
    expect(lead('what did crypto mining cost us').call.name).not.toBe('findings');
    expect(lead('is malware protection of GuardDuty enabled everywhere').call.name).toBe('service_enabled');
  });
});

describe('what is asked leads, and nothing that was not', () => {
  it.each([
    // The inventory knows a price or a bound of it; the whole bill is no answer.
    [
      'how many snapshots do we have and what do they cost',
      ['resources', 'cost_total'],
      1,
      { services: ['EBS snapshots'] },
    ],
    ['how many buckets do we have and what do they cost', ['resources', 'cost_total'], 1, { services: ['Amazon S3'] }],
    ['did GuardDuty find crypto mining, and who owns that machine?', ['findings'], 0, { services: ['guardduty'] }],
    ['which GuardDuty findings are about exfiltration?', ['findings'], 0, { services: ['guardduty'], classUid: 2004 }],
    ['how many open findings name acme-flow-logs?', ['findings'], 0, { resource: 'acme-flow-logs' }],
    [
      'was CloudTrail logging switched off at any time this month?',
      ['events_list', 'resources'],
      0,
      { succeeded: true },
    ],
    ['does our password policy meet CIS?', ['findings'], 0, { checkPattern: 'password', framework: 'cis' }],
    ['were there any failed console logins since Monday?', ['events_list'], 0, { errors: 'any' }],
    ['are we going to go over budget this month?', ['cost_forecast', 'cost_total'], 0, {}],
    ['how much could we save by switching gp2 volumes to gp3?', ['savings'], 0, { checkPattern: 'gp2_volume' }],
    ['how much are we paying for untagged resources?', ['resource_costs', 'cost_total'], 0, { withoutTag: '*' }],
    [
      'show me security groups that let the internet reach port 22, with the instances behind them',
      ['public_exposure', 'public_exposure'],
      1,
      { kind: 'instance', ports: ['22'] },
    ],
    ['which of our buckets hold personal data and are public?', ['public_exposure'], 0, { sensitive: true }],
    ['who created the security group wizard-3?', ['events_list', 'findings'], 0, { resource: 'wizard-3' }],
    ['show me high GuardDuty findings from the last 14 days', ['findings'], 0, { since: '2026-11-07T00:00:00.000Z' }],
    ['are there any findings about log4j?', ['findings'], 0, { matching: 'log4j' }],
    ['which roles does the agency Brightpath have?', ['iam_roles'], 0, { names: ['agency-brightpath-read'] }],
    ['has anyone assumed deploy-prod-x recently?', ['events_list', 'iam_roles'], 0, { resource: 'deploy-prod-x' }],
  ] as const)('%s', (question, names, at, parameters) => {
    const { calls } = lead(question);
    expect(calls.map(({ name }) => name)).toEqual(names);
    expect(calls[at]?.parameters).toMatchObject(parameters);
  });

  it('what grew the most is told of periods of one length', () => {
    const { call } = lead('which account grew the most in cost compared to last month?');
    const { from, to, earlierFrom, earlierTo } = call.parameters as Record<string, string>;
    expect(Date.parse(to!) - Date.parse(from!)).toBe(Date.parse(earlierTo!) - Date.parse(earlierFrom!));
  });
});

describe('what is asked of is what is told of', () => {
  it.each([
    ['which trails log data events?', 'resources', { type: 'AWS::CloudTrail::Trail' }, ['data events']],
    ['which trails do we have', 'resources', { type: 'AWS::CloudTrail::Trail' }, []],
    ['which IAM policies are not attached to anything?', 'resources', { where: { attachmentCount: '0' } }, []],
    ['list users tagged team growth', 'iam_users', { tag: 'team:growth' }, []],
    ['do we have instances without a key pair?', 'resources', { type: 'AWS::EC2::Instance' }, ['key pairs']],
    ['what does jenkins cost', 'resources', { uid: 'jenkins' }, []],
    ['what did we pay for support in October?', 'cost_total', { services: ['AWS Support'] }, []],
    ['is there a GuardDuty finding for jenkins?', 'findings', { services: ['guardduty'], resource: 'jenkins' }, []],
    ['cost of us-east-1 against eu-west-1 last month', 'cost_total', { groupBy: ['region'] }, []],
    ['which buckets does tomas.lindqvist write to?', 'resources', {}, ['the name tomas.lindqvist']],
    ['list security groups nobody uses', 'public_exposure', {}, ['whether they are used']],
    ['which instances have admin rights?', 'resources', {}, ['the rights that they have']],
    ['which users logged in from a new country?', 'events_list', { names: ['ConsoleLogin'] }, []],
  ] as const)('%s', (question, name, parameters, unheard) => {
    const { call, left } = lead(question);
    expect(call.name).toBe(name);
    expect(call.parameters).toMatchObject(parameters);
    expect(left).toEqual(unheard);
  });
});
