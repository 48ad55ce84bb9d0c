/** The inventory counted by something, and what is certain of somebody's rights, over a stored estate. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT, withTenant } from '../db/tenant.ts';
import { storeCollected } from '../intake/store-collected.ts';
import { createTestDatabase } from '../test/db.ts';
import { CHECKS, onDay, readOn, user } from '../test/estate.ts';
import { computeFact } from './registry.ts';

let database: Database;
const fact = (name: string, parameters: object) =>
  withTenant(database.sql, { tenantId: DEFAULT_TENANT, role: 'chat' }, (sql) =>
    computeFact(
      { sql, tenantId: DEFAULT_TENANT, now: new Date(onDay(20)), scope: { accounts: [], regions: [] } },
      name,
      parameters,
    ),
  );
const holding = (name: string, team: string | null, attachedPolicies: string[], isAdmin = false) => {
  const made = user(name);
  const tags: Record<string, string> = team ? { Team: team } : {};
  return {
    ...made,
    tags,
    attributes: { ...made.attributes, attachedPolicies, inlinePolicies: [], groups: [], isAdmin },
  };
};

beforeAll(async () => {
  database = await createTestDatabase();
  await storeCollected(
    { sql: database.sql, tenantId: DEFAULT_TENANT },
    readOn(1, {
      resources: [
        holding('ada', 'growth', ['AmazonS3ReadOnlyAccess']),
        holding('bob', 'growth', ['own-policy']),
        holding('eve', null, [], true),
        holding('dan', 'search', []),
      ],
    }),
    CHECKS,
  );
});
afterAll(() => database.close());

describe('inventory_by', () => {
  it('counts by team, most first, and by any dimension', async () => {
    const teams = await fact('inventory_by', { type: 'AWS::IAM::User', groupBy: 'team' });
    expect(teams.value).toBe(4);
    expect(teams.rows.map((row) => [row['team'], row['count']])).toEqual([
      ['growth', 2],
      ['no team tag', 1],
      ['search', 1],
    ]);
    for (const groupBy of ['account', 'region', 'owner', 'kind', 'type'])
      expect((await fact('inventory_by', { groupBy })).value).toBe(4);
  });

  it('narrows by tag without regard to case, and turns the order round', async () => {
    expect((await fact('inventory_by', { groupBy: 'team', tag: 'team:growth' })).value).toBe(2);
    const fewest = await fact('inventory_by', { groupBy: 'team', order: 'fewest', limit: 1 });
    expect(fewest.rows).toHaveLength(1);
    expect(fewest.rows[0]!['count']).toBe(1);
  });
});

describe('principal_rights', () => {
  const verdict = async (name: string, action: string) =>
    (await fact('principal_rights', { name, service: 's3', action })).rows[0]?.['verdict'];

  it('is certain of what AWS publishes and of administrators only', async () => {
    expect(await verdict('ada', 'read')).toBe('allowed through AmazonS3ReadOnlyAccess');
    expect(await verdict('ada', 'write')).toBe('unknown');
    expect(await verdict('bob', 'read')).toBe('unknown');
    expect(await verdict('eve', 'write')).toMatch(/^allowed: /);
    expect(await verdict('dan', 'read')).toMatch(/^not by any policy/);
    expect((await fact('principal_rights', { name: 'nobody' })).value).toBe(0);
  });
});
