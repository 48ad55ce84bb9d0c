import { parsePolicy, type ParsedPolicy } from '../policy-document.ts';
import { allowsAdministration } from '../policy-power.ts';
import type { AuthorizationDetails, IamPolicy, IamUser, PolicyHolder } from './snapshot.ts';

/** One policy that gives a holder rights, and the way it arrives: `attached:X`, `inline:X`, `group:G`. */
export interface HeldPolicy {
  via: string;
  name: string;
  /** null for inline policies. */
  arn: string | null;
  /** null: the text did not come with the read. */
  parsed: ParsedPolicy | null;
}

/** Whether somebody is an administrator; `isAdmin` null means that it could not be told. */
export interface Administration {
  isAdmin: boolean | null;
  via: string[];
}

/** The policies attached to or written on one holder itself. */
export function ownPolicies(authorization: AuthorizationDetails, holder: PolicyHolder): HeldPolicy[] {
  const { policies } = indexOf(authorization);
  return [
    ...holder.attachedPolicies.map(({ name, arn }) => {
      const policy = policies.get(arn);
      return { via: `attached:${name}`, name, arn, parsed: policy ? parsedPolicy(policy) : null };
    }),
    ...holder.inlinePolicies.map((policy) => ({
      via: `inline:${policy.name}`,
      name: policy.name,
      arn: null,
      parsed: parsedPolicy(policy),
    })),
  ];
}

/** A user's own policies and those of its groups; `isComplete` is false when a group was not among what was read. */
export function userPolicies(
  authorization: AuthorizationDetails,
  user: IamUser,
): { held: HeldPolicy[]; isComplete: boolean } {
  const index = indexOf(authorization);
  const groups = user.groups.map((name) => ({ name, group: index.groups.get(name) }));
  return {
    held: [
      ...ownPolicies(authorization, user),
      ...groups.flatMap(({ name, group }) =>
        group ? ownPolicies(authorization, group).map((policy) => ({ ...policy, via: `group:${name}` })) : [],
      ),
    ],
    isComplete: groups.every(({ group }) => group !== undefined),
  };
}

/** Administrator by what the user holds itself or through groups. */
export function administrationOfUser(authorization: AuthorizationDetails, user: IamUser): Administration {
  const { held, isComplete } = userPolicies(authorization, user);
  return administrationIn(held, isComplete);
}

/** Administrator by what the role or group holds. */
export function administrationOf(authorization: AuthorizationDetails, holder: PolicyHolder): Administration {
  return administrationIn(ownPolicies(authorization, holder), true);
}

/** Whether one policy makes its holder an administrator; null when its text is missing or malformed. */
export function isAdministrative({ arn, parsed }: Pick<HeldPolicy, 'arn' | 'parsed'>): boolean | null {
  if (arn !== null && isAwsPolicy(arn, 'AdministratorAccess')) return true;
  return parsed?.ok ? allowsAdministration(parsed.document) : null;
}

/** Whether the ARN is that AWS managed policy, in any partition. Job-function policies have a longer path. */
export function isAwsPolicy(arn: string, name: string): boolean {
  return (
    /^arn:[a-z-]+:iam::aws:policy\/(?:[^/]+\/)*/.exec(arn)?.[0] === arn.slice(0, -name.length) && arn.endsWith(name)
  );
}

/** A policy's text, parsed once however often it is asked for. null when there is no text. */
export function parsedPolicy(policy: { document: string | null }): ParsedPolicy | null {
  if (policy.document === null) return null;
  const known = parsedOnce.get(policy) ?? parsePolicy(policy.document);
  parsedOnce.set(policy, known);
  return known;
}

/** Names of the users in each group. */
export function membersByGroup({ users }: AuthorizationDetails): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const { name, groups } of users)
    for (const group of groups) members.set(group, [...(members.get(group) ?? []), name]);
  return members;
}

/** Who a managed policy is attached to: `user alice`, `group admins`, `role app`. */
export function holdersOf(authorization: AuthorizationDetails, policyArn: string): string[] {
  return indexOf(authorization).holders.get(policyArn) ?? [];
}

function administrationIn(held: HeldPolicy[], isComplete: boolean): Administration {
  const verdicts = held.map((policy) => ({ via: policy.via, isAdmin: isAdministrative(policy) }));
  const via = [...new Set(verdicts.filter(({ isAdmin }) => isAdmin === true).map((verdict) => verdict.via))];
  if (via.length > 0) return { isAdmin: true, via };
  return { isAdmin: isComplete && verdicts.every(({ isAdmin }) => isAdmin === false) ? false : null, via };
}

const parsedOnce = new WeakMap<object, ParsedPolicy>();

interface Index {
  policies: Map<string, IamPolicy>;
  groups: Map<string, PolicyHolder>;
  holders: Map<string, string[]>;
}

const indexes = new WeakMap<AuthorizationDetails, Index>();

function indexOf(authorization: AuthorizationDetails): Index {
  const known = indexes.get(authorization) ?? {
    policies: new Map(authorization.policies.map((policy) => [policy.arn, policy])),
    groups: new Map(authorization.groups.map((group) => [group.name, group])),
    holders: holdersByPolicy(authorization),
  };
  indexes.set(authorization, known);
  return known;
}

function holdersByPolicy({ users, groups, roles }: AuthorizationDetails): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  const kinds = [
    ['user', users],
    ['group', groups],
    ['role', roles],
  ] as const;
  for (const [kind, list] of kinds)
    for (const { name, attachedPolicies } of list)
      for (const { arn } of attachedPolicies) {
        const known = holders.get(arn);
        if (known) known.push(`${kind} ${name}`);
        else holders.set(arn, [`${kind} ${name}`]);
      }
  return holders;
}
