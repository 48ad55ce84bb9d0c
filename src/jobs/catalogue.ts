import { COLLECTORS } from '../../collectors/registry.ts';

/** How old each collector's data may be, minutes. */
export const FRESHNESS_TARGETS: Record<string, number> = Object.fromEntries(
  Object.values(COLLECTORS).map((collector) => [collector.name, collector.freshnessTargetMinutes]),
);
