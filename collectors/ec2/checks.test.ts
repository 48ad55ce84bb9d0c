import { describe, expect, it } from 'vitest';
import {
  aclEntry,
  estate,
  instance,
  networkAcl,
  rule,
  securityGroup,
  snapshot,
  volume,
} from '../../src/test/aws/ec2-estate.ts';
import type { Ec2Parts } from '../../src/test/aws/ec2-estate.ts';
import { DENIED } from '../../src/test/aws/ec2-cases.ts';
import type { CheckOutcome } from '../collector.ts';
import { EC2_CHECKS } from './checks.ts';
import type { Ec2Snapshot } from './snapshot.ts';

function run(id: string, parts: Partial<Ec2Parts>, change: Partial<Ec2Snapshot> = {}): CheckOutcome[] {
  const check = EC2_CHECKS.find((each) => each.id === id);
  if (!check) throw new Error(`No check ${id}`);
  return check.evaluate({ ...estate(parts), ...change });
}

const LONG_AGO = 'User initiated (2025-11-01 08:00:00 GMT)';
const open = (port: number) => securityGroup({ ingress: [rule({ port })] });

describe('checks of EC2', () => {
  it('carry cost and savings with the basis of the price', () => {
    const [outcome] = run('ec2_waste_unattached_volume', {
      volumes: [volume({ state: 'available', attachments: [] })],
    });
    expect(outcome).toMatchObject({ estimatedMonthlyCost: 8.8, estimatedMonthlySavings: 8.8, confidence: 80 });
    expect(outcome!.evidence['price_basis']).toMatch(/list price.*eu-west-1.*not billed cost/);
    const [kept] = run('ec2_waste_unattached_volume', {
      volumes: [volume({ state: 'available', attachments: [], tags: { keep: 'audit' } })],
    });
    expect(kept!.confidence).toBe(50);
  });

  it('vary the severity with the facts', () => {
    expect(
      run('ec2_ebs_snapshot_account_block_public_access', { snapshotBlockPublicAccess: 'block-new-sharing' })[0],
    ).toMatchObject({ severity: 'medium' });
    expect(
      run('ec2_securitygroup_allow_ingress_from_internet_to_any_port', { securityGroups: [open(443)] })[0],
    ).toMatchObject({ status: 'fail', severity: 'low' });
    expect(
      run('ec2_networkacl_allow_ingress_any_port', {
        networkAcls: [networkAcl({ subnetIds: [], entries: [aclEntry()] })],
      })[0],
    ).toMatchObject({ severity: 'low' });
    expect(
      run('ec2_waste_unattached_volume', {
        volumes: [volume({ state: 'available', attachments: [], sizeGiB: 4000 })],
      })[0],
    ).toMatchObject({ severity: 'medium' });
  });
});

describe('what could not be read', () => {
  const failed = Object.fromEntries(
    Object.keys(estate())
      .filter((name) => !['accountUid', 'partition', 'region', 'collectedAt', 'coverage'].includes(name))
      .map((name) => [name, DENIED]),
  ) as Partial<Ec2Snapshot>;

  it.each(EC2_CHECKS)('$id says Warning and names the permission', (check) => {
    const outcomes = check.evaluate({ ...estate(), ...failed });
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]).toMatchObject({
      status: 'warning',
      missingPermission: 'ec2:DescribeThings',
      resource: { type: 'AWS::::Account', region: 'eu-west-1' },
    });
  });

  it.each([
    ['ec2_ebs_volume_snapshots_exists', { volumes: [volume()] }, 'snapshots'],
    ['ec2_instance_with_outdated_ami', { instances: [instance({ imageId: 'ami-aws' })] }, 'foreignImages'],
    ['ec2_securitygroup_not_used', { securityGroups: [securityGroup()] }, 'networkInterfaces'],
    ['ec2_waste_old_snapshot', { snapshots: [snapshot({ startTime: '2025-01-01T00:00:00Z' })] }, 'images'],
    ['ec2_waste_old_snapshot', { snapshots: [snapshot({ startTime: '2025-01-01T00:00:00Z' })] }, 'launchTemplates'],
    ['ec2_waste_gp2_volume', { volumes: [volume({ volumeType: 'gp2' })] }, 'instances'],
    [
      'ec2_waste_stopped_instance_storage',
      { instances: [instance({ state: 'stopped', stateTransitionReason: LONG_AGO, volumeIds: ['vol-1'] })] },
      'volumes',
    ],
    [
      'ec2_instance_internet_facing_with_instance_profile',
      { instances: [instance({ publicIp: '203.0.113.9' })] },
      'securityGroups',
    ],
    [
      'ec2_instance_port_ssh_exposed_to_internet',
      { instances: [instance({ publicIp: '203.0.113.9' })], securityGroups: [open(22)] },
      'subnets',
    ],
  ] as [string, Partial<Ec2Parts>, keyof Ec2Snapshot][])('%s needs a second list that failed', (id, parts, list) => {
    const outcomes = run(id, parts, { [list]: DENIED });
    expect(outcomes.map(({ status }) => status)).toEqual(['warning']);
  });
});
