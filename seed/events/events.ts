import type { CloudTrailEvent } from '../../collectors/collector.ts';
import { normaliseEvent } from '../../collectors/cloudtrail/normalise.ts';
import { ACCOUNT_UIDS } from '../accounts.ts';
import type { AccountName } from '../accounts.ts';
import { DAY, MINUTE, startOfDay } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { changeCalls } from './changes.ts';
import { fleetCalls } from './machines.ts';
import { miningCalls } from './mining.ts';
import { toRecord } from './record.ts';
import { routineCalls } from './routine.ts';

export const EVENT_DAYS = 30;

/** Thirty days of CloudTrail of all three accounts, oldest first: AWS's records through the collector's own normaliser. */
export interface Events {
  /** Those of one account and region after `from` and up to `to`, in milliseconds. */
  between(account: AccountName, region: string, from: number, to: number): CloudTrailEvent[];
  all: readonly CloudTrailEvent[];
}

/** Makes the events once for a clock; only `now` matters. Throws when a record is refused: then the seed is wrong. */
export function createEvents(clock: Clock): Events {
  const from = startOfDay(clock.now) - EVENT_DAYS * DAY;
  const calls = [
    ...miningCalls(clock),
    ...changeCalls(clock),
    ...fleetCalls(clock, from),
    ...routineCalls(clock, from),
  ].filter(({ time }) => time >= from && time <= clock.now - 10 * MINUTE);
  const all = calls
    .toSorted((one, other) => one.time - other.time)
    .map((call) => {
      const normalised = normaliseEvent(toRecord(call));
      if (!normalised.ok) throw new Error(`The demo holds a record that is refused: ${normalised.reason}`);
      return normalised.event;
    });
  return {
    all,
    between(account, region, after, until) {
      const accountUid = ACCOUNT_UIDS[account];
      return all.filter((event) => {
        if (event.accountUid !== accountUid || event.region !== region) return false;
        const time = Date.parse(event.time);
        return time > after && time <= until;
      });
    },
  };
}
