import { ESCALATIONS, type Escalation } from './escalations.ts';
import { coversAction, matchesPattern, type PolicyDocument, type PolicyStatement } from './policy-document.ts';

/**
 * Whether the policy makes whoever holds it an administrator: every action on every resource, or everything except a
 * list that leaves all of IAM in (with that, the rest can be granted to oneself). A condition does not take the power
 * away, only its occasion, so conditional grants count. A Deny of everything does.
 */
export function allowsAdministration(document: PolicyDocument): boolean {
  return (
    document.statements.some(
      (statement) =>
        statement.effect === 'Allow' &&
        coversEveryResource(statement) &&
        (statement.actions
          ? statement.actions.some((action) => /^\*+(:\*+)?$/.test(action))
          : statement.notActions !== null && !statement.notActions.some(touchesIam)),
    ) && !denies(document, ANY_ACTION)
  );
}

/** Whether it allows every action of one service (`kms`) on every resource; any lasting Deny in that service ends that. */
export function allowsWholeService(document: PolicyDocument, service: string): boolean {
  const probe = `${service}:${ANY_ACTION}`;
  return (
    document.statements.some(
      (statement) => statement.effect === 'Allow' && coversEveryResource(statement) && coversAction(statement, probe),
    ) &&
    !document.statements.some(
      (statement) =>
        isLastingDeny(statement) &&
        (statement.actions
          ? statement.actions.some((pattern) => matchesPattern(pattern.split(':')[0] ?? '', service, true))
          : coversAction(statement, probe)),
    )
  );
}

/** Whether one action is allowed on every resource, e.g. `aws-marketplace:Subscribe`. */
export function allowsEverywhere(document: PolicyDocument, action: string): boolean {
  return (
    document.statements.some(
      (statement) => statement.effect === 'Allow' && coversEveryResource(statement) && coversAction(statement, action),
    ) && !denies(document, action)
  );
}

/**
 * The known ways in which this one policy lets its holder gain rights that it does not itself grant. An action counts
 * when it is allowed on broad resources (`*`, `…:role/*`), not on the caller's own user, and no condition narrows it.
 */
export function escalationsIn(document: PolicyDocument): Escalation[] {
  const granted = new Map<string, boolean>();
  const isGranted = (action: string) => {
    const known = granted.get(action) ?? grantsBroadly(document, action);
    granted.set(action, known);
    return known;
  };
  return ESCALATIONS.filter(({ actions }) => actions.every(isGranted));
}

/** Whether the action is allowed on broad resources without a narrowing condition, and not denied. */
export function grantsBroadly(document: PolicyDocument, action: string): boolean {
  return (
    document.statements.some(
      (statement) =>
        statement.effect === 'Allow' &&
        coversAction(statement, action) &&
        (statement.notResources !== null || (statement.resources ?? []).some(isBroadResource)) &&
        statement.conditions.every(({ key }) => HARMLESS_CONDITIONS.has(key)),
    ) && !denies(document, action)
  );
}

/** `*`, or an ARN whose last part is nothing but a wildcard and names no one: `arn:aws:iam::1:role/*`. */
export function isBroadResource(resource: string): boolean {
  if (resource.includes('${')) return false;
  if (/^[*?]+$/.test(resource)) return true;
  if (!resource.startsWith('arn:')) return false;
  const part = resource.split(':').slice(5).join(':');
  return /^([a-z-]+[/:])?\*+$/i.test(part) || (part === '' && resource.endsWith('*'));
}

/** A name that no action has: only a wildcard covers it. */
const ANY_ACTION = 'every~action';

/** These say when, where from or through what, not on whom. */
const HARMLESS_CONDITIONS = new Set([
  'aws:multifactorauthpresent',
  'aws:multifactorauthage',
  'aws:securetransport',
  'aws:requestedregion',
  'aws:sourceip',
  'aws:currenttime',
  'iam:passedtoservice',
]);

function coversEveryResource({ resources, notResources }: PolicyStatement): boolean {
  return notResources !== null || (resources ?? []).some((resource) => /^(\*+|arn:\*+(:\*+)*)$/.test(resource));
}

function touchesIam(pattern: string): boolean {
  return matchesPattern(pattern.split(':')[0] ?? '', 'iam', true);
}

function isLastingDeny(statement: PolicyStatement): boolean {
  return statement.effect === 'Deny' && statement.conditions.length === 0 && coversEveryResource(statement);
}

function denies({ statements }: PolicyDocument, action: string): boolean {
  return statements.some((statement) => isLastingDeny(statement) && coversAction(statement, action));
}
