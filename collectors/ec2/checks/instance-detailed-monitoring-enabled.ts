import { fail, pass } from '../../verdict.ts';
import { notTold, resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';

/** Metrics come every minute. */
export const instanceDetailedMonitoringEnabled = resourceCheck({
  id: 'ec2_instance_detailed_monitoring_enabled',
  severity: 'low',
  references: 'PCI4×9',
  of: INSTANCES,
  title: 'EC2 instance has no detailed monitoring',
  description:
    'Reads the monitoring state of each instance. Basic monitoring sends metrics to CloudWatch every five minutes, detailed monitoring every minute. Basic fails.',
  risk: 'At five-minute steps a short overload, a burst of outgoing traffic or a miner that starts and stops is averaged away, and alarms and scaling act minutes late.',
  consequence:
    'Customers notice trouble before the alarm does, and after an incident the record is too coarse to tell when it began.',
  remediation: [
    'Decide by importance: production and anything behind Auto Scaling first. Seven metrics an instance are billed, about USD 2.10 a month at list price.',
    'Switch it on: `aws ec2 monitor-instances --instance-ids <id>`; EC2 console, Actions, Monitor and troubleshoot, Manage detailed monitoring.',
    'Set `Monitoring.Enabled` in the launch template, so that new instances have it.',
  ],
  ownerHint: 'The team that is on call for the workload.',
  judge: () => (instance, ref) => {
    const who = `Instance ${label(instance.instanceId, ref)}`;
    const { monitoring } = instance;
    if (monitoring === null) return notTold('ec2:DescribeInstances', 'AWS sent no monitoring state for it.');
    return monitoring === 'enabled' || monitoring === 'pending'
      ? pass(`${who} sends metrics every minute.`, { monitoring })
      : fail(`${who} sends metrics every five minutes only.`, { monitoring });
  },
});
