/**
 * Puts the arms' candidates in one order and keeps the best. Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009),
 * with two changes. Ranks are counted in checks, not findings, so that two hundred copies of one check do not push the next
 * check to rank 201; and each further copy of a check counts less, so that twelve places are not twelve copies.
 */
import type { Candidate } from './arms.ts';
import type { Scope } from './scope.ts';

export type ArmName = 'local' | 'titan' | 'lexical' | 'named' | 'severity' | 'time' | 'unverified';

export interface Fused {
  candidate: Candidate;
  /** 1 is the best of this question; only the order means something. */
  score: number;
  /** Arms that found it near their top. */
  arms: ArmName[];
}

/** How much an arm is trusted. A name in the question beats everything said about it. */
const WEIGHT: Record<ArmName, number> = {
  titan: 1.3,
  local: 1,
  lexical: 0.7,
  named: 4,
  severity: 1.5,
  time: 0.8,
  unverified: 3,
};
/** Flatness of the rank curve: rank 1 counts 1/11, rank 10 half of that. */
const RANK_OFFSET = 10;
/** Ranks further down count for nothing: the arm did not find it, it was only measured with it. */
const DEEPEST_RANK = 30;
/** Cosines below say nothing (measured: unrelated texts reach 0.06, weakly related ones begin near 0.1). */
const LEAST_SIMILARITY = { local: 0.08, titan: 0.1 };
/** What each further copy of a check keeps of its score. */
const PER_COPY = 0.85;
const PREFERRED_SERVICE = 1.25;
const CLOSED = 0.6;
const UNREAD = 0.5;
/** Per step from informational to fatal: a nudge when all else is equal, more when the question asks for the worst. */
const PER_SEVERITY = { usually: 0.03, worst: 0.15 };
/** "What changed?" asks by time before anything else. */
const TIME_FIRST = 5;
/** "Biggest risk right now" is near to nothing in particular: likeness to it says little. */
const WITHOUT_WORDS = 0.25;

export interface Wishes {
  /**
   * `worst`: the question asks for the worst of something. `alone`: for the worst of all, without words to search by;
   * severity is then an arm of its own.
   */
  severity: 'usually' | 'worst' | 'alone';
  /** The question is about what happened in its time, not about something that lies in that time. */
  timeFirst: boolean;
  /** The question asks what could not be read. */
  wantsUnverified: boolean;
  preferredServices: Scope['preferredServices'];
}

/** The best `limit` and, after them, the ones that just missed (at most `missed`). Deterministic for the same input. */
export function fuse(
  candidates: Candidate[],
  wishes: Wishes,
  limit: number,
  missed = 5,
): { kept: Fused[]; nearMisses: Fused[] } {
  const ranks = armRanks(candidates, wishes);
  const scored = candidates.map((candidate) => scoreOf(candidate, ranks, wishes)).filter(({ score }) => score > 0);
  const chosen = diversify(scored, limit + missed);
  const best = chosen[0]?.score ?? 1;
  const relative = chosen.map((fused) => ({ ...fused, score: Math.round((fused.score / best) * 1_000) / 1_000 }));
  return { kept: relative.slice(0, limit), nearMisses: relative.slice(limit) };
}

type Ranks = Map<ArmName, Map<string, number>>;

/** Per arm: check id → rank, 1 for the check whose best finding is best. */
function armRanks(candidates: Candidate[], { severity, wantsUnverified }: Wishes): Ranks {
  const measures: [ArmName, (candidate: Candidate) => number | null][] = [
    ['local', ({ local }) => atLeast(local, LEAST_SIMILARITY.local)],
    ['titan', ({ titan }) => atLeast(titan, LEAST_SIMILARITY.titan)],
    ['lexical', ({ lexical }) => lexical],
    ['named', ({ named }) => (named ? 1 : null)],
    ['severity', ({ severityId }) => (severity === 'alone' ? severityId : null)],
    ['time', ({ inRange, severityId }) => (inRange ? severityId : null)],
    ['unverified', ({ unverified }) => (wantsUnverified && unverified ? 1 : null)],
  ];
  return new Map(measures.map(([arm, measure]) => [arm, checkRanks(candidates, measure)]));
}

function atLeast(value: number | null, least: number): number | null {
  return value !== null && value >= least ? value : null;
}

