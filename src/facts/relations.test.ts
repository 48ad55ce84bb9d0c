/** Bonds of the inventory are computed whole: by id, by name, within one account and region, with bounds and limits. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { storeCollected } from '../intake/store-collected.ts';
import { createTestDatabase } from '../test/db.ts';
import { ACCOUNT, CHECKS, onDay, readOn, user } from '../test/estate.ts';
import { computeFact } from './registry.ts';

let database: Database;
const fact = (name: string, parameters: object, scope: object = {}) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, (sql) =>
    computeFact(
      {
        sql,
        tenantId: DEFAULT_TENANT,
        now: new Date(onDay(20)),
        scope: { accounts: [], regions: [], ...scope },
      },
      name,
      parameters,
    ),
  );
const namesOf = async (type: string, parameters: object, scope: object = {}) =>
  (await fact('resources', { type: `AWS::EC2::${type}`, ...parameters }, scope)).rows.map((row) => row['name']);

const thing = (kind: string, type: string, id: string, attributes: object, region = 'eu-west-1', tags = {}) => ({
  ...user(id),
  uid: `arn:aws:ec2:${region}:${ACCOUNT}:${kind}/${id}`,
  type: `AWS::EC2::${type}`,
  service: 'ec2' as const,
  region,
  attributes,
  tags,
});

beforeAll(async () => {
  database = await createTestDatabase();
  await storeCollected(
    { sql: database.sql, tenantId: DEFAULT_TENANT },
    readOn(1, {
      resources: [
        thing('instance', 'Instance', 'i-run', { state: 'running', securityGroups: ['sg-1', 'sg-2'], vpcId: 'vpc-1' }),
        thing('instance', 'Instance', 'i-stop', {
          state: 'stopped',
          stoppedAt: onDay(1),
          securityGroups: ['sg-1'],
          vpcId: 'vpc-1',
        }),
        thing('volume', 'Volume', 'vol-a', { attachedTo: 'i-run', encrypted: true, sizeGiB: 600 }),
        thing('volume', 'Volume', 'vol-b', { attachedTo: 'i-stop', encrypted: false, sizeGiB: 500 }, 'eu-west-1', {
          team: 'data',
        }),
        // The same id elsewhere is another thing.
        thing('volume', 'Volume', 'vol-c', { attachedTo: 'i-stop', encrypted: false, sizeGiB: 8 }, 'us-east-1'),
        thing('volume', 'Volume', 'vol-d', { attachedTo: null, encrypted: false, sizeGiB: null }),
        thing('security-group', 'SecurityGroup', 'sg-1', { openToInternetPorts: ['22'], attachedTo: 2 }),
        thing('security-group', 'SecurityGroup', 'sg-2', { openToInternetPorts: [], attachedTo: 1 }),
        thing('security-group', 'SecurityGroup', 'sg-3', { openToInternetPorts: ['22'], attachedTo: 0 }),
        thing('vpc', 'VPC', 'vpc-1', {}),
        thing('vpc', 'VPC', 'vpc-2', {}),
        {
          ...thing('x', 'y', 'x', {}),
          uid: `arn:aws:iam::${ACCOUNT}:user/ada`,
          type: 'AWS::IAM::User',
          name: 'ada',
          attributes: { isAdmin: false, groups: ['finance'], attachedPolicies: [], inlinePolicies: [] },
        },
        {
          ...thing('x', 'y', 'x', {}),
          uid: `arn:aws:iam::${ACCOUNT}:user/bob`,
          type: 'AWS::IAM::User',
          name: 'bob',
          attributes: { isAdmin: false, groups: [], attachedPolicies: ['own-policy'], inlinePolicies: [] },
        },
        {
          ...thing('x', 'y', 'x', {}),
          uid: `arn:aws:iam::${ACCOUNT}:group/finance`,
          type: 'AWS::IAM::Group',
          name: 'finance',
          attributes: { attachedPolicies: ['Billing'], inlinePolicies: [] },
        },
      ],
    }),
    CHECKS,
  );
});
afterAll(() => database.close());

describe('things by others', () => {
  it('by what the other is like, in the same region only', async () => {
    expect(await namesOf('Volume', { related: { to: 'instance', least: 1, where: { state: 'stopped' } } })).toEqual([
      'vol-b',
    ]);
    expect(await namesOf('Instance', { related: { to: 'volume', least: 1, where: { encrypted: false } } })).toEqual([
      'i-stop',
    ]);
  });
  it('by how many', async () => {
    expect(await namesOf('Instance', { related: { to: 'security_group', least: 2 } })).toEqual(['i-run']);
    expect(await namesOf('SecurityGroup', { related: { to: 'instance', most: 0 } })).toEqual(['sg-3']);
    expect(await namesOf('Instance', { related: { to: 'security_group', least: 1, where: { open: true } } })).toEqual([
      'i-run',
      'i-stop',
    ]);
  });
  it('ordered by it, with the count in the row', async () => {
    const { rows } = await fact('resources', {
      type: 'AWS::EC2::VPC',
      related: { to: 'instance', least: 0, order: 'most' },
    });
    expect(rows.map((row) => [row['name'], row['instances']])).toEqual([
      ['vpc-1', 2],
      ['vpc-2', 0],
    ]);
  });
});

describe('limits of the inventory', () => {
  it('sizes, and those whose size nobody read are told', async () => {
    const { value, notes } = await fact('resources', { type: 'AWS::EC2::Volume', sizeGib: { least: 500.001 } });
    expect(value).toBe(1);
    expect(notes.join(' ')).toMatch(/1 more could not be read/);
  });
  it('how long an instance has stood still', async () => {
    expect(await namesOf('Instance', { stoppedForDays: 10 })).toEqual(['i-stop']);
    expect(await namesOf('Instance', { stoppedForDays: 30 })).toEqual([]);
  });
  it('what is left out: regions, tags and names', async () => {
    expect(await namesOf('Volume', {}, { withoutRegions: ['eu-west-1'] })).toEqual(['vol-c']);
    expect(await namesOf('Volume', { notTag: ['team:data'], notNames: ['vol-a'] })).toEqual(['vol-d', 'vol-c']);
  });
  it('exposure beside use and tags', async () => {
    const open = async (parameters: object) =>
      (await fact('public_exposure', { kind: 'security_group', ...parameters })).rows.map((row) => row['name']);
    expect(await open({ unused: true })).toEqual(['sg-3']);
    expect(await open({ withoutTag: 'owner', notNames: ['sg-3'] })).toEqual(['sg-1']);
  });
});

describe('who may use a service', () => {
  it('counts what is certain, through groups too, and says of how many it is unknown', async () => {
    const { rows, value, notes } = await fact('service_access', { service: 'billing' });
    expect(value).toBe(1);
    expect(rows).toMatchObject([{ name: 'ada', through: 'Billing' }]);
    expect(notes.join(' ')).toMatch(/of 1 more it is unknown/);
  });
});
