import { fail, pass } from '../../verdict.ts';
import { daysBetween, notTold, resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';

const MAX_AGE_DAYS = 180;

/** Running instances are replaced now and then. */
export const instanceOlderThanSpecificDays = resourceCheck({
  id: 'ec2_instance_older_than_specific_days',
  severity: 'medium',
  references: 'FSBP EC2.4; N53×8; ISO22×1',
  of: INSTANCES,
  title: `EC2 instance has run for more than ${MAX_AGE_DAYS} days since its last start`,
  description: `Measures the time since LaunchTime, which is the last start, of running instances. More than ${MAX_AGE_DAYS} days fails: the machine has neither been replaced nor rebooted onto new hardware in that time.`,
  risk: 'A machine that runs for half a year collects unpatched kernels, hand-made changes and expired certificates in memory. A kernel fix takes effect only after a restart, and nobody knows any more whether the machine would come up again or could be rebuilt.',
  consequence:
    'Known holes stay open although patches are "installed", and the first unplanned restart, for example by AWS retiring the host, turns into an outage of unknown length.',
  remediation: [
    'Find out whether it can be rebuilt from a template or image; if not, that is the first task.',
    'Patch it (Systems Manager Patch Manager) and plan a restart in a maintenance window.',
    'For groups, start an instance refresh (`aws autoscaling start-instance-refresh`), and set a maximum instance lifetime so that it does not grow old again.',
  ],
  ownerHint: 'The team in the `team` tag of the instance; its on-call engineer for the restart.',
  judge: (snapshot) => (instance, ref) => {
    const who = `Instance ${label(instance.instanceId, ref)}`;
    if (instance.state !== 'running') return pass(`${who} is ${instance.state}.`, { state: instance.state });
    const ageDays = daysBetween(instance.launchTime, snapshot.collectedAt);
    if (ageDays === null) return notTold('ec2:DescribeInstances', 'AWS sent no launch time for it.');
    const evidence = { launchTime: instance.launchTime, ageDays, maxAgeDays: MAX_AGE_DAYS };
    return ageDays > MAX_AGE_DAYS
      ? fail(`${who} was last started ${ageDays} days ago.`, evidence)
      : pass(`${who} was last started ${ageDays} days ago.`, evidence);
  },
});
