import { describe, expect, test } from 'vitest';
import { readTime } from './time.ts';

const WEDNESDAY = '2026-11-18T09:30:00.000Z';

/** "2026-11-17/2026-11-18"; times of day are shown only where they are not midnight. */
function range(text: string, now = WEDNESDAY): string | null {
  const { timeRange } = readTime(text, now);
  return timeRange && `${short(timeRange.from)}/${short(timeRange.to)}`;
}

function compared(text: string, now = WEDNESDAY): [string | null, string | null] {
  const { timeRange, comparedWith } = readTime(text, now);
  return [
    timeRange && `${short(timeRange.from)}/${short(timeRange.to)}`,
    comparedWith && `${short(comparedWith.from)}/${short(comparedWith.to)}`,
  ];
}

function short(instant: string): string {
  return instant.replace('T00:00:00.000Z', '').replace(':00.000Z', '');
}

const NOW_SHORT = '2026-11-18T09:30';

describe('days and weeks', () => {
  test.each([
    ['on tuesday', '2026-11-17/2026-11-18'],
    ['last tuesday', '2026-11-17/2026-11-18'],
    ['on wednesday', '2026-11-11/2026-11-12'],
    ['tuesday last week', '2026-11-10/2026-11-11'],
    ['yesterday', '2026-11-17/2026-11-18'],
    ['the day before yesterday', '2026-11-16/2026-11-17'],
    ['three days ago', '2026-11-15/2026-11-16'],
    ['today', `2026-11-18/${NOW_SHORT}`],
    ['this week', `2026-11-16/${NOW_SHORT}`],
    ['last week', '2026-11-09/2026-11-16'],
    ['the week before last', '2026-11-02/2026-11-09'],
    ['the week of 5 november', '2026-11-02/2026-11-09'],
    ['two weeks ago', '2026-11-02/2026-11-09'],
    ['week 46', '2026-11-09/2026-11-16'],
    ['over the weekend', '2026-11-14/2026-11-16'],
    ['the last 7 days', `2026-11-11/${NOW_SHORT}`],
    ['past 2 weeks', `2026-11-04/${NOW_SHORT}`],
    ['the past week', `2026-11-11/${NOW_SHORT}`],
    ['past 24 hours', `2026-11-17T09:30/${NOW_SHORT}`],
    ['last 90 minutes', `2026-11-18T08:00/${NOW_SHORT}`],
    ['last night', '2026-11-17T18:00/2026-11-18T06:00'],
    ['tuesday afternoon', '2026-11-17T12:00/2026-11-17T18:00'],
    ['on tuesday between 14:00 and 16:30', '2026-11-17T14:00/2026-11-17T16:30'],
    ['yesterday at 3pm', '2026-11-17T15:00/2026-11-17T16:00'],
  ])('%s', (text, expected) => expect(range(text)).toBe(expected));
});

describe('months, quarters, years', () => {
  test.each([
    ['this month', `2026-11-01/${NOW_SHORT}`],
    ['mtd', `2026-11-01/${NOW_SHORT}`],
    ['month to date', `2026-11-01/${NOW_SHORT}`],
    ['last month', '2026-10-01/2026-11-01'],
    ['in october', '2026-10-01/2026-11-01'],
    ['in december', '2025-12-01/2026-01-01'],
    ['october 2025', '2025-10-01/2025-11-01'],
    ['in may', '2026-05-01/2026-06-01'],
    ['which users may log in', null],
    ['this quarter', `2026-10-01/${NOW_SHORT}`],
    ['last quarter', '2026-07-01/2026-10-01'],
    ['q3', '2026-07-01/2026-10-01'],
    ['q4', `2026-10-01/${NOW_SHORT}`],
    ['q4 2025', '2025-10-01/2026-01-01'],
    ['the second quarter of 2025', '2025-04-01/2025-07-01'],
    ['ytd', `2026-01-01/${NOW_SHORT}`],
    ['in 2025', '2025-01-01/2026-01-01'],
    ['the last 3 months', `2026-08-18/${NOW_SHORT}`],
  ])('%s', (text, expected) => expect(range(text)).toBe(expected));
});

describe('dates and spans', () => {
  test.each([
    ['1 may', '2026-05-01/2026-05-02'],
    ['may 1st', '2026-05-01/2026-05-02'],
    ['on the 3rd of december', '2025-12-03/2025-12-04'],
    ['2026-11-03', '2026-11-03/2026-11-04'],
    ['2026-11-03t14:20', '2026-11-03T14:00/2026-11-03T15:00'],
    ['31.10.2026', '2026-10-31/2026-11-01'],
    ['10/31/2026', '2026-10-31/2026-11-01'],
    ['on the 15th', '2026-11-15/2026-11-16'],
    ['on the 30th', '2026-10-30/2026-10-31'],
    ['31 june', '2026-06-01/2026-07-01'],
    ['between 1 and 7 november', '2026-11-01/2026-11-08'],
    ['nov 3-9', '2026-11-03/2026-11-10'],
    ['from monday to tuesday', '2026-11-16/2026-11-18'],
    ['between september and october', '2026-09-01/2026-11-01'],
    ['since monday', `2026-11-16/${NOW_SHORT}`],
    ['since 1 october', `2026-10-01/${NOW_SHORT}`],
    ['since last week', `2026-11-09/${NOW_SHORT}`],
    ['since the start of the quarter', `2026-10-01/${NOW_SHORT}`],
    ['since 10 days ago', `2026-11-08/${NOW_SHORT}`],
    ['after 10 november', `2026-11-11/${NOW_SHORT}`],
    ['before october', '1970-01-01/2026-10-01'],
    ['for 90 days', null],
    ['right now', null],
  ])('%s', (text, expected) => expect(range(text)).toBe(expected));
});

