import { describe, expect, it } from 'vitest';

import { classify } from '../intent/classify.ts';
import { planFacts } from './plan.ts';

const NOW = '2026-11-19T10:00:00.000Z';
const detailsOf = (question: string) => classify(question, NOW).details;
const firstFact = (question: string) => planFacts(classify(question, NOW), new Date(NOW))[0];

describe('details', () => {
  it.each([
    ['any console users without mfa?', { consoleAccess: true }],
    ['users that never logged in', { neverUsed: true }],
    ['which users have two active keys', { minActiveKeys: 2 }],
    ['old access keys', { old: true }],
    ['access keys older than 180 days', {}],
    ['how many instances are running', { state: 'running' }],
    ['instances with public ips', { publicAddress: true }],
    ['security groups open to the internet on port 22', { ports: ['22'] }],
    ['is rdp open to the internet anywhere', { ports: ['3389'] }],
    ['which instances still allow IMDSv1', { imdsv1: true }],
    ['failed console logins yesterday', { failed: true }],
    ['are we pci compliant', { framework: 'pci4' }],
    ['how many lambda functions do we have?', { notCollected: ['Lambda functions'] }],
    ['what did we spend on RDS last month', {}],
    ['who deleted the lambda function', {}],
    ['which IAM users have no MFA?', {}],
  ])('%s', (question, details) => expect(detailsOf(question)).toEqual(details));
});

describe('the first fact', () => {
  it.each([
    ['which instances still allow IMDSv1', 'resources', { where: { imdsv2Required: false } }],
    ['instances that require IMDSv2', 'resources', { where: { imdsv2Required: true } }],
    ['did anyone use the root user in the last 30 days?', 'events_by', { principal: 'root' }],
    ['which roles can be assumed from outside our accounts?', 'iam_roles', { trustsOtherAccounts: true }],
    ['which team spends the most on idle or forgotten storage?', 'savings', { groupBy: 'team' }],
    ['old access keys', 'iam_users', { keyOlderThanDays: 90, ageAssumed: true }],
    ['old snapshots', 'resources', { olderThanDays: 90, ageAssumed: true }],
    ['how many users dont use two factor', 'iam_users', { mfa: false }],
    ['which s3 buckets does team payments own', 'resources', { tag: 'team:payments' }],
    ['findings of the growth team', 'findings', { tag: 'team:growth' }],
    ['how many guardduty findings, by severity', 'findings', { groupBy: 'severity' }],
    ['new critical findings since yesterday', 'changes_since', { change: 'opened', severities: ['critical'] }],
    ['what caused the cost jump last week?', 'cost_spike', { from: '2026-11-09T00:00:00.000Z' }],
    ['how many lambda functions do we have?', 'collected', {}],
  ])('%s → %s', (question, name, parameters) => {
    const call = firstFact(question);
    expect(call?.name).toBe(name);
    expect(call?.parameters).toMatchObject(parameters);
  });

  it('a silence without a period is an assumption, one with a period is not', () => {
    expect(firstFact('unused roles')?.parameters).toMatchObject({ silenceAssumed: true });
    expect(firstFact('who has not logged in for 60 days')?.parameters).not.toHaveProperty('silenceAssumed');
  });
});
