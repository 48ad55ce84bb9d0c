import { describe, expect, it } from 'vitest';
import type { CoverageEntryReport } from '../../src/http/api.ts';
import { rowsOf, wantingRows } from './coverage-rows.ts';

const NOW = Date.parse('2026-11-20T09:30:00Z');

const entry = (api: string, more: Partial<CoverageEntryReport> = {}): CoverageEntryReport => ({
  product: 's3',
  accountUid: '1',
  region: 'global',
  api,
  outcome: 'ok',
  items: 1,
  truncated: false,
  startedAt: '2026-11-20T09:00:00Z',
  finishedAt: '2026-11-20T09:00:00Z',
  lastOkAt: '2026-11-20T09:00:00Z',
  errorCode: null,
  permission: null,
  detail: null,
  ...more,
});

const wanting = (entries: CoverageEntryReport[], targetMinutes: number | null = 60) =>
  wantingRows(rowsOf(entries, targetMinutes, NOW));

describe('wantingRows', () => {
  it('leaves out what is good and in time', () => {
    expect(wanting([entry('a'), entry('b', { outcome: 'region_disabled' })])).toEqual([]);
  });

  it('tells calls of one place and one fate together', () => {
    const denied = { outcome: 'denied', detail: 'Not allowed.', lastOkAt: null } as const;
    const rows = wanting([
      entry('a', { ...denied, permission: 's3:A' }),
      entry('b', { ...denied, permission: 's3:B', items: 2 }),
      entry('c', { ...denied, accountUid: '2' }),
      entry('d', { ...denied, detail: 'Otherwise.' }),
    ]);
    expect(rows.map(({ apis }) => apis)).toEqual([['a', 'b'], ['c'], ['d']]);
    expect(rows[0]).toMatchObject({ items: 3, permissions: ['s3:A', 's3:B'], lastOkAt: null });
  });

  it('does not let the name of a call keep it apart', () => {
    const denied = (api: string) =>
      entry(api, { outcome: 'denied', detail: `${api} could not be read: access was denied.` });
    const rows = wanting([denied('s3:A'), denied('s3:B')]);
    expect(rows).toEqual([expect.objectContaining({ apis: ['s3:A', 's3:B'], detail: 'Access was denied.' })]);
  });

  it('calls stale what is older than its target, by its own last good read', () => {
    const old = entry('old', { lastOkAt: '2026-11-20T08:00:00Z' });
    expect(wanting([old, entry('fresh')])).toEqual([expect.objectContaining({ apis: ['old'], stale: true })]);
    expect(wanting([old], null)).toEqual([]);
  });

  it('keeps the oldest good read of a group', () => {
    const cut = { truncated: true } as const;
    const rows = wanting([entry('a', cut), entry('b', { ...cut, lastOkAt: '2026-11-20T08:50:00Z' })]);
    expect(rows).toEqual([expect.objectContaining({ apis: ['a', 'b'], lastOkAt: '2026-11-20T08:50:00Z' })]);
  });
});
