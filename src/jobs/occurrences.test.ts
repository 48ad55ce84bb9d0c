import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { idOf, readOccurrences, readSchedules } from './occurrences.ts';

const iso = (date: Date | null) => date?.toISOString() ?? null;

describe('occurrences', () => {
  it.each([
    ['2026-01-01T10:04:59.999Z', '2026-01-01T10:00:00.000Z', '2026-01-01T10:05:00.000Z'],
    ['2026-01-01T10:05:00.000Z', '2026-01-01T10:05:00.000Z', '2026-01-01T10:10:00.000Z'],
    ['2026-01-01T10:05:00.500Z', '2026-01-01T10:05:00.000Z', '2026-01-01T10:10:00.000Z'],
  ])('at %s the last was %s and the next is %s', (now, last, next) => {
    const occurrences = readOccurrences('*/5 * * * *', 'IAM_SCHEDULE');
    expect(iso(occurrences.last(new Date(now)))).toBe(last);
    expect(iso(occurrences.next(new Date(now)))).toBe(next);
  });

  it('keeps the hour of the place over daylight saving', () => {
    const occurrences = readOccurrences('0 9 * * *', 'IAM_SCHEDULE', 'Europe/Berlin');
    expect(iso(occurrences.next(new Date('2026-03-28T12:00:00Z')))).toBe('2026-03-29T07:00:00.000Z');
    expect(iso(occurrences.last(new Date('2026-03-28T12:00:00Z')))).toBe('2026-03-28T08:00:00.000Z');
  });

  it('has none before its year', () => {
    const occurrences = readOccurrences('0 0 0 1 1 * 2099', 'IAM_SCHEDULE');
    expect(occurrences.last(new Date('2026-01-01T00:00:00Z'))).toBeNull();
  });

  it('refuses what croner cannot read, by the name of the setting', () => {
    expect(() => readSchedules(readConfig({ EC2_SCHEDULE: 'whenever' }))).toThrow(/EC2_SCHEDULE is not a schedule/);
  });

  it('takes the operator’s schedule, else the collector’s own', () => {
    const schedules = readSchedules(readConfig({ COST_EXPLORER_SCHEDULE: '0 5 * * *' }));
    expect(schedules.get('cost-explorer')?.expression).toBe('0 5 * * *');
    expect(schedules.get('iam')?.expression).toBe('7 * * * *');
  });

  it('makes one UUID of one thing', () => {
    expect(idOf('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOf('a', 'b')).toBe(idOf('a', 'b'));
    expect(idOf('a', 'b')).not.toBe(idOf('a', 'c'));
  });
});
