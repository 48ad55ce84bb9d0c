import type { Check, CheckOutcome, CheckText, ResourceRef, Severity } from '../../collector.ts';
import { references } from '../../references.ts';
import { IAM_APIS } from '../apis.ts';
import type { IamSnapshot } from '../snapshot.ts';

export type IamCheck = Check<IamSnapshot>;

/** What an IAM check is written as. `reads` names the APIs it rests on; `references` is a line for `references()`. */
export interface IamCheckInput extends CheckText {
  id: string;
  severity: Severity;
  resourceType: string;
  references: string;
  reads: readonly (keyof typeof IAM_APIS)[];
  /** The reads whose completeness proves that a resource is gone; default: all of them. */
  listedBy?: readonly (keyof typeof IAM_APIS)[];
  evaluate(snapshot: IamSnapshot): CheckOutcome[];
}

/** An IAM check, from what its author writes. */
export function iamCheck({ references: line, reads, listedBy = reads, ...check }: IamCheckInput): IamCheck {
  return {
    ...check,
    service: 'iam',
    compliance: references(line),
    apis: reads.map((name) => IAM_APIS[name].api),
    listedBy: listedBy.map((name) => IAM_APIS[name].api),
  };
}

/** A name for a sentence: control characters made visible, at most 128 characters. */
export function shown({ name }: Pick<ResourceRef, 'name'>): string {
  const clean = name.replace(/\p{Cc}/gu, '\uFFFD');
  return clean.length > 128 ? `${clean.slice(0, 127)}…` : clean;
}

const DAY_MS = 86_400_000;

/**
 * Whole days from a time to the moment of the read; null when there is no time, or when it lies more than a day ahead,
 * which no clock difference explains.
 */
export function daysSince(time: string | null, { collectedAt }: Pick<IamSnapshot, 'collectedAt'>): number | null {
  if (time === null) return null;
  const elapsedMs = Date.parse(collectedAt) - Date.parse(time);
  return Number.isNaN(elapsedMs) || elapsedMs < -DAY_MS ? null : Math.max(0, Math.floor(elapsedMs / DAY_MS));
}
