/**
 * The two forms that an EC2 check takes: one verdict per resource of a kind, or one on the account's setting in the
 * region. Both turn a failed read into Warnings that name the missing permission, so that no check can pass or fail
 * on what was not read.
 */
import type { Check, CheckOutcome, CheckText, ResourceRef, Severity } from '../collector.ts';
import type { FailedRead, Read } from '../coverage.ts';
import { references } from '../references.ts';
import { accountResource } from '../account-resource.ts';
import { unread } from '../verdict.ts';
import type { Verdict } from '../verdict.ts';
import type { Kind } from './resources.ts';
import type { Ec2Snapshot } from './snapshot.ts';

/** A verdict, the read that was missing for one, or null where the check does not apply. */
export type Judgement = Verdict | FailedRead | null;

interface CheckHead extends CheckText {
  id: string;
  severity: Severity;
  /** A line for `references()`; empty when no framework asks for it. */
  references: string;
}

export interface ResourceCheck<T> extends CheckHead {
  of: Kind<T>;
  /** APIs besides the listing one. */
  alsoReads?: string[];
  /** Called once per snapshot, so that look-ups are built once; the result judges each item. */
  judge(snapshot: Ec2Snapshot): (item: T, ref: ResourceRef) => Judgement;
}

/** A check with one outcome per resource of a kind. */
export function resourceCheck<T>(spec: ResourceCheck<T>): Check<Ec2Snapshot> {
  const { of, alsoReads = [], judge } = spec;
  return {
    ...head(spec),
    resourceType: of.type,
    apis: [of.api, ...alsoReads],
    listedBy: [of.api],
    evaluate(snapshot) {
      const read = of.read(snapshot);
      if (!read.ok) return [outcome(accountIn(snapshot), read, `The ${of.noun} of ${snapshot.region}`)];
      const judgeOne = judge(snapshot);
      return read.value.flatMap((item) => {
        const ref = of.ref(snapshot, item);
        const judgement = judgeOne(item, ref);
        return judgement === null ? [] : [outcome(ref, judgement, `${of.type.split('::').pop()} ${ref.name}`)];
      });
    },
  };
}

export interface AccountCheck<T> extends CheckHead {
  api: string;
  read(snapshot: Ec2Snapshot): Read<T>;
  judge(value: T, snapshot: Ec2Snapshot): Verdict;
}

/** A check of one setting that the account has in each region. */
export function accountCheck<T>(spec: AccountCheck<T>): Check<Ec2Snapshot> {
  return {
    ...head(spec),
    resourceType: 'AWS::::Account',
    apis: [spec.api],
    listedBy: [spec.api],
    evaluate(snapshot) {
      const read = spec.read(snapshot);
      const judgement = read.ok ? spec.judge(read.value, snapshot) : read;
      return [outcome(accountIn(snapshot), judgement, `Account ${snapshot.accountUid} in ${snapshot.region}`)];
    },
  };
}

/** The account as one region's settings concern it: the region tells its findings apart. */
export function accountIn(snapshot: Ec2Snapshot): ResourceRef {
  return { ...accountResource(snapshot), region: snapshot.region };
}

/** A read that AWS answered, but without the value that a verdict needs. */
export function notTold(api: string, detail: string): FailedRead {
  return { ok: false, api, outcome: 'error', errorCode: 'ValueMissing', detail };
}

/** Whole days between two instants; null when either is missing or no date. */
export function daysBetween(from: string | null, to: string): number | null {
  const days = (Date.parse(to) - Date.parse(from ?? '')) / 86_400_000;
  return Number.isFinite(days) ? Math.floor(days) : null;
}

/** "1 rule", "3 rules". */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

function head({ id, severity, references: line, ...text }: CheckHead) {
  const { title, description, risk, consequence, remediation, ownerHint } = text;
  return {
    id,
    service: 'ec2' as const,
    severity,
    compliance: references(line),
    title,
    description,
    risk,
    consequence,
    remediation,
    ownerHint,
  };
}

function outcome(resource: ResourceRef, judgement: Verdict | FailedRead, subject: string): CheckOutcome {
  return { resource, ...('ok' in judgement ? unread([judgement], subject) : { confidence: 95, ...judgement }) };
}
