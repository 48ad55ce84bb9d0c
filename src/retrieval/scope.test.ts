import { describe, expect, it } from 'vitest';
import type { Entity, Intent } from '../intent/intent.ts';
import { both, scopeOf } from './scope.ts';

const intent = (parts: Partial<Intent> = {}): Intent => ({
  kind: 'list',
  services: [],
  entities: [],
  severities: [],
  states: [],
  timeRange: null,
  comparedWith: null,
  groupBy: [],
  subject: null,
  topics: [],
  negated: false,
  limit: null,
  thresholdDays: null,
  inherited: [],
  reason: '',
  ...parts,
});
const scope = (parts: Partial<Intent> = {}, request = {}) => scopeOf('tenant', intent(parts), request);
const entity = (type: Entity['type'], value: string): Entity => ({ type, value });

describe('filters', () => {
  it('are none for a plain question, but open findings only', () => {
    expect(scope()).toMatchObject({
      accounts: null,
      regions: null,
      services: null,
      severityIds: null,
      statusIds: [1, 2],
    });
  });

  it('are what the question names', () => {
    const named = scope({
      severities: ['critical', 'high'],
      entities: [entity('region', 'eu-west-1'), entity('account', 'production')],
    });
    expect(named).toMatchObject({ severityIds: [5, 4], regions: ['eu-west-1'], saidAccounts: ['production'] });
  });

  it('never reach beyond the request', () => {
    const asked = scope({ entities: [entity('region', 'eu-west-1')] }, { regions: ['us-east-1'], accounts: ['1'] });
    expect(asked).toMatchObject({ regions: [], accounts: ['1'] });
  });

  it('leave services that the question speaks of to the order: causes cross services', () => {
    expect(scope({ services: ['cost-explorer'] })).toMatchObject({
      services: null,
      preferredServices: ['cost-explorer'],
    });
    expect(scope({}, { services: ['ec2'] })).toMatchObject({ services: ['ec2'] });
  });

  it.each([
    [undefined, [], null],
    [[], ['a'], ['a']],
    [['a'], [], ['a']],
    [['a', 'b'], ['b', 'c'], ['b']],
    [['a'], ['b'], []],
  ])('combine %j with %j to %j', (allowed, said, expected) => {
    expect(both(allowed, said)).toEqual(expected);
  });
});

describe('states', () => {
  it.each([
    [{ states: ['resolved'] }, [4]],
    [{ states: ['open', 'resolved'] }, [1, 2, 4]],
    [{ states: ['suppressed'] }, [3]],
    [{ kind: 'change' }, [1, 2, 4]],
    [{ kind: 'lookup' }, [1, 2]],
    [{ kind: 'lookup', entities: [entity('bucket', 'exports')] }, [1, 2, 3, 4, 5]],
    [{ states: ['unverified'] }, [1, 2]],
  ] as [Partial<Intent>, number[]][])('%j asks for %j', (parts, statusIds) => {
    expect(scope(parts).statusIds).toEqual(statusIds);
  });
});

describe('names and time', () => {
  it('names are what bears one, tags in both spellings; places and services are not', () => {
    const { names } = scope({
      entities: [
        entity('user', 'alice'),
        entity('tag', 'team:payments'),
        entity('region', 'eu-west-1'),
        entity('account', 'production'),
        entity('aws_service', 'Amazon S3'),
      ],
    });
    expect(names).toEqual(['alice', 'team=payments', 'team:payments']);
  });

  it('time draws in what happened in it, but not when the question asks what did not', () => {
    const timeRange = { from: '2026-11-17', to: '2026-11-18', label: 'Tuesday' };
    expect(scope({ timeRange }).timeRange).toEqual({ from: '2026-11-17', to: '2026-11-18' });
    expect(scope({ timeRange, negated: true }).timeRange).toBeNull();
    expect(scope({ timeRange, topics: ['inactive'] }).timeRange).toBeNull();
    expect(scope({ timeRange, kind: 'cost' }).timeRange).toBeNull();
  });
});
