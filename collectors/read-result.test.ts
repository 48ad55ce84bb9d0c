import { describe, expect, it } from 'vitest';
import { createRecorder, readApi, readPages, type CoverageRecorder } from './read-result.ts';

const API = { api: 's3:GetBucketAcl', permission: 's3:GetBucketAcl' };

function aws(name: string, status: number): Error {
  return Object.assign(new Error('raw text'), { name, $metadata: { httpStatusCode: status } });
}

function recorder(signal: AbortSignal = new AbortController().signal): CoverageRecorder {
  return createRecorder({ product: 's3', accountUid: '123456789012', region: 'eu-west-1', signal });
}

const fails = (name: string, status: number) => () => Promise.reject(aws(name, status));

describe('readApi', () => {
  it('keeps a value and counts it', async () => {
    const coverage = recorder();
    expect(await readApi(coverage, API, () => Promise.resolve([1, 2]))).toEqual({ ok: true, value: [1, 2] });
    expect(coverage.entries()).toMatchObject([{ api: API.api, outcome: 'ok', items: 2, truncated: false }]);
    expect(coverage.entries()[0]).not.toHaveProperty('permission');
  });

  it('takes a code of "not configured" for null, not for a failure', async () => {
    const coverage = recorder();
    const read = await readApi(
      coverage,
      { ...API, notConfigured: ['NoSuchBucketPolicy'] },
      fails('NoSuchBucketPolicy', 404),
    );
    expect(read).toEqual({ ok: true, value: null });
    expect(coverage.entries()).toMatchObject([{ outcome: 'ok', items: 0 }]);
  });

  it('keeps a failure as data, with the permission and no raw text', async () => {
    const coverage = recorder();
    const read = await readApi(coverage, API, fails('AccessDenied', 403));
    expect(read).toMatchObject({ ok: false, outcome: 'denied', errorCode: 'AccessDenied', permission: API.permission });
    expect(JSON.stringify([read, coverage.entries()])).not.toContain('raw text');
  });

  it.each([
    [[], ['AccessDenied', 'AccessDenied'], 'denied'],
    [[1], ['AccessDenied'], 'partial'],
    [[], ['AccessDenied', 'AccessDenied', 'SlowDown'], 'denied'],
  ])('joins calls on many resources into one row: %j and %j is %s', async (values, errors, outcome) => {
    const coverage = recorder();
    for (const value of values) await readApi(coverage, API, () => Promise.resolve(value));
    for (const name of errors) await readApi(coverage, API, fails(name, 403));
    expect(coverage.entries()).toHaveLength(1);
    expect(coverage.entries()[0]).toMatchObject({ outcome, permission: API.permission });
  });

  it('gives up a call that never ends when the deadline is over, and makes no further one', async () => {
    const deadline = new AbortController();
    const coverage = recorder(deadline.signal);
    const hung = readApi(coverage, API, () => new Promise<never>(() => undefined));
    deadline.abort();
    expect(await hung).toMatchObject({ ok: false, errorCode: 'DeadlineExceeded' });
    let called = false;
    await readApi(coverage, API, () => {
      called = true;
      return Promise.resolve(1);
    });
    expect(called).toBe(false);
  });

  it('takes a call that throws before it begins like any other', async () => {
    const read = await readApi(recorder(), API, () => {
      throw new TypeError('a bug');
    });
    expect(read).toMatchObject({ ok: false, outcome: 'error', errorCode: 'TypeError' });
  });
});

describe('readPages', () => {
  const pages =
    (count: number, failAt = Infinity) =>
    (token: string | undefined) => {
      const page = Number(token ?? 0);
      if (page === failAt) return Promise.reject(aws('InternalFailure', 500));
      return Promise.resolve({
        items: [page * 2, page * 2 + 1],
        next: page + 1 < count ? String(page + 1) : undefined,
      });
    };
  const pick = (page: { items: number[]; next: string | undefined }) => page;

  it('reads every page and reports progress', async () => {
    const seen: number[] = [];
    const coverage = createRecorder({
      product: 's3',
      accountUid: '123456789012',
      region: 'eu-west-1',
      signal: new AbortController().signal,
      onProgress: ({ items }) => seen.push(items),
    });
    const { items, failure } = await readPages(coverage, API, pages(3), pick);
    expect(items).toEqual([0, 1, 2, 3, 4, 5]);
    expect(failure).toBeNull();
    expect(seen).toEqual([2, 4, 6]);
    expect(coverage.entries()).toMatchObject([{ outcome: 'ok', items: 6, truncated: false }]);
  });

  it('keeps what came before a failure, as partial and truncated', async () => {
    const coverage = recorder();
    const { items, failure } = await readPages(coverage, API, pages(3, 1), pick);
    expect(items).toEqual([0, 1]);
    expect(failure).toMatchObject({ outcome: 'partial', errorCode: 'InternalFailure' });
    expect(failure!.detail).toMatch(/^Only the first 2 items were read\. /);
    expect(coverage.entries()).toMatchObject([{ outcome: 'partial', truncated: true, items: 2 }]);
  });

  it('is not partial when nothing came', async () => {
    const coverage = recorder();
    const { failure } = await readPages(coverage, API, pages(3, 0), pick);
    expect(failure).toMatchObject({ outcome: 'error' });
    expect(coverage.entries()).toMatchObject([{ outcome: 'error', truncated: false }]);
  });

  it.each([
    ['a repeated token', {}, () => Promise.resolve({ items: [1], next: 'same' }), 'RepeatedPageToken'],
    ['too many pages', { maxPages: 2 }, pages(9), 'TooManyPages'],
  ])('ends on %s instead of going on for ever', async (_, options, fetchPage, errorCode) => {
    const coverage = recorder();
    const { failure } = await readPages(coverage, { ...API, ...options }, fetchPage, pick);
    expect(failure).toMatchObject({ outcome: 'partial', errorCode });
    expect(coverage.entries()).toMatchObject([{ truncated: true }]);
  });
});
