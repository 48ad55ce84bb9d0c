import type { PolicyCondition, PolicyPrincipals, PolicyStatement } from './policy-document.ts';

/** To whom one Allow statement of a resource or trust policy gives access. Deny statements give to nobody. */
export interface GrantScope {
  /** Anyone, AWS customer or not: principal `*` and no condition that ties it to somebody. */
  isPublic: boolean;
  /** Account ids other than the policy's own, sorted. */
  otherAccounts: string[];
  /** AWS organisations and organisation paths that conditions limit it to. */
  organizations: string[];
  /** AWS service principals, e.g. `lambda.amazonaws.com`. */
  services: string[];
  /** Identity providers (SAML, OpenID Connect, web identity). */
  federated: string[];
  /** Condition keys that keep `*` from meaning anyone, e.g. `aws:sourcevpce`. */
  restrictedBy: string[];
}

/**
 * Who a statement lets in. `*` is not public when a condition with a positive operator fixes the caller: organisation,
 * account, principal, source ARN or account, VPC or VPC endpoint, or an address range that is private or no wider
 * than /8 (IPv4) or /32 (IPv6). `IfExists`, `ForAllValues` and wildcard values fix nothing.
 * Source: S3 User Guide, "The meaning of public".
 */
export function grantScope(statement: PolicyStatement, ownAccountUid: string): GrantScope {
  const scope: GrantScope = {
    isPublic: false,
    otherAccounts: [],
    organizations: [],
    services: [],
    federated: [],
    restrictedBy: [],
  };
  const { effect, principals, notPrincipals } = statement;
  if (effect === 'Deny' || (!principals && !notPrincipals)) return scope;
  const restricting = statement.conditions.filter(fixesCaller);
  // An Allow with NotPrincipal lets in everybody else.
  const anyone = notPrincipals !== null || principals?.anyone === true;
  scope.restrictedBy = unique(restricting.map(({ key }) => key));
  scope.isPublic = anyone && restricting.length === 0;
  scope.services = principals?.services ?? [];
  scope.federated = principals?.federated ?? [];
  scope.organizations = anyone ? unique(valuesOf(restricting, ORGANIZATION_KEYS)) : [];
  const named = principals ? accountsOf(principals) : [];
  const conditional = anyone ? valuesOf(restricting, ACCOUNT_KEYS).flatMap(accountIn) : [];
  scope.otherAccounts = unique([...named, ...conditional]).filter((account) => account !== ownAccountUid);
  return scope;
}

/** The principals of a statement as written, for people: ARNs, account ids, services, `*`. */
export function principalNames({ principals, notPrincipals }: PolicyStatement): string[] {
  const names = ({ anyone, aws, services, federated, canonicalUsers }: PolicyPrincipals) => [
    ...(anyone ? ['*'] : []),
    ...aws,
    ...services,
    ...federated,
    ...canonicalUsers,
  ];
  return [
    ...(principals ? names(principals) : []),
    ...(notPrincipals ? names(notPrincipals).map((name) => `everyone except ${name}`) : []),
  ];
}

/** Whether a condition, with these values, ties a request to particular callers or networks. */
export function fixesCaller({ operator, key, values }: PolicyCondition): boolean {
  if (values.length === 0 || !POSITIVE.test(operator)) return false;
  if (key === 'aws:sourceip' || key === 'aws:vpcsourceip')
    return /^(ForAnyValue:)?IpAddress$/i.test(operator) && values.every(isLimitedRange);
  if (!CALLER_KEYS.has(key)) return false;
  return values.every((value) => isFixed(value, key));
}

const POSITIVE = /^(ForAnyValue:)?(StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike|IpAddress)$/i;

const ORGANIZATION_KEYS = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
]);

const ACCOUNT_KEYS = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourcearn',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  'kms:calleraccount',
]);

const CALLER_KEYS = new Set([
  ...ORGANIZATION_KEYS,
  ...ACCOUNT_KEYS,
  'aws:userid',
  'aws:username',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourcevpcarn',
]);

/** ARNs may hold wildcards as long as the account is written out; anything else must be a plain value. */
function isFixed(value: string, key: string): boolean {
  if (value.includes('${')) return false;
  if (!/[*?]/.test(value)) return value !== '';
  if (key === 'aws:principalorgpaths' || key === 'aws:sourceorgpaths') return /^o-[a-z0-9]+\//.test(value);
  if (value.startsWith('arn:')) return /^\d{12}$/.test(value.split(':')[4] ?? '');
  return key === 'aws:userid' && /^[A-Z0-9]{16,}:/.test(value);
}

function isLimitedRange(range: string): boolean {
  const [address = '', bits] = range.split('/');
  if (address.includes(':')) {
    if (/^f[cd][0-9a-f]{2}:/i.test(address)) return true;
    return (bits === undefined ? 128 : Number(bits)) >= 32;
  }
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) return false;
  return (bits === undefined ? 32 : Number(bits)) >= 8;
}

function accountsOf({ aws, canonicalUsers }: PolicyPrincipals): string[] {
  return [...aws.flatMap(accountIn), ...canonicalUsers.map((id) => `canonical user ${id}`)];
}

/** `123456789012`, or the account of an ARN; AWS's own (`arn:aws:iam::cloudfront:…`) and deleted principals have none. */
function accountIn(text: string): string[] {
  if (/^\d{12}$/.test(text)) return [text];
  const account = text.startsWith('arn:') ? text.split(':')[4] : undefined;
  return account !== undefined && /^\d{12}$/.test(account) ? [account] : [];
}

function valuesOf(conditions: PolicyCondition[], keys: ReadonlySet<string>): string[] {
  return conditions.filter(({ key }) => keys.has(key)).flatMap(({ values }) => values);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted();
}
