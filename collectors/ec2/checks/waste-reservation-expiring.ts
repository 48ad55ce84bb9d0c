import { fail, pass } from '../../verdict.ts';
import { daysBetween, notTold, resourceCheck } from '../check.ts';
import { HOURS_PER_MONTH } from '../price-table.ts';
import { instanceTypePrice } from '../prices.ts';
import { RESERVED_INSTANCES, label } from '../resources.ts';
import { usd, wasteSeverity } from '../waste.ts';

const WARN_DAYS = 30;

/** Reservations do not run out unnoticed. */
export const wasteReservationExpiring = resourceCheck({
  id: 'ec2_waste_reservation_expiring',
  severity: 'low',
  references: '',
  of: RESERVED_INSTANCES,
  title: `Reserved instances expire within ${WARN_DAYS} days (cost will rise to on demand)`,
  description: `Looks at active EC2 reservations whose end is less than ${WARN_DAYS} days away. From that moment the same instances are billed on demand; the amounts compare the on-demand list price with the recurring fee of the reservation. An upfront payment is not counted.`,
  risk: 'Nothing happens when a reservation ends: no outage, no message that anyone reads. The instances just cost more from the next hour, and it is noticed when the invoice comes a month later.',
  consequence:
    'The bill for the covered instances rises by a third to two thirds overnight, and the budget is missed without any change in what runs.',
  remediation: [
    'Look at whether the instances still run and will for the next year (utilisation report in Cost Explorer, Reservations).',
    'Decide: a Compute Savings Plan is more flexible than a new reservation; buy what the lowest hour of the last weeks uses, not the peak.',
    'Queue the purchase to start when this one ends (`aws ec2 purchase-reserved-instances-offering --purchase-time <end>`, or a queued Savings Plan).',
    'If the instances go, let it run out, and tell finance about the date.',
  ],
  ownerHint: 'The FinOps or finance team that buys commitments; the team that runs the instances for the forecast.',
  judge: (snapshot) => (reservation, ref) => {
    if (reservation.state !== 'active') return null;
    const who = `Reservation ${label(reservation.reservedInstancesId, ref)} of ${reservation.instanceCount} × ${reservation.instanceType}`;
    const { end, instanceCount, recurringHourlyUsd, instanceType } = reservation;
    const elapsed = daysBetween(end, snapshot.collectedAt);
    if (elapsed === null) return notTold('ec2:DescribeReservedInstances', 'AWS sent no end date for it.');
    const daysLeft = -elapsed;
    if (daysLeft > WARN_DAYS) return pass(`${who} runs for ${daysLeft} more days.`, { end, daysLeft });
    const onDemand = instanceTypePrice(instanceType, snapshot.region);
    const onDemandMonthlyUsd = onDemand ? round(onDemand.monthlyUsd * instanceCount) : null;
    const feeMonthlyUsd =
      recurringHourlyUsd === null ? null : round(recurringHourlyUsd * HOURS_PER_MONTH * instanceCount);
    const rise = onDemandMonthlyUsd === null ? null : round(onDemandMonthlyUsd - (feeMonthlyUsd ?? 0));
    return {
      ...fail(
        `${who} ends on ${end?.slice(0, 10)}${rise === null || rise <= 0 ? '' : `; on demand the same costs about ${usd(rise)} a month more at list price`}.`,
        {
          end,
          daysLeft,
          instanceType,
          instanceCount,
          onDemandMonthlyUsd,
          feeMonthlyUsd,
          offeringType: reservation.offeringType,
          price_basis: onDemand?.basis ?? 'no list price known for this instance type',
        },
      ),
      severity: wasteSeverity(rise ?? 0),
      ...(onDemandMonthlyUsd === null ? {} : { estimatedMonthlyCost: onDemandMonthlyUsd }),
    };
  },
});

function round(amountUsd: number): number {
  return Math.round(amountUsd * 100) / 100;
}
