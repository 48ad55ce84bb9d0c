/** When a schedule falls due. croner reads the expression; nothing here keeps a timer. */
import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import { COLLECTORS } from '../../collectors/registry.ts';
import type { CollectorName } from '../../collectors/collector.ts';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';

export interface Occurrences {
  expression: string;
  /** The latest occurrence at or before `now`; null when there never was one. */
  last(now: Date): Date | null;
  /** The first occurrence after `now`; null when there is none any more. */
  next(now: Date): Date | null;
}

/** Reads a cron expression in a time zone (IANA name). Throws AppError `not_configured` that names `setting`. */
export function readOccurrences(expression: string, setting: string, timeZone = 'UTC'): Occurrences {
  let cron: Cron;
  try {
    cron = new Cron(expression, { timezone: timeZone, paused: true });
    cron.nextRun();
  } catch (error) {
    throw new AppError(
      'not_configured',
      `${setting} is not a schedule that can be read: write a cron expression such as "*/30 * * * *", or unset it.`,
      { cause: error },
    );
  }
  return {
    expression,
    // croner looks strictly before its reference, and at whole seconds.
    last: (now) => cron.previousRuns(1, new Date(Math.floor(now.getTime() / 1000) * 1000 + 1000))[0] ?? null,
    next: (now) => cron.nextRun(now),
  };
}

const SETTINGS: Record<CollectorName, keyof Config> = {
  iam: 'IAM_SCHEDULE',
  s3: 'S3_SCHEDULE',
  ec2: 'EC2_SCHEDULE',
  guardduty: 'GUARDDUTY_SCHEDULE',
  cloudtrail: 'CLOUDTRAIL_SCHEDULE',
  'cost-explorer': 'COST_EXPLORER_SCHEDULE',
};

/** Every collector's schedule: the operator's, else its own; UTC. */
export function readSchedules(config: Config): Map<CollectorName, Occurrences> {
  return new Map(
    Object.values(COLLECTORS).map(({ name, schedule }) => {
      const given = config[SETTINGS[name]];
      return [name, readOccurrences(typeof given === 'string' ? given : schedule, SETTINGS[name])];
    }),
  );
}

/** One id for one thing to do, the same in every process: a queue takes it once. */
export function idOf(...parts: string[]): string {
  const hex = createHash('sha256').update(parts.join('|')).digest('hex');
  // The version and variant digits of a UUID that means nothing but itself (RFC 9562, version 8).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
