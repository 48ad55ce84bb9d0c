/** What the answer does not know: refused, failed and stale reads, in words; never silence. */
import type { AnswerBrief, CoverageSource } from '../../evidence.ts';
import { cite, listed, moment, quoted, sentence } from './words.ts';

const MOST = 6;

const WORDS: Record<string, string> = {
  denied: 'we are not permitted to read it',
  scp_denied: 'an organisation policy forbids reading it',
  throttled: 'AWS throttled the read',
  region_disabled: 'the region is disabled',
  error: 'the read failed',
};

/** One paragraph, or none when everything was read whole and is fresh. */
export function describeGaps({ coverage, evidence }: AnswerBrief): string[] {
  if (['coverage_gaps', 'unverified_findings', 'freshness'].includes(evidence[0]?.factName ?? '')) return [];
  const partial = coverage.sources.filter((source) => source.outcome === 'partial');
  const failed = coverage.sources.filter((source) => WORDS[source.outcome]);
  // What AWS refuses is not old; beside a refusal, "stale" is said of what may be read and was not.
  const stale = coverage.sources.filter((source) => source.stale && (!failed.includes(source) || source.refused));
  const source = cite(evidence.find((item) => item.factName === 'coverage'));
  const lines = [
    ...failed
      .slice(0, MOST)
      .map(
        (gap) =>
          `- Not read: ${refusedOf(gap)}${place(gap)}, because ${WORDS[gap.outcome]}${missing(gap)}; what is there is unknown, not absent. ${source}`,
      ),
    ...partial
      .slice(0, MOST)
      .map((gap) => `- Read in part: ${place(gap)}. ${gap.detail ? `${sentence(gap.detail)} ` : ''}${source}`),
    ...stale
      .slice(0, MOST)
      .map(
        (gap) =>
          `- Stale: ${place(gap)} was ${gap.asOf ? `last read whole at ${moment(gap.asOf)}` : 'never read whole'}. ${source}`,
      ),
  ];
  const rest = failed.length + partial.length + stale.length - lines.length;
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

const refusedOf = ({ refused }: CoverageSource) =>
  refused?.length ? `${listed(refused.slice(0, MOST).map(({ api }) => quoted(api)))} of ` : '';

function missing({ refused }: CoverageSource): string {
  const permissions = [...new Set((refused ?? []).flatMap(({ permission }) => (permission ? [permission] : [])))];
  return permissions.length > 0 ? ` (missing permission: ${permissions.slice(0, MOST).map(quoted).join(', ')})` : '';
}

const place = (source: CoverageSource) =>
  `${source.product} in account ${source.accountUid}${source.region === 'global' ? '' : `, ${source.region}`}`;
