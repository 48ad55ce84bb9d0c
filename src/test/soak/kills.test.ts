import { describe, expect, it } from 'vitest';
import { runKills } from './kills.ts';

describe('collecting processes killed at random moments', () => {
  it('leave what an undisturbed run leaves', { timeout: 600_000 }, async () => {
    const report = await runKills({
      seed: 11,
      kills: 3,
      server: process.env['TEST_DATABASE_URL'] ?? null,
      accounts: ['security'],
      collectors: ['s3', 'guardduty'],
    });
    expect(report.differences).toEqual([]);
    expect(report.rows).toBeGreaterThan(100);
    expect(report.kills + report.escaped).toBe(3);
  });
});
