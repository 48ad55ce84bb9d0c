/** What the page knows of the estate as a whole: its clock, accounts, counts, freshness, demo or not. */
import { createContext, createSignal, onCleanup, useContext, type Accessor } from 'solid-js';
import type { StatusReport } from '../../src/http/api.ts';
import { type ApiError, asApiError, sendForJson } from '../wire/request.ts';

export interface Estate {
  report: Accessor<StatusReport | null>;
  problem: Accessor<ApiError | null>;
  /** The estate's now, ms; it ticks each half minute. In a demo it may be far from the wall clock. */
  nowMs: Accessor<number>;
  /** The wall clock, ms, ticking alike: for what happened here rather than in the estate. */
  wallMs: Accessor<number>;
  /** `production (111122223333)`, or the number alone. */
  accountWords(accountUid: string): string;
  accountName(accountUid: string): string;
  refresh(): Promise<void>;
}

export const EstateContext = createContext<Estate>();

/** The estate of the app; throws outside it. */
export function useEstate(): Estate {
  const estate = useContext(EstateContext);
  if (estate === undefined) throw new Error('useEstate needs an EstateContext above it');
  return estate;
}

const TICK_MS = 30_000;
const REFRESH_EVERY_TICKS = 4;

/** Reads `/api/status` now and every two minutes while the page is seen. */
export function createEstate(): Estate {
  const [report, setReport] = createSignal<StatusReport | null>(null);
  const [problem, setProblem] = createSignal<ApiError | null>(null);
  const [wallMs, setWallMs] = createSignal(Date.now());
  const [aheadMs, setAheadMs] = createSignal(0);
  let ticks = 0;

  async function refresh(): Promise<void> {
    try {
      const read = await sendForJson<StatusReport>('/api/status');
      setAheadMs(new Date(read.now).getTime() - Date.now() || 0);
      setWallMs(Date.now());
      setReport(read);
      setProblem(null);
    } catch (error) {
      setProblem(asApiError(error));
    }
  }

  const timer = setInterval(() => {
    setWallMs(Date.now());
    ticks += 1;
    if (!document.hidden && (ticks % REFRESH_EVERY_TICKS === 0 || problem() !== null)) void refresh();
  }, TICK_MS);
  onCleanup(() => clearInterval(timer));
  void refresh();

  const accountName = (uid: string): string =>
    report()?.accounts.find(({ accountUid }) => accountUid === uid)?.name ?? uid;
  return {
    report,
    problem,
    nowMs: () => wallMs() + aheadMs(),
    wallMs,
    accountName,
    accountWords: (uid) => (accountName(uid) === uid ? uid : `${accountName(uid)} (${uid})`),
    refresh,
  };
}
