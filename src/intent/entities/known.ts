/** Names that exist in the estate, looked up without walking the lists for every question. */

/** What the estate is known to hold; every list is optional but the accounts. Names are matched without case. */
export interface KnownNames {
  accounts: { uid: string; name: string }[];
  regions?: string[];
  users?: string[];
  buckets?: string[];
  roles?: string[];
  instances?: string[];
  /** Values of the tag `team`. */
  teams?: string[];
}

type KnownType = 'user' | 'bucket' | 'role' | 'instance';

export interface NameIndex {
  accounts: { uid: string; name: string }[];
  /** Lower-case name → the kind of thing and its name as the estate writes it. */
  names: ReadonlyMap<string, { type: KnownType; value: string }>;
  regions: ReadonlySet<string>;
  teams: readonly string[];
}

/** The index of a list of names; built once per list, and small enough to keep while the list lives. */
export function nameIndex(known: KnownNames | undefined): NameIndex {
  if (!known) return EMPTY;
  const kept = INDEXES.get(known);
  if (kept) return kept;
  const names = new Map<string, { type: KnownType; value: string }>();
  for (const value of known.instances ?? []) names.set(value.toLowerCase(), { type: 'instance', value });
  for (const value of known.roles ?? []) names.set(value.toLowerCase(), { type: 'role', value });
  for (const value of known.users ?? []) names.set(value.toLowerCase(), { type: 'user', value });
  for (const value of known.buckets ?? []) names.set(value.toLowerCase(), { type: 'bucket', value });
  const index = {
    accounts: known.accounts,
    names,
    regions: new Set(known.regions?.map((region) => region.toLowerCase())),
    teams: (known.teams ?? []).map((team) => team.toLowerCase()).filter((team) => /^[a-z][\w-]*$/.test(team)),
  };
  INDEXES.set(known, index);
  return index;
}

const EMPTY: NameIndex = { accounts: [], names: new Map(), regions: new Set(), teams: [] };
const INDEXES = new WeakMap<KnownNames, NameIndex>();
