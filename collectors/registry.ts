import { cloudtrailCollector } from './cloudtrail/collector.ts';
import type { Collector, SnapshotBase } from './collector.ts';
import type { CollectorName } from './coverage.ts';
import { costExplorerCollector } from './cost-explorer/collector.ts';
import { ec2Collector } from './ec2/collector.ts';
import { guarddutyCollector } from './guardduty/collector.ts';
import { iamCollector } from './iam/collector.ts';
import { s3Collector } from './s3/collector.ts';

/** Every collector, by name. What one reads is only ever handed back to the same one. */
export const COLLECTORS: Record<CollectorName, Collector<SnapshotBase>> = {
  iam: iamCollector,
  s3: s3Collector,
  ec2: ec2Collector,
  guardduty: guarddutyCollector,
  cloudtrail: cloudtrailCollector,
  'cost-explorer': costExplorerCollector,
};
