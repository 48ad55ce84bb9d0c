/** When a schedule falls due. croner reads the expression; nothing here keeps a timer. */
import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import { COLLECTORS } from '../../collectors/registry.ts';
import type { CollectorName } from '../../collectors/coverage.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import { createWallClock } from './wall-clock.ts';

export interface Occurrences {
  expression: string;
  timeZone: string;
  /** The latest occurrence at or before `now`; null when there never was one. */
  last(now: Date): Date | null;
  /** The first occurrence after `now`; null when there is none any more. */
  next(now: Date): Date | null;
}

/**
 * Reads a cron expression in a time zone (IANA name). An hour of `*` follows time as it passes: what the clock shows
 * counts, in a repeated hour twice, in a skipped one not at all. Any other hour names times of day, each once a day: a
 * repeated one counts the first time, a skipped one when the clock goes past it. Throws AppError `not_configured` that
 * names `setting`.
 */
export function readOccurrences(expression: string, setting: string, timeZone = 'UTC'): Occurrences {
  try {
    const read = followsTime(expression) ? asTimePasses(expression, timeZone) : asTimesOfDay(expression, timeZone);
    read.next(new Date());
    return { expression, timeZone, ...read };
  } catch (error) {
    throw new AppError(
      'not_configured',
      `${setting} is not a schedule that can be read: write a cron expression such as "*/30 * * * *", or unset it.`,
      { cause: error },
    );
  }
}

/** The hour field is the second of five, the third where seconds come first. */
function followsTime(expression: string): boolean {
  const fields = expression.trim().split(/\s+/);
  const hour = fields.length === 5 ? fields[1] : fields[2];
  return fields[0]?.toLowerCase() === '@hourly' || ['*', '?', '*/1', '0-23'].includes(hour ?? '');
}

type Reading = Pick<Occurrences, 'last' | 'next'>;

function asTimePasses(expression: string, timeZone: string): Reading {
  const cron = new Cron(expression, { timezone: timeZone, paused: true });
  return {
    last: (now) => cron.previousRuns(1, justAfter(now.getTime()))[0] ?? null,
    next: (now) => cron.nextRun(now),
  };
}

/**
 * croner reads the expression on the wall's clock, taken as UTC, where no hour is skipped or repeated; the clock says when
 * that is. (Left to croner, half past eleven at night is lost on the day on which Greenland skips the hour.)
 */
function asTimesOfDay(expression: string, timeZone: string): Reading {
  const cron = new Cron(expression, { timezone: 'UTC', paused: true });
  const clock = createWallClock(timeZone);
  return {
    last: (now) => {
      let wall = cron.previousRuns(1, justAfter(clock.hasShown(now.getTime())))[0];
      for (; wall; wall = cron.previousRuns(1, wall)[0]) {
        const at = clock.reaches(wall.getTime());
        if (at !== null && at <= now.getTime()) return new Date(at);
      }
      return null;
    },
    next: (now) => {
      let wall = cron.nextRun(new Date(clock.shows(now.getTime())));
      for (; wall; wall = cron.nextRun(wall)) {
        const at = clock.reaches(wall.getTime());
        if (at !== null && at > now.getTime()) return new Date(at);
      }
      return null;
    },
  };
}

/** croner looks strictly before its reference, and at whole seconds. */
const justAfter = (time: number) => new Date(Math.floor(time / 1000) * 1000 + 1000);

const SETTINGS: Record<CollectorName, keyof Config> = {
  iam: 'IAM_SCHEDULE',
  s3: 'S3_SCHEDULE',
  ec2: 'EC2_SCHEDULE',
  guardduty: 'GUARDDUTY_SCHEDULE',
  cloudtrail: 'CLOUDTRAIL_SCHEDULE',
  'cost-explorer': 'COST_EXPLORER_SCHEDULE',
};

/** Every collector's schedule: the operator's, else its own; in SCHEDULE_TIME_ZONE. */
export function readSchedules(config: Config): Map<CollectorName, Occurrences> {
  return new Map(
    Object.values(COLLECTORS).map(({ name, schedule }) => {
      const given = config[SETTINGS[name]];
      const expression = typeof given === 'string' ? given : schedule;
      return [name, readOccurrences(expression, SETTINGS[name], config.SCHEDULE_TIME_ZONE)];
    }),
  );
}

/** One id for one thing to do, the same in every process: a queue takes it once. */
export function idOf(...parts: string[]): string {
  const hex = createHash('sha256').update(parts.join('|')).digest('hex');
  // The version and variant digits of a UUID that means nothing but itself (RFC 9562, version 8).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
