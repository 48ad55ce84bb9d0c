/** Runs EC2 checks over tables of cases: one check, one resource, one expected verdict. */
import { describe, expect, it } from 'vitest';
import type { FailedRead } from '../../../collectors/coverage.ts';
import { EC2_CHECKS } from '../../../collectors/ec2/checks.ts';
import { estate, image, instance } from './ec2-estate.ts';
import type { Ec2Parts } from './ec2-estate.ts';

/** `null`: the check says nothing of the resource. `says`: words that its sentence must hold. */
export type Case = [name: string, parts: Partial<Ec2Parts>, status: 'pass' | 'fail' | 'warning' | null, says?: string];
export type Cases = Record<string, Case[]>;

/** A read that AWS refused. */
export const DENIED: FailedRead = {
  ok: false,
  api: 'ec2:DescribeThings',
  outcome: 'denied',
  errorCode: 'UnauthorizedOperation',
  permission: 'ec2:DescribeThings',
  detail: 'ec2:DescribeThings could not be read: our role is not permitted to make the call.',
};

/** Declares one test per case, and one that every check whose id matches `family` has cases. */
export function runCases(family: RegExp, cases: Cases): void {
  it('leave no check of the family out', () => {
    const ids = EC2_CHECKS.map(({ id }) => id).filter((id) => family.test(id));
    expect(Object.keys(cases).toSorted()).toEqual(ids.toSorted());
  });

  describe.each(Object.entries(cases))('%s', (id, table) => {
    it.each(table)('%s', (_, parts, status, says = '') => {
      const outcomes = EC2_CHECKS.find((check) => check.id === id)!.evaluate(estate(withLookUps(id, parts)));
      expect(outcomes.map((outcome) => outcome.status)).toEqual(status === null ? [] : [status]);
      expect(outcomes.map(({ statusDetail }) => statusDetail).join(' ')).toContain(says);
      const unnamed = outcomes.filter(
        (outcome) => (outcome.missingPermission === undefined) === (status === 'warning'),
      );
      expect(unnamed).toEqual([]);
    });
  });
}

/** Waste rules look at machines and images besides the disk they judge: those are there unless the case says. */
function withLookUps(id: string, parts: Partial<Ec2Parts>): Partial<Ec2Parts> {
  if (!id.startsWith('ec2_waste')) return parts;
  const ofDisk = !id.includes('instance');
  return { ...(ofDisk ? { instances: [instance()], images: [image()] } : {}), ...parts };
}
