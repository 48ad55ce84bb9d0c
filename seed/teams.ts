import type { AccountName } from './accounts.ts';

/** A team and who answers for its resources. */
export interface Team {
  name: string;
  owner: string;
  costCentre: string;
}

export const TEAMS = {
  platform: team('platform', 'priya.raman', 'cc-1010'),
  storefront: team('storefront', 'lucia.moretti', 'cc-2010'),
  payments: team('payments', 'amara.okafor', 'cc-2020'),
  orders: team('orders', 'sven.aldous', 'cc-2030'),
  search: team('search', 'wen.li', 'cc-2040'),
  growth: team('growth', 'hana.kobayashi', 'cc-3010'),
  data: team('data', 'diego.herrera', 'cc-4010'),
  finance: team('finance-systems', 'ruth.castellanos', 'cc-5010'),
  quality: team('quality', 'marcus.webb', 'cc-1030'),
  security: team('security', 'elena.petrova', 'cc-1020'),
} as const;

export type TeamKey = keyof typeof TEAMS;

/** Tags as Larkfield's guide asks for them; `gaps` names the keys that someone forgot. */
export function standardTags(
  teamKey: TeamKey,
  account: AccountName,
  extra: Record<string, string> = {},
  gaps: readonly string[] = [],
): Record<string, string> {
  const { name, owner, costCentre } = TEAMS[teamKey];
  const tags: Record<string, string> = {
    team: name,
    owner,
    environment: account,
    'cost-centre': costCentre,
    ...extra,
  };
  for (const gap of gaps) delete tags[gap];
  return tags;
}

function team(name: string, person: string, costCentre: string): Team {
  return { name, owner: `${person}@larkfield.example`, costCentre };
}
