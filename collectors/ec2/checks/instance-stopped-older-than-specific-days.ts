import { fail, pass } from '../../verdict.ts';
import { daysBetween, notTold, resourceCheck } from '../check.ts';
import { INSTANCES, label } from '../resources.ts';
import { LONG_STOPPED_DAYS, stoppedSince } from '../stopped-since.ts';

/** Stopped instances are started again or removed. */
export const instanceStoppedOlderThanSpecificDays = resourceCheck({
  id: 'ec2_instance_stopped_older_than_specific_days',
  severity: 'low',
  references: '',
  of: INSTANCES,
  title: `EC2 instance has been stopped for more than ${LONG_STOPPED_DAYS} days`,
  description: `Reads since when each stopped instance is stopped, from the time in its state transition reason. More than ${LONG_STOPPED_DAYS} days fails. What its volumes cost meanwhile is a waste check of its own.`,
  risk: 'A machine that nobody starts gets no patches. When someone does start it after months, it comes up with old holes, old credentials and an address that firewalls may still trust; until then its disks keep data nobody watches.',
  consequence:
    'Forgotten machines hide data that should have been deleted, cost storage every month, and surprise the team that has to answer for them in an audit.',
  remediation: [
    'Ask the owner (tags, or RunInstances and StopInstances in CloudTrail) whether it is still needed.',
    'If not: take a last snapshot or image if the data must be kept, then `aws ec2 terminate-instances --instance-ids <id>` and delete volumes that stay behind.',
    'If so: patch it before it serves traffic again, and note in a tag why and until when it is kept.',
  ],
  ownerHint: 'The team in the `team` or `owner` tag; else the principal that last stopped it according to CloudTrail.',
  judge: (snapshot) => (instance, ref) => {
    const who = `Instance ${label(instance.instanceId, ref)}`;
    if (instance.state !== 'stopped') return pass(`${who} is ${instance.state}.`, { state: instance.state });
    const stoppedAt = stoppedSince(instance);
    const stoppedDays = daysBetween(stoppedAt, snapshot.collectedAt);
    if (stoppedDays === null) return notTold('ec2:DescribeInstances', 'AWS did not say since when it is stopped.');
    const evidence = { stoppedAt, stoppedDays, limitDays: LONG_STOPPED_DAYS };
    return stoppedDays > LONG_STOPPED_DAYS
      ? fail(`${who} has been stopped for ${stoppedDays} days.`, evidence)
      : pass(`${who} has been stopped for ${stoppedDays} days.`, evidence);
  },
});
