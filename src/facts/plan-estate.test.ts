import { describe, expect, it } from 'vitest';
import { classify } from '../intent/classify.ts';
import { unheeded } from './narrowing.ts';
import { planStrangers } from './plan-estate.ts';
import { planFacts } from './plan.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const KNOWN = {
  accounts: [
    { uid: '111122223333', name: 'production' },
    { uid: '444455556666', name: 'staging' },
  ],
  users: ['tomas.lindqvist'],
  roles: ['ci-deployer', 'OrganizationAccountAccessRole'],
  buckets: ['acme-flow-logs'],
  instances: ['jenkins'],
};

function lead(question: string) {
  const intent = classify(question, NOW, [], KNOWN);
  const calls = planFacts(intent, new Date(NOW));
  return { calls, call: calls[0], left: calls[0] ? unheeded(calls[0], intent) : [] };
}

describe('questions of the estate itself', () => {
  it.each([
    ['list the trails and say whether they log in all regions', 'resources', { type: 'AWS::CloudTrail::Trail' }],
    ['list our trails and whether they are multi region', 'resources', { type: 'AWS::CloudTrail::Trail' }],
    ["what's in ap-southeast-2 and who put it there?", 'inventory_by', { groupBy: 'type' }],
    ['what do we have in eu-west-1', 'inventory_by', { groupBy: 'type' }],
    [
      'show me everything tagged environment=staging in the production account',
      'inventory_by',
      { groupBy: 'type', tag: 'environment=staging' },
    ],
    ['what resources are tagged team=data', 'inventory_by', { tag: 'team=data' }],
    [
      'who assumed OrganizationAccountAccessRole or an admin role last week',
      'events_list',
      { to: '2026-11-16T00:00:00.000Z' },
    ],
    ['has anybody assumed ci-deployer recently?', 'events_list', { resource: 'ci-deployer' }],
    [
      'which IP addresses called us most this week',
      'events_by',
      { groupBy: 'address', from: '2026-11-16T00:00:00.000Z' },
    ],
    ['where do most of our API calls come from', 'events_by', { groupBy: 'address' }],
  ] as const)('%s', (question, name, parameters) => {
    const { call, left } = lead(question);
    expect(call?.name).toBe(name);
    expect(call?.parameters).toMatchObject(parameters);
    expect(call?.parameters['where']).toBeUndefined();
    expect(left).toEqual([]);
  });

  it('tells who put it there beside what is there', () => {
    const { calls } = lead("what's in ap-southeast-2 and who put it there?");
    expect(calls[1]).toMatchObject({ name: 'events_list', parameters: { succeeded: true } });
  });

  it('of buckets that a stranger may read, the findings on their policies come first', () => {
    const intent = classify('which buckets can account 999988887777 read', NOW, [], KNOWN);
    expect(planStrangers(intent, ['999988887777']).map(({ name }) => name)).toEqual(['findings', 'outside_access']);
    const wide = classify('what can account 999988887777 do here', NOW, [], KNOWN);
    expect(planStrangers(wide, ['999988887777']).map(({ name }) => name)).toEqual(['outside_access']);
  });

  it('says which addresses it cannot tell apart', () => {
    expect(lead('which IP addresses outside our office called us most this week').left.join()).toMatch(/your office/);
  });

  it('what is wrong there, who may take a role on and who signed in are other questions', () => {
    expect(lead('what is wrong in ap-southeast-2').call?.name).not.toBe('inventory_by');
    expect(lead('who can assume ci-deployer').call?.name).not.toBe('events_list');
    expect(lead('who logged in to the console in all regions this week').call?.parameters['names']).toEqual([
      'ConsoleLogin',
    ]);
  });
});
