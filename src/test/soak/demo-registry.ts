import { cloudtrailCollector } from '../../../collectors/cloudtrail/collector.ts';
import { readCloudTrail } from '../../../collectors/cloudtrail/read.ts';
import { COLLECTORS } from '../../../collectors/registry.ts';

/** The collectors as they are, but the stand-in has no limit to keep: two lookups a second would make each pass a minute. */
export const DEMO_REGISTRY: typeof COLLECTORS = {
  ...COLLECTORS,
  cloudtrail: {
    ...cloudtrailCollector,
    read: (session, context) => readCloudTrail(session, context, { lookupsPerSecond: 100_000 }),
  } as (typeof COLLECTORS)['cloudtrail'],
};
