/** The connection test: the role opens with its ExternalId, and stays shut without it and with a wrong one. */
import { randomBytes } from 'node:crypto';
import { openSession, SessionError, type SessionOptions } from '../../collectors/session.ts';

/** One attempt to assume the role. `ok` means that it ended as it must. */
export interface AccountCheck {
  check: 'with_external_id' | 'without_external_id' | 'wrong_external_id';
  ok: boolean;
  detail: string;
}

export interface AccountTestReport {
  ok: boolean;
  detail: string;
  checks: AccountCheck[];
}

export interface TestedRole {
  accountUid: string;
  roleArn: string;
  externalId: string;
}

/** For the whole test, ms. */
const TEST_TIMEOUT_MS = 30_000;

/**
 * Tries the role three ways. The refusals only count once the right ExternalId has opened it: before, anything could be
 * the reason. Source: IAM User Guide, "The confused deputy problem". Never throws for what AWS answers.
 */
export async function testAccount(role: TestedRole, session: Partial<SessionOptions> = {}): Promise<AccountTestReport> {
  const common = { ...session, roleArn: role.roleArn, signal: AbortSignal.timeout(TEST_TIMEOUT_MS) };
  const right = await attempt({ ...common, accountUid: role.accountUid, externalId: role.externalId });
  if (right !== null) {
    const detail = `The role does not open with its ExternalId. ${advice(right)}`;
    return { ok: false, detail, checks: [{ check: 'with_external_id', ok: false, detail }] };
  }
  const checks: AccountCheck[] = [
    { check: 'with_external_id', ok: true, detail: 'The role opens with its ExternalId.' },
    refusal('without_external_id', 'without an ExternalId', await attempt(common)),
    refusal(
      'wrong_external_id',
      'with a wrong ExternalId',
      await attempt({ ...common, externalId: `${role.externalId}-${randomBytes(6).toString('hex')}` }),
    ),
  ];
  const bad = checks.filter((check) => !check.ok);
  const detail = (bad.length > 0 ? bad : checks).map((check) => check.detail).join(' ');
  return { ok: bad.length === 0, detail, checks };
}

/** Null when the role opened, else why not. */
async function attempt(options: SessionOptions): Promise<SessionError | null> {
  try {
    // A region is named so that nothing but STS is asked.
    const session = await openSession({ ...options, regions: ['us-east-1'] });
    session.close();
    return null;
  } catch (error) {
    if (error instanceof SessionError) return error;
    throw error;
  }
}

function refusal(check: AccountCheck['check'], how: string, error: SessionError | null): AccountCheck {
  if (error === null)
    return {
      check,
      ok: false,
      detail: `The role also opens ${how}: anybody whom the trust policy names could be made to read this account. Add the condition sts:ExternalId to the trust policy.`,
    };
  if (error.code === 'assume_role_denied') return { check, ok: true, detail: `AWS refuses it ${how}.` };
  return { check, ok: false, detail: `Whether it opens ${how} could not be tried: ${error.message}` };
}

function advice(error: SessionError): string {
  const next: Record<SessionError['code'], string> = {
    no_credentials: 'Give Assay AWS credentials of its own first (for example AWS_PROFILE), and restart it.',
    assume_role_denied:
      'Check that the role exists, that its trust policy names the identity Assay runs as and exactly this ExternalId, and that this identity may call sts:AssumeRole.',
    wrong_account: 'Connect the account that the role belongs to.',
    unreachable: 'Check that this machine can reach AWS STS.',
    rejected: 'Try again; if it stays, check the credentials that Assay runs with.',
  };
  return `${error.message} ${next[error.code]}`;
}
