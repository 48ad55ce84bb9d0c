/** Passwords, MFA devices and keys of the users, as the credential report and the listing calls tell them. */
import type {
  AccessKey,
  CredentialKey,
  CredentialReport,
  CredentialRow,
  MfaDevice,
  VirtualMfaDevice,
} from '../../collectors/iam/snapshot.ts';
import { ACCOUNT_UIDS } from '../accounts.ts';
import type { AccountName } from '../accounts.ts';
import { DAY, HOUR, iso, isoSeconds, MINUTE, startOfDay, startOfQuarter } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { iamId } from '../random.ts';
import { ROOTS } from './people.ts';
import type { KeyRow, UserRow } from './people.ts';

/** The report as AWS made it shortly before the clock's moment. */
export function credentialReport(account: AccountName, users: readonly UserRow[], clock: Clock): CredentialReport {
  const generatedAt = clock.at - 4 * MINUTE;
  return {
    generatedAt: iso(generatedAt),
    isStored: false,
    rows: [rootRow(account, clock), ...users.map((row) => userRow(row, clock, generatedAt))],
    malformedLines: 0,
  };
}

/** Whether the user has a second factor at the clock's moment. */
export function hasMfa({ mfa }: UserRow, { at, story }: Clock): boolean {
  return mfa === 'thisWeek' ? at >= story.mfaEnrolled : mfa !== undefined;
}

export function devicesOf(row: UserRow, clock: Clock): MfaDevice[] {
  if (!hasMfa(row, clock)) return [];
  const accountUid = ACCOUNT_UIDS[row.account];
  const enabledAt = row.mfa === 'thisWeek' ? clock.story.mfaEnrolled : startOfDay(clock.now) - (row.ageDays - 1) * DAY;
  const kind = row.mfa === 'fido' || row.mfa === 'hardware' ? row.mfa : 'virtual';
  const serialNumber = {
    virtual: `arn:aws:iam::${accountUid}:mfa/${row.name}`,
    fido: `arn:aws:iam::${accountUid}:u2f/user/${row.name}/security-key`,
    hardware: 'GAHT12345678',
  }[kind];
  return [{ serialNumber, kind, enabledAt: isoSeconds(enabledAt) }];
}

export function virtualDevices(account: AccountName, users: readonly UserRow[], clock: Clock): VirtualMfaDevice[] {
  const accountUid = ACCOUNT_UIDS[account];
  const root: VirtualMfaDevice[] =
    ROOTS[account].mfa === 'virtual'
      ? [
          {
            serialNumber: `arn:aws:iam::${accountUid}:mfa/root-account-mfa-device`,
            userArn: `arn:aws:iam::${accountUid}:root`,
            enabledAt: iso(startOfDay(clock.now) - 1900 * DAY),
          },
        ]
      : [];
  const personal = users.flatMap((row) =>
    devicesOf(row, clock)
      .filter(({ kind }) => kind === 'virtual')
      .map(({ serialNumber, enabledAt }) => ({
        serialNumber,
        userArn: `arn:aws:iam::${accountUid}:user/${row.name}`,
        enabledAt,
      })),
  );
  return [...root, ...personal];
}

export function accessKeysOf(row: UserRow, { now }: Clock): AccessKey[] {
  return (row.keys ?? []).map(({ ageDays, active }, index) => ({
    id: accessKeyId(row.account, row.name, index),
    active,
    createdAt: isoSeconds(startOfDay(now) - ageDays * DAY + 10 * HOUR),
  }));
}

export function accessKeyId(account: AccountName, user: string, index = 0): string {
  return iamId('AKIA', `${account}|${user}|${index}`);
}

function rootRow(account: AccountName, { now }: Clock): CredentialRow {
  const { ageDays, lastLogin, mfa, key } = ROOTS[account];
  const today = startOfDay(now);
  return {
    user: '<root_account>',
    arn: `arn:aws:iam::${ACCOUNT_UIDS[account]}:root`,
    isRoot: true,
    createdAt: iso(today - ageDays * DAY),
    passwordEnabled: null,
    passwordLastUsed: lastLogin === null ? null : iso(today - lastLogin * DAY + 13 * HOUR),
    passwordLastChanged: null,
    mfaActive: mfa !== null,
    keys: [keyRow(1, key ?? undefined, now, now), keyRow(2, undefined, now, now)],
    activeCertificates: 0,
    unreadable: [],
  };
}

function userRow(row: UserRow, clock: Clock, generatedAt: number): CredentialRow {
  const { now } = clock;
  const createdAt = startOfDay(now) - row.ageDays * DAY + 9 * HOUR;
  return {
    user: row.name,
    arn: `arn:aws:iam::${ACCOUNT_UIDS[row.account]}:user/${row.name}`,
    isRoot: false,
    createdAt: iso(createdAt),
    passwordEnabled: row.password !== undefined,
    passwordLastUsed: lastLogin(row, clock, generatedAt),
    passwordLastChanged: row.password ? iso(createdAt + Math.min(row.ageDays, 30) * DAY) : null,
    mfaActive: hasMfa(row, clock),
    keys: [keyRow(1, row.keys?.[0], now, generatedAt), keyRow(2, row.keys?.[1], now, generatedAt)],
    activeCertificates: 0,
    unreadable: [],
  };
}

function lastLogin({ password }: UserRow, { now }: Clock, generatedAt: number): string | null {
  if (!password || password.lastLogin === null) return null;
  const quarter = startOfQuarter(generatedAt);
  // Also on the first morning of a quarter this must lie within it.
  if (password.lastLogin === 'now') return isoSeconds(generatedAt - Math.min(3 * HOUR, (generatedAt - quarter) / 2));
  if (password.lastLogin === 'lastQuarter') return iso(startOfQuarter(now) - 9 * DAY + 8 * HOUR);
  return isoSeconds(daysBack(password.lastLogin, now, generatedAt));
}

function keyRow(number: 1 | 2, key: KeyRow | undefined, now: number, seenAt: number): CredentialKey {
  if (!key)
    return { number, active: false, lastRotated: null, lastUsed: null, lastUsedRegion: null, lastUsedService: null };
  const lastUsed = key.lastUsed === null ? null : isoSeconds(daysBack(key.lastUsed, now, seenAt));
  return {
    number,
    active: key.active,
    lastRotated: isoSeconds(startOfDay(now) - key.ageDays * DAY + 10 * HOUR),
    lastUsed,
    lastUsedRegion: lastUsed ? 'us-east-1' : null,
    lastUsedService: lastUsed ? (key.service ?? null) : null,
  };
}

/** What happens every few days is as long ago at an earlier look; a long silence began at one moment. Both in full days. */
function daysBack(days: number, now: number, seenAt: number): number {
  return (days > 20 ? now : seenAt) - days * DAY - 2 * HOUR;
}
