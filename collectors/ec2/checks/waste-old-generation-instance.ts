import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { instanceTypePrice } from '../prices.ts';
import { INSTANCES, label } from '../resources.ts';
import { usd, wasteConfidence, wasteSeverity } from '../waste.ts';

/** Old family → current x86 family that runs the same software for less. */
const SUCCESSORS: Record<string, string> = {
  t2: 't3',
  m3: 'm6a',
  m4: 'm6a',
  c3: 'c6a',
  c4: 'c6a',
  r3: 'r6a',
  r4: 'r6a',
};

/** Instances are of a current generation. */
export const wasteOldGenerationInstance = resourceCheck({
  id: 'ec2_waste_old_generation_instance',
  severity: 'low',
  references: '',
  of: INSTANCES,
  title: 'EC2 instance is of an old generation (slower and dearer than its successor)',
  description:
    'Looks for running instances of the families t2, m3, m4, c3, c4, r3 and r4 and compares their list price with the same size of a current x86 family (t3, m6a, c6a, r6a). Reservations and Savings Plans are not taken into account; spot instances are judged with lower confidence and without a price.',
  risk: 'These types run on Xen hosts from 2013 to 2016: fewer computations for each dollar, lower network and disk limits, no Nitro isolation. Capacity shrinks as hosts are retired, so that one day an instance that was stopped does not start again.',
  consequence:
    'The bill is higher than for a faster machine, and the move gets harder with every year: drivers, image and network names must be ready for Nitro.',
  remediation: [
    'Check that the image has ENA and NVMe drivers (all current Amazon Linux, Ubuntu and Windows images do) and that device names are not written into scripts.',
    'Check reservations for the old type first: they do not move along, Compute Savings Plans do.',
    'Stop, change the type (`aws ec2 modify-instance-attribute --instance-id <id> --instance-type <successor>`), start, test; for groups, a new launch template version and an instance refresh.',
    'Consider Graviton (t4g, m7g, c7g, r7g) where the software runs on arm64: it saves more.',
  ],
  ownerHint: 'The team in the `team` tag of the instance, with the FinOps team for reservations.',
  judge: (snapshot) => (instance, ref) => {
    if (instance.state !== 'running') return null;
    const who = `Instance ${label(instance.instanceId, ref)}`;
    const { instanceType, lifecycle } = instance;
    const successor = successorOf(instanceType);
    if (successor === null) return pass(`${who} (${instanceType}) is of no retired generation.`, { instanceType });
    const now = lifecycle === 'spot' ? null : instanceTypePrice(instanceType, snapshot.region);
    const then = now && instanceTypePrice(successor, snapshot.region);
    const savingUsd = now && then ? Math.max(0, Math.round((now.monthlyUsd - then.monthlyUsd) * 100) / 100) : null;
    const saving = savingUsd ? `, saving about ${usd(savingUsd)} a month at list price` : '';
    return {
      ...fail(`${who} is a ${instanceType}; ${successor} replaces it${saving}.`, {
        instanceType,
        successor,
        successorMonthlyUsd: then?.monthlyUsd ?? null,
        lifecycle: lifecycle ?? 'on-demand',
        price_basis: now?.basis ?? 'no list price applies to this instance',
      }),
      severity: wasteSeverity(savingUsd ?? 0),
      confidence: wasteConfidence(lifecycle === 'spot' ? 60 : 90, instance.tags),
      ...(now && savingUsd !== null
        ? { estimatedMonthlyCost: now.monthlyUsd, estimatedMonthlySavings: savingUsd }
        : {}),
    };
  },
});

/** The current type to move to, or null when the type is not old. Sizes that the new family lacks go to the next. */
function successorOf(instanceType: string): string | null {
  const [family = '', size = ''] = instanceType.split('.');
  const successor = SUCCESSORS[family];
  if (successor === undefined) return null;
  if (successor !== 't3' && size === 'medium') return 't3.medium';
  return `${successor}.${size === '10xlarge' ? '12xlarge' : size}`;
}
