import { describe } from 'vitest';
import { runCases } from '../../src/test/aws/ec2-cases.ts';
import type { Cases } from '../../src/test/aws/ec2-cases.ts';
import { image, instance, launchTemplate, reservation, snapshot, volume } from '../../src/test/aws/ec2-estate.ts';

const LONG_AGO = 'User initiated (2025-11-01 08:00:00 GMT)';
const RECENT = 'User initiated (2026-02-20 08:00:00 GMT)';

const CASES: Cases = {
  ec2_waste_unattached_volume: [
    ['in use', { volumes: [volume()] }, 'pass'],
    ['left over', { volumes: [volume({ state: 'available', attachments: [] })] }, 'fail', 'about USD 8.80 a month'],
  ],
  ec2_waste_stopped_instance_storage: [
    ['running', { instances: [instance()] }, null],
    [
      'stopped for months with a disk',
      {
        instances: [instance({ state: 'stopped', stateTransitionReason: LONG_AGO, volumeIds: ['vol-1'] })],
        volumes: [volume()],
      },
      'fail',
      'its volume costs about USD 8.80 a month',
    ],
    ['stopped for a week', { instances: [instance({ state: 'stopped', stateTransitionReason: RECENT })] }, 'pass'],
  ],
  ec2_waste_gp2_volume: [
    ['gp3', { volumes: [volume()] }, null],
    [
      'gp2',
      { instances: [instance()], volumes: [volume({ volumeType: 'gp2' })] },
      'fail',
      'could be gp3, saving about USD 2.20 a month',
    ],
    [
      'detached gp2 is another check',
      { volumes: [volume({ volumeType: 'gp2', state: 'available', attachments: [] })] },
      null,
    ],
    [
      'gp2 of a long-stopped machine is another check',
      {
        instances: [instance({ state: 'stopped', stateTransitionReason: LONG_AGO })],
        volumes: [volume({ volumeType: 'gp2' })],
      },
      null,
    ],
  ],
  ec2_waste_provisioned_iops_volume: [
    ['modest io1', { volumes: [volume({ volumeType: 'io1', iops: 4000 })] }, 'fail', 'could be gp3'],
    ['fast io2', { volumes: [volume({ volumeType: 'io2', iops: 40_000 })] }, 'pass'],
  ],
  ec2_waste_io1_volume: [
    ['io1', { volumes: [volume({ volumeType: 'io1', iops: 4000 })] }, 'fail', 'could be io2 at the same list price'],
    ['fast io1', { volumes: [volume({ volumeType: 'io1', iops: 64_000 })] }, 'fail', 'saving about'],
    ['io2', { volumes: [volume({ volumeType: 'io2', iops: 4000 })] }, null],
  ],
  ec2_waste_old_snapshot: [
    ['fresh', { snapshots: [snapshot()] }, 'pass'],
    ['old', { snapshots: [snapshot({ startTime: '2025-01-01T00:00:00Z' })] }, 'fail', 'at most USD 5.00 a month'],
    [
      'old, in an image',
      { snapshots: [snapshot({ startTime: '2025-01-01T00:00:00Z' })], images: [image({ snapshotIds: ['snap-1'] })] },
      'pass',
      'ami-0own',
    ],
    [
      'old, in a launch template',
      {
        snapshots: [snapshot({ startTime: '2025-01-01T00:00:00Z' })],
        launchTemplates: [launchTemplate([{ snapshotIds: ['snap-1'] }])],
      },
      'pass',
      'lt-1',
    ],
  ],
  ec2_waste_old_generation_instance: [
    ['current', { instances: [instance()] }, 'pass'],
    ['m4', { instances: [instance({ instanceType: 'm4.large' })] }, 'fail', 'm6a.large replaces it, saving about USD'],
    ['stopped', { instances: [instance({ instanceType: 'm4.large', state: 'stopped' })] }, null],
  ],
  ec2_waste_reservation_expiring: [
    ['far', { reservedInstances: [reservation()] }, 'pass'],
    ['near', { reservedInstances: [reservation({ end: '2026-03-20T00:00:00.000Z' })] }, 'fail', 'ends on 2026-03-20'],
    ['over', { reservedInstances: [reservation({ state: 'retired', end: '2025-01-01T00:00:00Z' })] }, null],
  ],
};

describe('EC2 checks: waste', () => {
  runCases(/^ec2_waste/, CASES);
});
