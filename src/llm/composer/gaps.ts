/** What the answer does not know: refused, failed and stale reads, in words; never silence. */
import type { AnswerBrief, CoverageSource } from '../../evidence.ts';
import { moment } from './words.ts';

const MOST = 6;

const WORDS: Record<string, string> = {
  denied: 'we are not permitted to read it',
  scp_denied: 'an organisation policy forbids reading it',
  throttled: 'AWS throttled the read',
  region_disabled: 'the region is disabled',
  partial: 'it was read in part only',
  error: 'the read failed',
};

/** One paragraph, or none when everything was read whole and is fresh. */
export function describeGaps({ coverage, evidence }: AnswerBrief): string[] {
  if (['coverage_gaps', 'unverified_findings', 'freshness'].includes(evidence[0]?.factName ?? '')) return [];
  const failed = coverage.sources.filter((source) => WORDS[source.outcome]);
  const stale = coverage.sources.filter((source) => source.stale && !failed.includes(source));
  const lines = [
    ...failed
      .slice(0, MOST)
      .map(
        (source) =>
          `- Not read: ${place(source)}, because ${WORDS[source.outcome]}; what is there is unknown, not absent.`,
      ),
    ...stale
      .slice(0, MOST)
      .map((source) => `- Stale: ${place(source)} was last read well at ${moment(source.asOf ?? 'no time')}.`),
  ];
  const rest = failed.length + stale.length - lines.length;
  if (lines.length === 0) return [];
  return [
    [
      '**What this answer cannot see**',
      '',
      ...lines,
      ...(rest > 0 ? ['- More gaps are on the coverage page.'] : []),
    ].join('\n'),
  ];
}

const place = (source: CoverageSource) =>
  `${source.product} in account ${source.accountUid}${source.region === 'global' ? '' : `, ${source.region}`}`;