describe('comparisons', () => {
  test.each([
    ['last week against the week before', '2026-11-09/2026-11-16', '2026-11-02/2026-11-09'],
    ['last week versus the previous week', '2026-11-09/2026-11-16', '2026-11-02/2026-11-09'],
    ['week over week', '2026-11-09/2026-11-16', '2026-11-02/2026-11-09'],
    ['this month than last month', `2026-11-01/${NOW_SHORT}`, '2026-10-01/2026-11-01'],
    ['this month than last', `2026-11-01/${NOW_SHORT}`, '2026-10-01/2026-11-01'],
    ['compare september with october', '2026-10-01/2026-11-01', '2026-09-01/2026-10-01'],
    ['yesterday versus the day before', '2026-11-17/2026-11-18', '2026-11-16/2026-11-17'],
    ['the last 7 days versus the previous 7 days', `2026-11-11/${NOW_SHORT}`, '2026-11-04/2026-11-11'],
    ['october versus the same month last year', '2026-10-01/2026-11-01', '2025-10-01/2025-11-01'],
    ['q3 versus q2', '2026-07-01/2026-10-01', '2026-04-01/2026-07-01'],
    ['more than in september', `2026-11-01/${NOW_SHORT}`, '2026-09-01/2026-10-01'],
    ['more than 90 days', null, null],
  ])('%s', (text, main, earlier) => expect(compared(text)).toEqual([main, earlier]));

  test('"the week before" counts from the period of the turn before', () => {
    const carried = { from: '2026-11-02T00:00:00.000Z', to: '2026-11-09T00:00:00.000Z', label: 'a week' };
    expect(readTime('and the week before?', WEDNESDAY, carried).timeRange).toMatchObject({
      from: '2026-10-26T00:00:00.000Z',
      to: '2026-11-02T00:00:00.000Z',
    });
    const { timeRange, comparedWith } = readTime('compared to the week before?', WEDNESDAY, carried);
    expect(timeRange).toMatchObject({ from: carried.from, to: carried.to });
    expect(comparedWith).toMatchObject({ from: '2026-10-26T00:00:00.000Z', to: carried.from });
  });
});

describe('edges of the calendar', () => {
  test.each([
    ['yesterday', '2028-03-01T00:00:00.000Z', '2028-02-29/2028-03-01'],
    ['29 february', '2026-11-18T09:30:00.000Z', '2024-02-29/2024-03-01'],
    ['last month', '2028-03-31T12:00:00.000Z', '2028-02-01/2028-03-01'],
    ['the last month', '2027-03-31T12:00:00.000Z', '2027-02-01/2027-03-01'],
    ['yesterday', '2027-01-01T00:30:00.000Z', '2026-12-31/2027-01-01'],
    ['last week', '2027-01-03T23:59:59.000Z', '2026-12-21/2026-12-28'],
    ['last week', '2027-01-04T00:00:00.000Z', '2026-12-28/2027-01-04'],
    ['last quarter', '2027-01-15T08:00:00.000Z', '2026-10-01/2027-01-01'],
    ['last year', '2027-01-01T00:00:00.000Z', '2026-01-01/2027-01-01'],
    ['on monday', '2026-11-16T09:00:00.000Z', '2026-11-09/2026-11-10'],
    ['on sunday', '2026-11-15T09:00:00.000Z', '2026-11-08/2026-11-09'],
    ['last week', '2026-11-15T23:00:00.000Z', '2026-11-02/2026-11-09'],
    ['week 53', '2027-02-01T00:00:00.000Z', '2026-12-28/2027-01-04'],
    // Clocks change on 2026-03-29 in Europe and on 2026-11-01 in the United States; UTC days stay 24 hours long.
    ['on sunday', '2026-03-30T00:30:00.000Z', '2026-03-29/2026-03-30'],
    ['yesterday', '2026-11-02T05:00:00.000Z', '2026-11-01/2026-11-02'],
  ])('%s at %s', (text, now, expected) => expect(range(text, now)).toBe(expected));

  test('the first instant of a week has a week, not an empty period', () => {
    expect(range('this week', '2026-11-16T00:00:00.000Z')).toBe('2026-11-16/2026-11-23');
  });
});

test('periods say what they are', () => {
  const label = (text: string) => readTime(text, WEDNESDAY).timeRange?.label;
  expect(label('on tuesday')).toBe('Tuesday, 17 November 2026');
  expect(label('last week')).toBe('the week of 9 November 2026');
  expect(label('since monday')).toBe('since Monday, 16 November 2026');
  expect(label('last 30 days')).toBe('the last 30 days');
  expect(label('this quarter')).toBe('Q4 2026 so far');
  expect(label('between 1 and 7 november')).toBe('1 November 2026 to 7 November 2026');
});
