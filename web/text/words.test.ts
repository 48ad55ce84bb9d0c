import { describe, expect, it } from 'vitest';
import { coverageWarnings, freshnessByProduct } from '../chat/coverage-words.ts';
import { evidenceName, valueWords } from '../evidence/evidence-words.ts';
import { cellWords, columnsOf, isNumeric, type Row, sortRows } from '../evidence/row-values.ts';
import { frameworkReferences } from '../evidence/framework-references.ts';
import { readRoute } from '../shell/router.ts';
import { toCsv } from './csv.ts';
import { formatAge, formatDuration, formatInstant, formatUsd, plural } from './figures.ts';
import { showNameSafely, showSafely } from './show-safely.ts';
import { columnWords } from './words.ts';

describe('figures', () => {
  it('say money to the cent, and small money to its figures', () => {
    expect([1204.221, 0, -3.5, 0.00042, 12_000].map((usd) => formatUsd(usd))).toEqual([
      '$1,204.22',
      '$0.00',
      '-$3.50',
      '$0.00042',
      '$12,000.00',
    ]);
    expect(formatUsd(0.015732, true)).toBe('$0.0157');
  });

  it('say time', () => {
    const now = Date.parse('2026-11-20T09:30:00Z');
    expect(formatAge('2026-11-20T09:18:00Z', now)).toBe('12 min ago');
    expect(formatAge('2026-11-19T02:30:00Z', now)).toBe('31 h ago');
    expect(formatAge('2026-11-15T09:30:00Z', now)).toBe('5 days ago');
    expect(formatAge('2026-11-20T09:30:05Z', now)).toBe('just now');
    expect([412, 3140, 125_000].map(formatDuration)).toEqual(['412 ms', '3.1 s', '2 min 5 s']);
    expect(formatInstant('2026-11-20T09:18:00Z')).toBe('20 Nov 2026, 09:18 UTC');
    expect(formatInstant('2026-11-20')).toBe('20 Nov 2026');
    expect(formatInstant('never')).toBe('never');
    expect([plural(1, 'finding'), plural(1204, 'finding')]).toEqual(['1 finding', '1,204 findings']);
  });
});

describe('names', () => {
  it('show what cannot be seen, and leave writing systems and emoji alone', () => {
    expect(showNameSafely('a\u202eb\u2066c\u200bd\u0000e\nf\tg\u00adh\u{e0041}')).toBe(
      'a⟨U+202E⟩b⟨U+2066⟩c⟨U+200B⟩d⟨U+0000⟩e⟨U+000A⟩f⟨U+0009⟩g⟨U+00AD⟩h⟨U+E0041⟩',
    );
    expect(showSafely('naïve 雪 שלום 👩‍💻 ❤️ 1\u202f204\n\tx')).toBe('naïve 雪 שלום 👩‍💻 ❤️ 1\u202f204\n\tx');
  });

  it('make words of columns', () => {
    expect(['lastUsedDays', 'cost_usd', 'hasMfa', 'userArn'].map(columnWords)).toEqual([
      'last used days',
      'cost USD',
      'has MFA',
      'user ARN',
    ]);
  });
});

describe('csv', () => {
  it('quotes what needs it, and disarms formulas', () => {
    const rows: Row[] = [
      { name: '=cmd|x', note: 'a "b", c', cost: -3.5 },
      { name: '+1', note: null, cost: 2 },
      { name: '@x' },
    ];
    expect(toCsv(['name', 'note', 'cost'], rows)).toBe(
      'name,note,cost\r\n\'=cmd|x,"a ""b"", c",-3.5\r\n\'+1,,2\r\n\'@x,,\r\n',
    );
  });
});

describe('rows', () => {
  const rows: Row[] = [
    { user: 'b10', days: 2 },
    { user: 'b9', days: null, extra: 'x' },
    { user: 'a', days: 31 },
  ];

  it('know their columns and which are figures', () => {
    expect(columnsOf(rows)).toEqual(['user', 'days', 'extra']);
    expect([isNumeric(rows, 'days'), isNumeric(rows, 'user'), isNumeric(rows, 'none')]).toEqual([true, false, false]);
  });

  it('sort by number, by natural order of names, empty cells last either way', () => {
    const by = (column: string, direction: 'ascending' | 'descending') =>
      sortRows(rows, { column, direction }).map(({ user }) => user);
    expect(by('user', 'ascending')).toEqual(['a', 'b9', 'b10']);
    expect(by('days', 'ascending')).toEqual(['b10', 'a', 'b9']);
    expect(by('days', 'descending')).toEqual(['a', 'b10', 'b9']);
    expect(sortRows(rows, null)).toBe(rows);
  });

  it('show cells in words', () => {
    expect(cellWords('monthlyCost', 12.5)).toBe('$12.50');
    expect(['cost', 'monthly_cost_usd'].map((column) => cellWords(column, 12.5, 'CNY'))).toEqual([
      'CNY\u00a012.50',
      '$12.50',
    ]);
    expect(cellWords('cost', 12.5, 'no currency')).toBe('12.5');
    expect([cellWords('a', null), cellWords('a', true), cellWords('a', 1204)]).toEqual(['–', 'yes', '1,204']);
    expect(cellWords('lastUsed', '2026-05-17T09:30:00.000Z')).toBe('17 May 2026, 09:30 UTC');
  });
});

