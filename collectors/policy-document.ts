/**
 * AWS policy documents (identity, trust and resource policies) as typed data. Pure: what cannot be parsed is a value,
 * never an exception. Source of the grammar: IAM User Guide, "IAM JSON policy elements reference".
 */

/** One condition: `{ StringEquals: { 'aws:SourceAccount': '1' } }` is operator, lower-case key, values. */
export interface PolicyCondition {
  operator: string;
  key: string;
  values: string[];
}

/** Principals by kind. `anyone`: `"*"` or `{ "AWS": "*" }`. */
export interface PolicyPrincipals {
  anyone: boolean;
  aws: string[];
  services: string[];
  federated: string[];
  canonicalUsers: string[];
}

/** One statement. Of each pair (actions, notActions) one is null; both may be null in what people write. */
export interface PolicyStatement {
  sid: string | null;
  effect: 'Allow' | 'Deny';
  actions: string[] | null;
  notActions: string[] | null;
  resources: string[] | null;
  notResources: string[] | null;
  principals: PolicyPrincipals | null;
  notPrincipals: PolicyPrincipals | null;
  conditions: PolicyCondition[];
}

export interface PolicyDocument {
  statements: PolicyStatement[];
}

/** A document, or why it is none. The text itself stays with the caller. */
export type ParsedPolicy = { ok: true; document: PolicyDocument } | { ok: false; reason: string };

/**
 * Parses policy text: JSON as it is (S3), or URL-encoded as IAM returns it. Single values count as lists of one.
 * Anything that is not a policy (not JSON, no statement, an unknown effect) is `ok: false` with the reason.
 */
export function parsePolicy(text: string): ParsedPolicy {
  const json = parseJson(text);
  if (json === undefined) return { ok: false, reason: 'it is not JSON' };
  if (!isRecord(json)) return { ok: false, reason: 'it is not a JSON object' };
  const written = json['Statement'];
  if (written === undefined) return { ok: false, reason: 'it has no Statement' };
  const statements: PolicyStatement[] = [];
  for (const entry of Array.isArray(written) ? (written as unknown[]) : [written]) {
    const statement = isRecord(entry) ? parseStatement(entry) : null;
    if (!statement)
      return { ok: false, reason: `statement ${statements.length + 1} has neither Effect Allow nor Effect Deny` };
    statements.push(statement);
  }
  return { ok: true, document: { statements } };
}

/**
 * Whether an IAM pattern (`s3:Get*`, `arn:aws:s3:::a?c`) matches a text; `*` is any run, `?` one character. Actions
 * compare without case: pass `ignoreCase`.
 */
export function matchesPattern(pattern: string, text: string, ignoreCase = false): boolean {
  return ignoreCase ? glob(pattern.toLowerCase(), text.toLowerCase()) : glob(pattern, text);
}

/** Whether the statement's Action or NotAction covers the action, e.g. `iam:PassRole`. */
export function coversAction({ actions, notActions }: PolicyStatement, action: string): boolean {
  if (actions) return actions.some((pattern) => matchesPattern(pattern, action, true));
  return notActions !== null && !notActions.some((pattern) => matchesPattern(pattern, action, true));
}

/** Linear in practice: on a mismatch it goes back to the last `*` only, so that no pattern can make it explode. */
function glob(pattern: string, text: string): boolean {
  let at = 0;
  let from = 0;
  let star = -1;
  let starText = 0;
  while (from < text.length) {
    if (at < pattern.length && pattern[at] === '*') {
      star = at++;
      starText = from;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[from])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      at = star + 1;
      from = ++starText;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

function parseJson(text: string): unknown {
  const trimmed = text.trim();
  try {
    return JSON.parse(trimmed.startsWith('%') ? decodeURIComponent(trimmed) : trimmed) as unknown;
  } catch {
    return undefined;
  }
}

function parseStatement(written: Record<string, unknown>): PolicyStatement | null {
  const effect = written['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') return null;
  return {
    sid: typeof written['Sid'] === 'string' && written['Sid'] !== '' ? written['Sid'] : null,
    effect,
    actions: strings(written['Action']),
    notActions: strings(written['NotAction']),
    resources: strings(written['Resource']),
    notResources: strings(written['NotResource']),
    principals: parsePrincipals(written['Principal']),
    notPrincipals: parsePrincipals(written['NotPrincipal']),
    conditions: parseConditions(written['Condition']),
  };
}

function parsePrincipals(written: unknown): PolicyPrincipals | null {
  if (written === undefined || written === null) return null;
  const byKind = isRecord(written) ? written : { AWS: written };
  const aws = strings(byKind['AWS']) ?? [];
  return {
    anyone: aws.includes('*'),
    aws: aws.filter((principal) => principal !== '*'),
    services: strings(byKind['Service']) ?? [],
    federated: strings(byKind['Federated']) ?? [],
    canonicalUsers: strings(byKind['CanonicalUser']) ?? [],
  };
}

function parseConditions(written: unknown): PolicyCondition[] {
  if (!isRecord(written)) return [];
  return Object.entries(written).flatMap(([operator, keys]) =>
    isRecord(keys)
      ? Object.entries(keys).map(([key, values]) => ({
          operator,
          key: key.toLowerCase(),
          values: strings(values) ?? [],
        }))
      : [],
  );
}

function strings(written: unknown): string[] | null {
  if (written === undefined || written === null) return null;
  return (Array.isArray(written) ? (written as unknown[]) : [written])
    .filter((value) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(String);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
