import { describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { runTimeZones } from '../test/soak/time-zones.ts';
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

  const nextThree = (expression: string, timeZone: string, from: string) => {
    const occurrences = readOccurrences(expression, 'IAM_SCHEDULE', timeZone);
    const times: string[] = [];
    for (let at = new Date(from); times.length < 3; at = new Date(times.at(-1)!))
      times.push(iso(occurrences.next(at))!);
    return times.map((time) => time.slice(5, 16));
  };

  it.each([
    [
      'skipped half an hour',
      '15 2 * * *',
      'Australia/Lord_Howe',
      '2026-10-02',
      ['10-02T15:45', '10-03T15:30', '10-04T15:15'],
    ],
    [
      'repeated half an hour',
      '45 1 * * *',
      'Australia/Lord_Howe',
      '2026-04-03',
      ['04-03T14:45', '04-04T14:45', '04-05T15:15'],
    ],
    [
      'skipped three quarters past',
      '0 3 * * *',
      'Pacific/Chatham',
      '2026-09-25',
      ['09-25T14:15', '09-26T14:00', '09-27T13:15'],
    ],
    [
      'skipped before midnight',
      '30 23 * * *',
      'America/Nuuk',
      '2026-03-28',
      ['03-28T01:30', '03-29T01:00', '03-30T00:30'],
    ],
    [
      'skipped at midnight',
      '0 */6 * * *',
      'Africa/Cairo',
      '2026-04-23T17:00Z',
      ['04-23T22:00', '04-24T03:00', '04-24T09:00'],
    ],
    [
      'two skipped together',
      '0,30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T01:00Z',
      ['03-28T01:30', '03-29T01:00', '03-30T00:00'],
    ],
    [
      'a list, repeated',
      '41 3,11,19 * * *',
      'Europe/Helsinki',
      '2026-10-25',
      ['10-25T00:41', '10-25T09:41', '10-25T17:41'],
    ],
    ['a skipped day', '30 2 * * *', 'Pacific/Apia', '2011-12-29', ['12-29T12:30', '12-30T12:30', '12-31T12:30']],
    ['never changing', '0 0 * * *', 'Asia/Kathmandu', '2026-03-28', ['03-28T18:15', '03-29T18:15', '03-30T18:15']],
  ])('counts a time of day once a day: %s (%s in %s)', (_, expression, timeZone, from, expected) => {
    expect(nextThree(expression, timeZone, from)).toEqual(expected);
  });

  it('goes on evenly through a repeated hour where the hour is any', () => {
    const times = nextThree('30 * * * *', 'Africa/Casablanca', '2026-02-15T00:40Z');
    expect(times).toEqual(['02-15T01:30', '02-15T02:30', '02-15T03:30']);
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

  it('reads every schedule by the clock of SCHEDULE_TIME_ZONE, and that is UTC unless said', () => {
    const from = new Date('2026-07-01T00:00:00Z');
    const next = (environment: Record<string, string>) =>
      iso(
        readSchedules(readConfig({ S3_SCHEDULE: '0 4 * * *', ...environment }))
          .get('s3')!
          .next(from),
      );
    expect(next({})).toBe('2026-07-01T04:00:00.000Z');
    expect(next({ SCHEDULE_TIME_ZONE: 'Europe/Berlin' })).toBe('2026-07-01T02:00:00.000Z');
  });

  it.each(['Europe/Atlantis', '+02:00', 'noon'])('refuses "%s" as a time zone, by the name of the setting', (name) => {
    expect(() => readConfig({ SCHEDULE_TIME_ZONE: name })).toThrow(/SCHEDULE_TIME_ZONE: must be the IANA name/);
  });

  it('makes one UUID of one thing', () => {
    expect(idOf('a', 'b')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOf('a', 'b')).toBe(idOf('a', 'b'));
    expect(idOf('a', 'b')).not.toBe(idOf('a', 'c'));
  });
});

describe('occurrences in every time zone', () => {
  // One in 89 of the cells that `npm run soak` compares, the same in each run.
  it('are those that an oracle counts on the wall', { timeout: 120_000 }, async () => {
    const report = await runTimeZones((cell) => cell % 89 === 7);
    expect(report.violations).toEqual([]);
    expect(report.zones).toBeGreaterThan(400);
    expect(report.cells).toBeGreaterThan(140);
    expect(report.occurrences).toBeGreaterThan(3000);
  });
});
