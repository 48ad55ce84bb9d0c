/**
 * A process that is frozen, not dead: SIGSTOP, its lease runs out, another takes over and stores what has changed
 * meanwhile, SIGCONT. What the frozen one had read is old and must not be stored.
 */
import { randomInt } from 'node:crypto';
import { checkRuns, differencesOf, finalTables } from './kills-compare.ts';
import { type ChildTask, startWorker } from './kills-crew.ts';
import { startDemoAws } from './demo-aws.ts';
import { createVersions } from './kills-estate.ts';
import { openPlace } from './kills-place.ts';
import type { FreezePoint } from './kills-trace.ts';

const LEASE_MS = 1000;
/** Far more than a living process on a busy machine is silent inside a transaction. */
const FROZEN_MS = 15_000;
const HOUR_MS = 3_600_000;

export interface ZombieReport {
  point: FreezePoint;
  /**
   * Whether it lived on. Of a transaction that the server has ended the driver (postgres 3.4.9) may learn in the turn
   * in which it writes the next statement, and then ends the process: no harm to the stores, and it is started anew.
   */
  survived: boolean;
  /** Storing transactions of the frozen process that came to nothing. */
  undone: number;
  /** Runs written off by the successor, as `collection_runs` says. */
  interrupted: number;
  rows: number;
  /** What changed after the frozen process went on, and what run records must not say; empty when all is well. */
  differences: string[];
}

/** Freezes a collecting process at `point` on a database of its own on `server`, and lets it go on too late. */
export async function runZombie(server: string, point: FreezePoint, cacheDir: string): Promise<ZombieReport> {
  const start = new Date();
  const aws = await startDemoAws(start);
  const versions = createVersions(aws.snapshots);
  const place = await openPlace(server, '');
  const url = new URL(place.databaseUrl!);
  // A frozen process would hold its rows for the two minutes of `connect`; here the server gives it less.
  url.searchParams.set('idle_in_transaction_session_timeout', String(FROZEN_MS));
  const begin = (stopAt: ChildTask['stopAt']) =>
    startWorker(
      {
        endpoint: aws.endpoint,
        work: [['security', 's3']],
        databaseUrl: url.href,
        dataDir: '',
        leaseMs: LEASE_MS,
        seed: randomInt(2 ** 31),
        stopAt,
      },
      cacheDir,
    );
  const frozen = begin(point);
  const successor = begin(null);
  try {
    for (const worker of [frozen, successor]) {
      worker.send('open');
      await worker.says('open');
    }
    const before = new Date(start.getTime() - HOUR_MS);
    versions.show(1, before);
    frozen.send(`once ${before.toISOString()}`);
    await frozen.says('frozen');
    versions.show(2, start);
    successor.send(`settle ${start.toISOString()}`);
    await successor.says('settled');
    const expected = await place.within(finalTables);
    frozen.goOn();
    const survived = await frozen.says('done').then(
      () => true,
      () => false,
    );
    const left = await place.within(finalTables);
    const records = await place.within(checkRuns);
    return {
      point,
      survived,
      undone: frozen.undone(),
      interrupted: records.interrupted,
      rows: left.length,
      differences: [...records.faults, ...differencesOf(expected, left)],
    };
  } finally {
    await Promise.all([frozen.kill(), successor.kill()]);
    await aws.close();
    await place.remove();
  }
}
