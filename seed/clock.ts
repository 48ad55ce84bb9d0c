export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Two instants, in milliseconds: the demo's today, and the moment at which the estate is looked at. */
export interface Clock {
  now: number;
  at: number;
  story: Story;
}

/** When the things that happened in the estate happened; all lie before `now`. */
export interface Story {
  /** 00:00 UTC of the last Tuesday before today. */
  spikeDay: number;
  /** The CI role's session begins, is used from elsewhere, launches the GPU instances; mining is noticed; all but one are stopped. */
  tokenMinted: number;
  tokenAbused: number;
  p4dLaunched: number;
  g5Launched: number;
  spareLaunched: number;
  miningSeen: number;
  gpusStopped: number;
  /** The staging trail is stopped. */
  trailStopped: number;
  /** Since when EC2 of staging in eu-west-1 refuses us. */
  euDenied: number;
  /** The partner bucket is closed once, and opened again this week. */
  partnerBucketClosed: number;
  partnerBucketReopened: number;
  /** This week: someone opens PostgreSQL, someone shares a snapshot, someone closes SSH, some get MFA. */
  postgresOpened: number;
  snapshotShared: number;
  sshClosed: number;
  mfaEnrolled: number;
  imdsEnforced: number;
  /** NAT traffic begins to rise. */
  natRiseBegan: number;
}

/** The estate's clock. `at` defaults to the last collection before `now`. */
export function createClock(now: Date, at: number = lastCollection(now)): Clock {
  return { now: now.getTime(), at, story: createStory(now.getTime()) };
}

/** The newest reads are some minutes old, as with a real schedule; CloudTrail counts as stale after twenty. */
export function lastCollection(now: Date): number {
  return now.getTime() - 4 * MINUTE;
}

/** Sunday 22:00 UTC before today: what lies after it is "this week" for every question about Monday. */
export function weekEve(now: number): number {
  return weekdayBefore(now, 0) + 22 * HOUR;
}

/** 00:00 UTC of the last given weekday (0 is Sunday) before today, never today. */
export function weekdayBefore(now: number, weekday: number): number {
  const today = startOfDay(now);
  const back = (new Date(today).getUTCDay() - weekday + 7) % 7 || 7;
  return today - back * DAY;
}

export function startOfDay(instant: number): number {
  return Math.floor(instant / DAY) * DAY;
}

export function startOfQuarter(instant: number): number {
  const date = new Date(instant);
  return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3) * 3, 1);
}

export function iso(instant: number): string {
  return new Date(instant).toISOString();
}

/** YYYY-MM-DD, UTC. */
export function dayOf(instant: number): string {
  return iso(instant).slice(0, 10);
}

/** Whole seconds, as most AWS APIs answer. */
export function isoSeconds(instant: number): string {
  return iso(Math.floor(instant / 1000) * 1000);
}

function createStory(now: number): Story {
  const spikeDay = weekdayBefore(now, 2);
  const eve = weekEve(now);
  const week = lastCollection(new Date(now)) - 30 * MINUTE - eve;
  // Shares of the time since Sunday night, so that there is a past for them on every day of the week.
  const thisWeek = (share: number) => Math.floor((eve + share * week) / 1000) * 1000;
  const inOfficeHours = (instant: number) => {
    const hour = new Date(instant).getUTCHours();
    const moved = instant + (hour < 8 ? 8 - hour : hour > 16 ? 16 - hour : 0) * HOUR;
    return moved > eve && moved <= eve + week ? moved : instant;
  };
  const daysAgo = (days: number, hour: number, minute: number) =>
    startOfDay(now) - days * DAY + hour * HOUR + minute * MINUTE;
  return {
    spikeDay,
    tokenMinted: spikeDay + 1 * HOUR + 52 * MINUTE + 10_000,
    tokenAbused: spikeDay + 2 * HOUR + 4 * MINUTE + 33_000,
    p4dLaunched: spikeDay + 2 * HOUR + 14 * MINUTE + 7_000,
    g5Launched: spikeDay + 2 * HOUR + 21 * MINUTE + 44_000,
    spareLaunched: spikeDay + 2 * HOUR + 26 * MINUTE + 31_000,
    miningSeen: spikeDay + 2 * HOUR + 47 * MINUTE + 19_000,
    gpusStopped: spikeDay + 21 * HOUR + 37 * MINUTE + 52_000,
    trailStopped: daysAgo(11, 16, 42),
    euDenied: daysAgo(8, 9, 12),
    partnerBucketClosed: daysAgo(17, 14, 8),
    partnerBucketReopened: thisWeek(0.62),
    postgresOpened: inOfficeHours(thisWeek(0.48)),
    snapshotShared: inOfficeHours(thisWeek(0.33)),
    sshClosed: inOfficeHours(thisWeek(0.41)),
    mfaEnrolled: inOfficeHours(thisWeek(0.55)),
    imdsEnforced: inOfficeHours(thisWeek(0.7)),
    natRiseBegan: startOfDay(now) - 47 * DAY,
  };
}
