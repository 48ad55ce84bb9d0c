import { beforeAll, describe, expect, it } from 'vitest';
import { runStreams, type StreamsReport } from './streams.ts';

/** Samples of what `npm run soak` counts in full; times are the bench's business. */
describe('a stream that is cut, submitted many times, stopped and killed', () => {
  let report: StreamsReport;
  beforeAll(async () => {
    report = await runStreams({
      seed: 20_261_121,
      cuts: 12,
      kills: 2,
      rounds: 3,
      width: 20,
      stops: 2,
      slowReaders: 0,
      server: process.env['TEST_DATABASE_URL'] ?? null,
    });
  }, 600_000);

  it('is the same after every cut, byte for byte', () => {
    expect(report.cuts.differences).toEqual([]);
    expect(report.cuts.cuts).toBeGreaterThan(0);
  });

  it('makes one answer and one upstream call of twenty simultaneous submits', () => {
    expect(report.submits).toEqual({ rounds: 3, submits: 60, differences: [] });
  });

  it('is stopped from any process, upstream too', () => {
    expect(report.stops.differences).toEqual([]);
    expect(report.stops.tookMs).toHaveLength(2);
  });

  it('keeps what it was, marked interrupted, when its server is killed', () => {
    expect(report.kills.differences).toEqual([]);
    expect(report.kills.answers + report.kills.escaped).toBe(4);
  });
});
