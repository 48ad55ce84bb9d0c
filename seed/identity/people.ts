/** The 45 IAM users and three root users, one row each. Ages are in days before now. Data only. */
import type { AccountName } from '../accounts.ts';
import { LEGACY_USER } from '../cast.ts';
import type { TeamKey } from '../teams.ts';

export interface UserRow {
  name: string;
  account: AccountName;
  team: TeamKey | null;
  ageDays: number;
  groups?: readonly string[];
  /** AWS managed by its name, customer managed with `larkfield-` in front. */
  attached?: readonly string[];
  inline?: readonly string[];
  /** Console password. `lastLogin`: days ago; `now`: today; `lastQuarter`: before this quarter began; null: never. */
  password?: { lastLogin: number | 'now' | 'lastQuarter' | null };
  /** `thisWeek`: registered by the story of this week. */
  mfa?: 'virtual' | 'fido' | 'hardware' | 'thisWeek';
  keys?: readonly KeyRow[];
  gaps?: readonly string[];
}

export interface KeyRow {
  ageDays: number;
  active: boolean;
  /** Days ago; null: never. */
  lastUsed: number | null;
  service?: string;
}

export const USERS: readonly UserRow[] = [
  // Production: 24
  user('priya.raman', 'production', 'platform', 1320, {
    groups: ['admins'],
    password: { lastLogin: 'now' },
    mfa: 'fido',
  }),
  user('noor.haddad', 'production', 'platform', 940, {
    groups: ['admins'],
    password: { lastLogin: 'now' },
    mfa: 'virtual',
  }),
  user('oliver.grant', 'production', null, 1905, {
    attached: ['AdministratorAccess'],
    password: { lastLogin: 141 },
    mfa: 'virtual',
    gaps: ['team', 'owner'],
  }),
  user('yuki.tanaka', 'production', 'platform', 760, {
    groups: ['admins'],
    password: { lastLogin: 'lastQuarter' },
    mfa: 'virtual',
  }),
  user('break-glass-admin', 'production', 'security', 1100, {
    groups: ['admins'],
    password: { lastLogin: null },
    mfa: 'hardware',
  }),
  user('amara.okafor', 'production', 'payments', 1010, {
    groups: ['developers'],
    password: { lastLogin: 1 },
    mfa: 'fido',
  }),
  user('tomas.lindqvist', 'production', 'payments', 402, {
    groups: ['developers', 'network-operators'],
    password: { lastLogin: 1 },
  }),
  user('lucia.moretti', 'production', 'storefront', 640, {
    groups: ['developers'],
    password: { lastLogin: 1 },
    mfa: 'thisWeek',
  }),
  user('sven.aldous', 'production', 'orders', 1250, {
    groups: ['developers'],
    password: { lastLogin: 2 },
    mfa: 'virtual',
  }),
  user('wen.li', 'production', 'search', 820, { groups: ['developers'], password: { lastLogin: 3 }, mfa: 'virtual' }),
  user('hana.kobayashi', 'production', 'growth', 690, { groups: ['growth'], password: { lastLogin: 4 } }),
  user('jonas.weber', 'production', 'growth', 288, { groups: ['growth'], password: { lastLogin: 1 } }),
  user('diego.herrera', 'production', 'data', 1130, {
    groups: ['data-engineers'],
    attached: ['larkfield-models'],
    inline: ['kms-anything'],
    password: { lastLogin: 1 },
    mfa: 'virtual',
    keys: [{ ageDays: 164, active: true, lastUsed: 2, service: 's3' }],
  }),
  user('ruth.castellanos', 'production', 'finance', 1420, { groups: ['billing'], password: { lastLogin: 33 } }),
  user('mateo.silva', 'production', 'storefront', 530, { groups: ['developers'], password: { lastLogin: 61 } }),
  user('agency-brightpath', 'production', 'growth', 512, {
    attached: ['PowerUserAccess'],
    password: { lastLogin: 98 },
    gaps: ['owner'],
  }),
  user(LEGACY_USER, 'production', 'platform', 1486, {
    attached: ['AdministratorAccess'],
    password: { lastLogin: 203 },
    keys: [{ ageDays: 1104, active: true, lastUsed: 187, service: 's3' }],
    gaps: ['owner'],
  }),
  user('svc-carrier-sync', 'production', 'orders', 873, {
    inline: ['carrier-buckets'],
    keys: [
      { ageDays: 412, active: true, lastUsed: 0, service: 's3' },
      { ageDays: 29, active: true, lastUsed: 0, service: 's3' },
    ],
  }),
  user('svc-erp-export', 'production', 'finance', 1180, {
    attached: ['larkfield-erp-export'],
    keys: [{ ageDays: 890, active: true, lastUsed: 1, service: 's3' }],
  }),
  user('svc-campaign-mailer', 'production', 'growth', 77, {
    attached: ['larkfield-mailer'],
    keys: [{ ageDays: 75, active: true, lastUsed: 0, service: 'ses' }],
  }),
  user('svc-grafana', 'production', 'platform', 610, {
    attached: ['ReadOnlyAccess'],
    keys: [{ ageDays: 220, active: true, lastUsed: 0, service: 'monitoring' }],
  }),
  user('svc-monitoring-saas', 'production', 'platform', 480, {
    attached: ['CloudWatchReadOnlyAccess'],
    keys: [{ ageDays: 130, active: true, lastUsed: 0, service: 'monitoring' }],
  }),
  user('svc-terraform-old', 'production', 'platform', 1390, {
    inline: ['everything'],
    keys: [{ ageDays: 1390, active: false, lastUsed: 262, service: 'ec2' }],
    gaps: ['owner'],
  }),
  user('svc-image-resizer', 'production', 'storefront', 96, {
    attached: ['larkfield-image-resizer'],
    keys: [{ ageDays: 96, active: true, lastUsed: null }],
  }),

  // Staging: 13
  user('marcus.webb', 'staging', 'quality', 512, {
    groups: ['staging-admins'],
    password: { lastLogin: 1 },
    mfa: 'virtual',
  }),
  user('priya.raman', 'staging', 'platform', 1290, {
    groups: ['staging-admins'],
    password: { lastLogin: 9 },
    mfa: 'fido',
  }),
  user('lucia.moretti', 'staging', 'storefront', 640, {
    groups: ['staging-developers'],
    password: { lastLogin: 2 },
    mfa: 'virtual',
  }),
  user('wen.li', 'staging', 'search', 820, {
    groups: ['staging-developers'],
    password: { lastLogin: 3 },
    mfa: 'virtual',
  }),
  user('sven.aldous', 'staging', 'orders', 1190, {
    groups: ['staging-developers'],
    password: { lastLogin: 6 },
    mfa: 'virtual',
  }),
  user('isla.macrae', 'staging', 'quality', 230, { groups: ['staging-developers'], password: { lastLogin: 1 } }),
  user('teo.marchetti', 'staging', 'quality', 455, { groups: ['staging-developers'], password: { lastLogin: 70 } }),
  user('contractor-adebayo', 'staging', 'quality', 120, {
    groups: ['staging-developers'],
    password: { lastLogin: null },
    gaps: ['team', 'owner'],
  }),
  user('svc-ci-staging', 'staging', 'platform', 700, {
    attached: ['PowerUserAccess'],
    keys: [{ ageDays: 510, active: true, lastUsed: 0, service: 'ecr' }],
  }),
  user('svc-load-test', 'staging', 'quality', 300, {
    attached: ['larkfield-load-test'],
    keys: [{ ageDays: 142, active: true, lastUsed: 41, service: 'ec2' }],
  }),
  user('svc-qa-grid', 'staging', 'quality', 330, {
    attached: ['larkfield-qa-grid'],
    keys: [
      { ageDays: 330, active: true, lastUsed: 118, service: 'ec2' },
      { ageDays: 118, active: true, lastUsed: 1, service: 'ec2' },
    ],
    gaps: ['team', 'owner'],
  }),
  user('svc-seed-data', 'staging', 'data', 410, {
    attached: ['larkfield-seed-data'],
    keys: [{ ageDays: 88, active: true, lastUsed: 3, service: 's3' }],
  }),
  user('svc-metrics-staging', 'staging', 'platform', 500, {
    attached: ['CloudWatchReadOnlyAccess'],
    keys: [{ ageDays: 64, active: true, lastUsed: 0, service: 'monitoring' }],
  }),

  // Security: 8
  user('elena.petrova', 'security', 'security', 1100, {
    groups: ['security-admins'],
    password: { lastLogin: 'now' },
    mfa: 'fido',
  }),
  user('rashid.karimi', 'security', 'security', 720, {
    groups: ['security-admins'],
    password: { lastLogin: 'now' },
    mfa: 'fido',
  }),
  user('ingrid.solberg', 'security', 'security', 390, {
    groups: ['analysts'],
    password: { lastLogin: 2 },
    mfa: 'virtual',
  }),
  user('noor.haddad', 'security', 'platform', 800, {
    groups: ['analysts'],
    password: { lastLogin: 24 },
    mfa: 'virtual',
  }),
  user('audit-partner', 'security', 'security', 210, {
    groups: ['auditors'],
    password: { lastLogin: 31 },
    mfa: 'virtual',
  }),
  user('break-glass-security', 'security', 'security', 1000, {
    groups: ['security-admins'],
    password: { lastLogin: null },
    mfa: 'hardware',
  }),
  user('svc-siem-reader', 'security', 'security', 420, {
    attached: ['larkfield-siem-read'],
    keys: [{ ageDays: 61, active: true, lastUsed: 0, service: 's3' }],
  }),
  user('svc-scanner', 'security', 'security', 420, {
    attached: ['SecurityAudit'],
    keys: [{ ageDays: 133, active: true, lastUsed: 0, service: 'ec2' }],
  }),
];

/** The root users. Staging was opened by hand years ago, with a key for its first script. */
export interface RootRow {
  ageDays: number;
  lastLogin: number | null;
  mfa: 'virtual' | 'hardware' | null;
  key: KeyRow | null;
}

export const ROOTS: Record<AccountName, RootRow> = {
  production: { ageDays: 1980, lastLogin: 213, mfa: 'virtual', key: null },
  staging: {
    ageDays: 1400,
    lastLogin: 26,
    mfa: null,
    key: { ageDays: 1398, active: true, lastUsed: 402, service: 'ec2' },
  },
  security: { ageDays: 1110, lastLogin: 388, mfa: 'hardware', key: null },
};

function user(
  name: string,
  account: AccountName,
  team: TeamKey | null,
  ageDays: number,
  rest: Partial<UserRow>,
): UserRow {
  return { name, account, team, ageDays, ...rest };
}