describe('evidence', () => {
  const item = { label: 'Q1', kind: 'fact', title: 'Title', asOf: '2026-11-20T09:00:00Z' } as const;

  it('says its value', () => {
    expect(valueWords({ ...item, value: 12, denominator: 45, unit: 'IAM users' })).toBe('12 of 45 IAM users');
    expect(valueWords({ ...item, value: 1204.2, unit: 'USD' })).toBe('$1,204.20');
    expect(valueWords({ ...item, value: 2057, unit: 'USD above usual' })).toBe('$2,057.00 above usual');
    const cost = { ...item, kind: 'cost' } as const;
    expect(valueWords({ ...cost, value: 5, unit: 'CNY above usual' })).toBe('CNY\u00a05.00 above usual');
    expect(valueWords({ ...item, value: 5, unit: 'API reads' })).toBe('5 API reads');
    expect(valueWords(item)).toBeNull();
    expect(evidenceName({ ...item, value: 0, unit: 'buckets' })).toBe('Title, 0 buckets');
  });
});

describe('coverage', () => {
  const source = { asOf: '2026-11-20T09:00:00Z', outcome: 'ok', stale: false, region: 'global' };

  it('is as old as its oldest part', () => {
    const sources = [
      { ...source, product: 'iam', accountUid: '1' },
      { ...source, product: 'iam', accountUid: '2', asOf: '2026-11-19T09:00:00Z', stale: true },
      { ...source, product: 's3', accountUid: '1', asOf: null },
    ];
    expect(freshnessByProduct(sources)).toEqual([{ words: 'IAM', asOf: '2026-11-19T09:00:00Z', stale: true }]);
  });

  it('warns once per product and outcome', () => {
    const denied = { ...source, product: 'guardduty', outcome: 'denied', asOf: null, accountUid: '1' };
    const sources = ['a', 'b', 'c', 'd'].map((region) => ({ ...denied, region }));
    const words = (count: number) => coverageWarnings(sources.slice(0, count), () => 'staging').map((one) => one.words);
    expect(words(1)).toEqual(['not permitted in a (staging)']);
    expect(words(4)).toEqual(['not permitted in 4 places']);
    expect(coverageWarnings([{ ...denied, outcome: 'ok' }], (uid) => uid)).toEqual([]);
  });
});

describe('framework references', () => {
  it('read every shape that checks use', () => {
    expect(frameworkReferences({ cis6: ['2.15', '2.16'], soc2: 2, attack: 1 })).toEqual([
      'CIS AWS 6.0: 2.15, 2.16',
      'SOC 2: 2 requirements',
      'MITRE ATT&CK: 1 requirement',
    ]);
    expect(frameworkReferences({ standards: ['CIS 1.10', 'PCI 8.4'] })).toEqual(['CIS 1.10', 'PCI 8.4']);
    expect(frameworkReferences({ requirements: [{ framework: 'CIS', id: '1.10' }] })).toEqual(['CIS 1.10']);
    expect(frameworkReferences({ empty: [], none: null })).toEqual([]);
    expect(frameworkReferences(undefined)).toEqual([]);
  });
});

describe('routes', () => {
  it('are read from the address', () => {
    expect(readRoute('/')).toEqual({ page: 'chat', sessionId: null });
    expect(readRoute('/s/a%20b')).toEqual({ page: 'chat', sessionId: 'a b' });
    expect(readRoute('/s/%E0%A4%A')).toEqual({ page: 'chat', sessionId: '%E0%A4%A' });
    expect([readRoute('/providers'), readRoute('/coverage/'), readRoute('/x')].map(({ page }) => page)).toEqual([
      'providers',
      'coverage',
      'not-found',
    ]);
  });
});
