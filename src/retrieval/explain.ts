/** Says what retrieval did, in the shape that the plan shows: what was kept by which arms, and what just missed. */
import type { Retrieved } from './hybrid.ts';

export interface RetrievalExplanation {
  embedder: 'titan' | 'local' | null;
  fallbackReason: string | null;
  tookMs: number;
  kept: { label: string; title: string; score: number; arms: string[] }[];
  nearMisses: { title: string; score: number }[];
}

/** `labelOf` gives the citation label of a finding uid; without one the uid stands in its place. */
export function explainRetrieval(
  retrieved: Retrieved,
  labelOf: (findingUid: string) => string | undefined = () => undefined,
): RetrievalExplanation {
  const { embedder, fallbackReason, tookMs } = retrieved;
  return {
    embedder,
    fallbackReason,
    tookMs,
    kept: retrieved.findings.map(({ findingUid, title, score, arms }) => ({
      label: labelOf(findingUid) ?? findingUid,
      title,
      score,
      arms: [...arms],
    })),
    nearMisses: retrieved.nearMisses.map(({ title, score }) => ({ title, score })),
  };
}
