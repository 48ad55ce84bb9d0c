import type { CheckOutcome } from '../../collector.ts';
import type { PolicyDocument } from '../../policy-document.ts';
import { fail, pass, type Verdict } from '../../verdict.ts';
import { groupRef, policyRef, roleRef, userRef } from '../refs.ts';
import { holdersOf, ownPolicies, parsedPolicy } from '../rights.ts';
import type { IamPolicy, IamSnapshot, PolicyHolder } from '../snapshot.ts';
import { shown } from './check.ts';
import { forEntities, isServiceLinked, unusable } from './outcomes.ts';

/** What a judge found in one policy document: null for nothing wrong, else the evidence of it. */
export type Flaw = Record<string, unknown> | null;

/**
 * Judges managed policies by their text. `says` completes "Policy X …" for a flawed and for a sound one. Policies that
 * `select` leaves out have no outcome; a text that is missing or malformed is a Warning.
 */
export function forManagedPolicies(
  snapshot: IamSnapshot,
  select: (policy: IamPolicy) => boolean,
  flawOf: (document: PolicyDocument, policy: IamPolicy) => Flaw,
  says: { flawed: string; sound: string },
): CheckOutcome[] {
  const { authorization } = snapshot;
  return forEntities(snapshot, authorization.policies.filter(select), policyRef, (policy) => {
    const parsed = parsedPolicy(policy);
    const holders = holdersOf(authorization, policy.arn);
    const attached = {
      attachmentCount: policy.attachmentCount,
      attachedTo: holders.slice(0, MOST_NAMED),
      defaultVersionId: policy.defaultVersionId,
    };
    if (!parsed?.ok) return unusable(`Policy ${shown(policy)}`, parsed?.reason ?? 'its text did not come', attached);
    const flaw = flawOf(parsed.document, policy);
    return flaw
      ? fail(`Policy ${shown(policy)} ${says.flawed}${attachedTo(policy, holders)}.`, { ...flaw, ...attached })
      : pass(`Policy ${shown(policy)} ${says.sound}.`, attached);
  });
}

/**
 * Judges users, groups and roles by the policies written on them (inline); those without any, and service-linked
 * roles, have no outcome. `says` completes "… X has an inline policy that …".
 */
export function forInlinePolicies(
  snapshot: IamSnapshot,
  flawOf: (document: PolicyDocument) => Flaw,
  says: string,
): CheckOutcome[] {
  const { authorization } = snapshot;
  const { users, groups, roles } = authorization;
  const judge = (kind: string) => (holder: PolicyHolder) => inlineVerdict(snapshot, kind, holder, flawOf, says);
  const complete: IamSnapshot = { ...snapshot, authorization: { ...authorization, failure: null } };
  return [
    ...forEntities(complete, users, userRef, judge('User')),
    ...forEntities(complete, groups, groupRef, judge('Group')),
    // The last one adds the Warning of a sweep that broke off, once.
    ...forEntities(
      snapshot,
      roles.filter((role) => !isServiceLinked(role)),
      roleRef,
      judge('Role'),
    ),
  ];
}

/** How many holders are named in evidence; the count is always whole. */
const MOST_NAMED = 25;

function inlineVerdict(
  { authorization }: IamSnapshot,
  kind: string,
  holder: PolicyHolder,
  flawOf: (document: PolicyDocument) => Flaw,
  says: string,
): Verdict | null {
  const inline = ownPolicies(authorization, holder).filter(({ arn }) => arn === null);
  if (inline.length === 0) return null;
  const flaws = inline.flatMap(({ name, parsed }) => {
    const flaw = parsed?.ok ? flawOf(parsed.document) : null;
    return flaw ? [{ policy: name, ...flaw }] : [];
  });
  const names = inline.map(({ name }) => name);
  if (flaws.length > 0) {
    const list = flaws.map(({ policy }) => shown({ name: policy })).join(', ');
    return fail(`${kind} ${shown(holder)} has an inline policy that ${says}: ${list}.`, {
      inlinePolicies: names,
      flaws,
    });
  }
  const broken = inline.find(({ parsed }) => !parsed?.ok);
  if (broken) {
    const reason = broken.parsed && !broken.parsed.ok ? broken.parsed.reason : 'its text did not come';
    return unusable(`Inline policy ${shown(broken)} of ${kind.toLowerCase()} ${shown(holder)}`, reason, {
      inlinePolicies: names,
    });
  }
  return pass(`${kind} ${shown(holder)} has no inline policy that ${says}.`, { inlinePolicies: names });
}

function attachedTo({ attachmentCount }: IamPolicy, holders: string[]): string {
  if (holders.length === 0) return attachmentCount === 0 ? '; it is attached to nobody' : '';
  const named = holders.slice(0, 3).map((name) => shown({ name }));
  const more = holders.length - named.length;
  return `; it is attached to ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
