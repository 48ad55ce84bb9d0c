/** Ordinary days: deployments, nightly backups, log streams, people at work. Most of what a trail holds. */
import type { AccountName, RegionName } from '../accounts.ts';
import { BUILD_ADDRESS, CI_ROLE, OFFICE_ADDRESS } from '../cast.ts';
import { DAY, HOUR, MINUTE, startOfDay } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { hasMfa } from '../identity/credentials.ts';
import { USERS } from '../identity/people.ts';
import { createRandom, hexOf } from '../random.ts';
import type { Random } from '../random.ts';
import { AGENTS, signIn } from './record.ts';
import type { Call } from './record.ts';
import { HUMAN_TASKS, MACHINE_TASKS, PIPELINE_STEPS } from './tasks.ts';
import type { MachineTask } from './tasks.ts';

/** Every ordinary call from a midnight until now. */
export function routineCalls(clock: Clock, from: number): Call[] {
  const days = Math.ceil((clock.now - from) / DAY);
  return Array.from({ length: days }, (_, index) => startOfDay(from) + index * DAY).flatMap((midnight) => {
    const isWeekend = [0, 6].includes(new Date(midnight).getUTCDay());
    return [
      ...MACHINE_TASKS.flatMap((task) => machineCalls(task, midnight, isWeekend)),
      ...deployments('production', midnight, isWeekend ? 1 : 3),
      ...deployments('staging', midnight, isWeekend ? 0 : 4),
      ...people(clock, midnight, isWeekend),
    ];
  });
}

function machineCalls(task: MachineTask, midnight: number, isWeekend: boolean): Call[] {
  const { source, name, caller, account, region, perDay, hours = [0, 23], agent, address, request, readOnly } = task;
  const random = createRandom(`machine|${account}|${region}|${caller.kind}|${name}|${midnight}`);
  const count = Math.round(perDay * (isWeekend ? (task.weekend ?? 1) : 1));
  return Array.from({ length: count }, (_, nth) => ({
    time: midnight + random.between(hours[0] * 3600, hours[1] * 3600 + 3599) * 1000,
    account,
    region,
    source,
    name,
    caller,
    address: address ?? `${source}.amazonaws.com`,
    agent: agent ?? `${source}.amazonaws.com`,
    nth,
    ...(readOnly ? { readOnly } : {}),
    ...(request ? { request: request(random, nth) } : {}),
    ...throttledNow(task, random),
  }));
}

/** A busy caller meets the API's limits now and then. */
function throttledNow({ throttled }: MachineTask, random: Random): Pick<Call, 'error'> {
  return throttled && random.chance(throttled)
    ? { error: { code: 'ThrottlingException', message: 'Rate exceeded' } }
    : {};
}

/** A build assumes the role and rolls a service: five to seven calls within minutes. */
function deployments(account: AccountName, midnight: number, count: number): Call[] {
  return Array.from({ length: count }, (_, index) => {
    const random = createRandom(`deploy|${account}|${midnight}|${index}`);
    const start = midnight + 8 * HOUR + random.between(0, 8 * 3600) * 1000;
    const service = random.pick(['storefront', 'checkout', 'orders', 'pricing', 'returns', 'search']);
    const session = `gha-${service}-${parseRun(hexOf(`${account}|${midnight}|${index}`, 8))}`;
    const region: RegionName = account === 'production' && random.chance(0.25) ? 'eu-west-1' : 'us-east-1';
    return PIPELINE_STEPS.map(({ source, name, request }, step) => ({
      time: start + step * 23_000 + random.between(0, 9) * 1000,
      account,
      region,
      source,
      name,
      caller: { kind: 'role' as const, name: CI_ROLE, session },
      address: BUILD_ADDRESS,
      agent: AGENTS.actions,
      request: request(service),
    }));
  }).flat();
}

function parseRun(hex: string): number {
  return 9_100_000_000 + (Number.parseInt(hex, 16) % 99_000_000);
}

function people(clock: Clock, midnight: number, isWeekend: boolean): Call[] {
  return USERS.filter((row) => row.password?.lastLogin !== undefined && isRegular(row.password.lastLogin)).flatMap(
    (row) => {
      const random = createRandom(`person|${row.account}|${row.name}|${midnight}`);
      if (random.chance(isWeekend ? 0.95 : 0.42)) return [];
      const start = midnight + 7 * HOUR + random.between(0, 150) * MINUTE;
      const mfa = hasMfa(row, { ...clock, at: start });
      const tasks = Array.from({ length: random.between(2, 5) }, (_, index): Call => {
        const task = random.pick(HUMAN_TASKS);
        return {
          time: start + random.between(4, 500) * MINUTE,
          account: row.account,
          region: random.chance(0.8) ? 'us-east-1' : 'eu-west-1',
          source: task.source,
          name: task.name,
          caller: { kind: 'user', name: row.name, console: { mfa } },
          address: OFFICE_ADDRESS,
          agent: AGENTS.console,
          nth: index,
          request: task.request(random),
          ...(random.chance(0.03)
            ? {
                error: {
                  code: 'AccessDenied',
                  message: `User ${row.name} is not authorized to perform ${task.source}:${task.name}`,
                },
              }
            : {}),
        };
      });
      // Sign-ins with a password alone are told of elsewhere; here they would only repeat themselves.
      return mfa ? [signIn(row.account, row.name, start, { mfa, address: OFFICE_ADDRESS }), ...tasks] : tasks;
    },
  );
}

/** Signs in every few days. */
function isRegular(lastLogin: number | 'now' | 'lastQuarter' | null): boolean {
  return lastLogin === 'now' || (typeof lastLogin === 'number' && lastLogin < 7);
}