/** Equal scores share a rank, so that an arm which cannot tell two checks apart does not pretend to. */
function checkRanks(candidates: Candidate[], measure: (candidate: Candidate) => number | null): Map<string, number> {
  const best = new Map<string, number>();
  for (const candidate of candidates) {
    const value = measure(candidate);
    if (value !== null) best.set(candidate.checkId, Math.max(value, best.get(candidate.checkId) ?? -Infinity));
  }
  const ranks = new Map<string, number>();
  let previous = { value: NaN, rank: 0 };
  [...best]
    .toSorted(([, left], [, right]) => right - left)
    .forEach(([check, value], index) => {
      previous = value === previous.value ? previous : { value, rank: index + 1 };
      ranks.set(check, previous.rank);
    });
  return ranks;
}

function scoreOf(candidate: Candidate, ranks: Ranks, wishes: Wishes): Fused {
  const { preferredServices, severity, timeFirst } = wishes;
  const arms: ArmName[] = [];
  let points = 0;
  for (const [arm, byCheck] of ranks) {
    const rank = byCheck.get(candidate.checkId);
    if (rank === undefined || rank > DEEPEST_RANK || !isFoundBy(arm, candidate)) continue;
    // Time alone is no answer to a question about something else; its arm comes after those of meaning and words.
    if (arm === 'time' && !timeFirst && arms.length === 0) continue;
    arms.push(arm);
    points += (trust(arm, wishes) * WEIGHT[arm]) / (RANK_OFFSET + rank);
  }
  const preferred = preferredServices.some((service) => service === candidate.service) ? PREFERRED_SERVICE : 1;
  const open = candidate.statusId <= 2 ? 1 : CLOSED;
  const known = candidate.unread && !wishes.wantsUnverified ? UNREAD : 1;
  const grave = 1 + PER_SEVERITY[severity === 'usually' ? 'usually' : 'worst'] * candidate.severityId;
  return { candidate, arms, score: points * preferred * open * known * grave };
}

function trust(arm: ArmName, { severity, timeFirst }: Wishes): number {
  if (arm === 'time') return timeFirst ? TIME_FIRST : 1;
  return severity === 'alone' && BY_CONTENT.has(arm) ? WITHOUT_WORDS : 1;
}

const BY_CONTENT: ReadonlySet<ArmName> = new Set(['local', 'titan', 'lexical']);

/** A check's rank is its best finding's; a copy must still have been found itself. */
function isFoundBy(arm: ArmName, candidate: Candidate): boolean {
  if (arm === 'named') return candidate.named;
  if (arm === 'time') return candidate.inRange;
  if (arm === 'unverified') return candidate.unverified;
  if (arm === 'severity') return true;
  return candidate[arm] !== null && (arm === 'lexical' || candidate[arm] >= LEAST_SIMILARITY[arm]);
}

/** Takes the best again and again; what has copies among the taken counts less, unless the question named it. */
function diversify(scored: Fused[], count: number): Fused[] {
  const byCheck = Map.groupBy(scored, ({ candidate }) => candidate.checkId);
  const queues = [...byCheck.values()].map((copies) => copies.toSorted(byScoreThenCloseness));
  const taken: Fused[] = [];
  const copies = new Map<string, number>();
  while (taken.length < count) {
    let best: { queue: Fused[]; score: number } | null = null;
    for (const queue of queues) {
      const head = queue[0];
      if (!head) continue;
      const factor = head.candidate.named ? 1 : PER_COPY ** (copies.get(head.candidate.checkId) ?? 0);
      const score = head.score * factor;
      if (!best || score > best.score || (score === best.score && isBefore(head, best.queue[0]!)))
        best = { queue, score };
    }
    if (!best) break;
    const head = best.queue.shift()!;
    taken.push({ ...head, score: best.score });
    copies.set(head.candidate.checkId, (copies.get(head.candidate.checkId) ?? 0) + 1);
  }
  return taken;
}

/** Within a check: score, then likeness to the question (a name, a place or a tag tells copies apart), then uid. */
function byScoreThenCloseness(left: Fused, right: Fused): number {
  return (
    right.score - left.score ||
    closeness(right.candidate) - closeness(left.candidate) ||
    (isBefore(left, right) ? -1 : 1)
  );
}

function closeness({ titan, local, lexical }: Candidate): number {
  return (titan ?? 0) + (local ?? 0) + (lexical ?? 0);
}

function isBefore(left: Fused, right: Fused): boolean {
  return left.candidate.findingUid < right.candidate.findingUid;
}
