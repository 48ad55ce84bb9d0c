/** Launches and terminations of the fleets, as Auto Scaling makes them when a deployment replaces a fleet. */
import { ACCOUNT_UIDS } from '../accounts.ts';
import type { RegionName } from '../accounts.ts';
import type { Clock } from '../clock.ts';
import { imageIdOf } from '../images.ts';
import { allInstances, instanceTags } from '../instances.ts';
import type { DemoInstance } from '../instances.ts';
import { subnetIdOf } from '../network.ts';
import { ec2Id } from '../random.ts';
import type { Call } from './record.ts';

/** One RunInstances or TerminateInstances per instance since `from`, GPU instances excepted: they have a story. */
export function fleetCalls(clock: Clock, from: number): Call[] {
  const instances = allInstances(clock).filter(({ fleet }) => !fleet.key.startsWith('gpu-'));
  const launched = instances.filter(({ launchedAt }) => launchedAt >= from).map(launch);
  const gone = instances.flatMap((instance) =>
    instance.terminatedAt !== null && instance.terminatedAt >= from && instance.terminatedAt <= clock.now
      ? [terminate(instance, instance.terminatedAt)]
      : [],
  );
  return [...launched, ...gone];
}

function launch(instance: DemoInstance): Call {
  const { fleet, region, instanceId, network, zone, privateIp, launchedAt } = instance;
  return {
    ...byAutoScaling(instance, launchedAt, 'RunInstances'),
    request: {
      instancesSet: { items: [{ imageId: imageIdOf(fleet.image, region), minCount: 1, maxCount: 1 }] },
      instanceType: fleet.type,
      launchTemplate: { launchTemplateId: ec2Id('lt', fleet.key), version: '1' },
      tagSpecificationSet: {
        items: [
          {
            resourceType: 'instance',
            tags: Object.entries(instanceTags(instance)).map(([key, value]) => ({ key, value })),
          },
        ],
      },
    },
    response: {
      reservationId: ec2Id('r', instance.key),
      ownerId: ACCOUNT_UIDS[instance.account],
      instancesSet: {
        items: [
          {
            instanceId,
            instanceType: fleet.type,
            subnetId: subnetIdOf(network.key, fleet.tier, zone),
            privateIpAddress: privateIp,
            placement: { availabilityZone: `${region}${zone}` },
            instanceState: { code: 0, name: 'pending' },
          },
        ],
      },
    },
  };
}

function terminate(instance: DemoInstance, time: number): Call {
  return {
    ...byAutoScaling(instance, time, 'TerminateInstances'),
    request: { instancesSet: { items: [{ instanceId: instance.instanceId }] } },
    response: {
      instancesSet: {
        items: [{ instanceId: instance.instanceId, currentState: { code: 32, name: 'shutting-down' } }],
      },
    },
  };
}

function byAutoScaling({ account, region, key }: DemoInstance, time: number, name: string): Call {
  return {
    time,
    account,
    region: region as RegionName,
    source: 'ec2',
    name,
    caller: {
      kind: 'role',
      name: 'AWSServiceRoleForAutoScaling',
      session: 'AutoScaling',
      path: '/aws-service-role/autoscaling.amazonaws.com/',
    },
    address: 'autoscaling.amazonaws.com',
    agent: 'autoscaling.amazonaws.com',
    // Instances of one fleet start in the same second.
    nth: Number.parseInt(ec2Id('n', key).slice(-6), 16),
  };
}
