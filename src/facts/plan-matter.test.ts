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
  roles: ['ci-deployer'],
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
