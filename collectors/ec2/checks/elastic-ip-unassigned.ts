import { fail, pass } from '../../verdict.ts';
import { resourceCheck } from '../check.ts';
import { publicAddressPrice } from '../prices.ts';
import { ADDRESSES, label } from '../resources.ts';

/** Elastic IPs are in use. */
export const elasticIpUnassigned = resourceCheck({
  id: 'ec2_elastic_ip_unassigned',
  severity: 'low',
  references: 'FSBP EC2.12; ISO22×3',
  of: ADDRESSES,
  title: 'Elastic IP address is not associated with anything (unused, still billed)',
  description:
    'Looks for Elastic IP addresses without an association to an instance or network interface. Public IPv4 addresses are billed by the hour whether used or not; the estimate is at list price.',
  risk: 'An idle address is waste first of all. It is also a loose end: DNS records and the firewall rules of partners may still point to it, so that whoever attaches it next receives their traffic and their trust.',
  consequence:
    'Each one costs about USD 3.65 a month for nothing, and a handful per team and region adds up. Addresses count against a quota of five per region, which then blocks a real need.',
  remediation: [
    'Look for what still names the address: DNS zones, partners’ allow lists, tags, and the last AssociateAddress in CloudTrail.',
    'If nothing does, release it: `aws ec2 release-address --allocation-id <id>`. It cannot be counted on to come back.',
    'If a partner relies on it, attach it to what should use it or write the reason and an end date into a `keep` tag.',
  ],
  ownerHint: 'The team in the `team` tag of the address; else the network team.',
  judge: () => (address, ref) => {
    const who = `Elastic IP ${label(address.publicIp, ref)}`;
    const price = publicAddressPrice();
    const evidence = {
      allocationId: address.allocationId,
      associationId: address.associationId,
      instanceId: address.instanceId,
      price_basis: price.basis,
    };
    if (address.associationId !== null)
      return {
        ...pass(
          `${who} is associated with ${address.instanceId ?? address.networkInterfaceId ?? 'a resource'}.`,
          evidence,
        ),
        estimatedMonthlyCost: price.monthlyUsd,
      };
    return {
      ...fail(
        `${who} is associated with nothing and costs about USD ${price.monthlyUsd} a month at list price.`,
        evidence,
      ),
      estimatedMonthlyCost: price.monthlyUsd,
      estimatedMonthlySavings: price.monthlyUsd,
    };
  },
});
