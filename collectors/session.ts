/**
 * One account's way in: credentials, endpoint and clients, one client per service and region. Retries with jitter,
 * time-outs and the region deadline are set here and nowhere else.
 */
import { randomBytes } from 'node:crypto';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@aws-sdk/types';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { classifyAwsError } from './aws-errors.ts';
import type { FailedRead } from './coverage.ts';
import { addressByAccountHeader } from './endpoints.ts';
import { createAwsHttpHandler } from './foreign-answers.ts';
import { failedRead } from './read-result.ts';
import { DEFAULT_RETRIES, createRetryStrategy, type RetrySettings } from './retry.ts';

/** Constructor of any AWS SDK v3 client, e.g. `IAMClient`. */
export type ClientConstructor<C> = new (configuration: Record<string, unknown>) => C;

/** What a collector's `read` gets. */
export interface Session {
  accountUid: string;
  partition: string;
  /** The client of this account for a region; made once, closed with the session. */
  client<C>(constructor: ClientConstructor<C>, region: string): C;
  credentials: AwsCredentialIdentityProvider | undefined;
  /** Regions to read: given, or discovered (opted-in only). */
  regions: string[];
  /** Why discovery failed, when it did: `regions` then holds the home region alone. */
  regionsFailure: FailedRead | null;
  /** Where the partition's global services (IAM, Cost Explorer) are reached: `us-east-1` in `aws`. */
  globalRegion: string;
  /** Our own role's ARN, so that event rules can leave our own sessions out. */
  ownRoleArn: string | null;
  close(): void;
}

/** Time-outs of one HTTP request, in milliseconds. */
export interface SessionTimeouts {
  connectMs: number;
  /** From the request until the whole answer is there. */
  requestMs: number;
}

export interface SessionOptions {
  /** When given, the credentials must belong to this account, else `wrong_account`. */
  accountUid?: string;
  /** Assumed with the base credentials; without it they are used as they are. */
  roleArn?: string;
  externalId?: string;
  /** Regions to read; none means: discover those that the account has enabled. */
  regions?: readonly string[];
  /** Where STS is called and regions are discovered; default: the SDK's own setting, else the partition's first. */
  homeRegion?: string;
  /** One endpoint for every service. Normally absent: the SDK itself reads AWS_ENDPOINT_URL[_SERVICE]. */
  endpoint?: string;
  /** Base credentials; default: the SDK's default chain. */
  credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  timeouts?: Partial<SessionTimeouts>;
  retries?: Partial<RetrySettings>;
  signal?: AbortSignal;
}

export type SessionErrorCode = 'no_credentials' | 'assume_role_denied' | 'wrong_account' | 'unreachable' | 'rejected';

/** Why an account cannot be read at all. The message is ours and holds no secret; `errorCode` is AWS's error name. */
export class SessionError extends Error {
  override name = 'SessionError';
  code: SessionErrorCode;
  errorCode: string;
  constructor(code: SessionErrorCode, errorCode: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.errorCode = errorCode;
  }
}

/**
 * Opens an account: resolves credentials (default chain or given), assumes the role if one is named (regional STS,
 * renewed five minutes before it expires), asks STS who we are, and finds the regions to read. Throws `SessionError`
 * when the account cannot be entered; a failed region discovery does not throw (`regionsFailure`).
 */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const partition = options.roleArn?.split(':')[1] ?? 'aws';
  const pool = createClientPool(options);
  try {
    const homeRegion = options.homeRegion ?? (await configuredRegion(options)) ?? globalRegionOf(partition);
    const base = pool.client(STSClient, homeRegion, options.credentials);
    const baseCredentials = base.config.credentials as AwsCredentialIdentityProvider;
    const credentials = options.roleArn
      ? assumedRole(base, options as SessionOptions & { roleArn: string })
      : baseCredentials;
    const identity = await whoAmI(pool.client(STSClient, homeRegion, credentials), options);
    const client = <C>(constructor: ClientConstructor<C>, region: string) =>
      pool.client(constructor, region, credentials);
    const found = options.regions?.length
      ? { regions: [...options.regions], failure: null }
      : await discoverRegions(client(EC2Client, homeRegion), homeRegion, options.signal);
    return {
      accountUid: identity.accountUid,
      partition: identity.partition,
      client,
      credentials,
      regions: found.regions,
      regionsFailure: found.failure,
      globalRegion: globalRegionOf(identity.partition),
      ownRoleArn: options.roleArn ?? identity.ownRoleArn,
      close: pool.close,
    };
  } catch (error) {
    pool.close();
    throw error;
  }
}

/** Whose credentials these are. `arn` is what STS says: of a role, its session. */
export interface CallerIdentity {
  accountUid: string;
  partition: string;
  arn: string;
  /** The role behind a session, without a path: STS does not name one. Null for users and root. */
  ownRoleArn: string | null;
}

/** Asks STS whose the base credentials are; GetCallerIdentity needs no permission. Throws `SessionError`. */
export async function askWhoWeAre(
  options: Omit<SessionOptions, 'roleArn' | 'externalId'> = {},
): Promise<CallerIdentity> {
  const pool = createClientPool(options);
  try {
    const homeRegion = options.homeRegion ?? (await configuredRegion(options)) ?? globalRegionOf('aws');
    return await whoAmI(pool.client(STSClient, homeRegion, options.credentials), options);
  } finally {
    pool.close();
  }
}

/** The region in which a partition's global services live. Source: AWS General Reference, IAM endpoints. */
export function globalRegionOf(partition: string): string {
  if (partition === 'aws-cn') return 'cn-north-1';
  return partition === 'aws-us-gov' ? 'us-gov-west-1' : 'us-east-1';
}

interface ClientPool {
  client<C>(
    constructor: ClientConstructor<C>,
    region: string,
    credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider | undefined,
  ): C;
  close(): void;
}

function createClientPool({ endpoint, timeouts, retries }: SessionOptions): ClientPool {
  const { connectMs = 5_000, requestMs = 30_000 } = timeouts ?? {};
  const requestHandler = createAwsHttpHandler({
    connectionTimeout: connectMs,
    requestTimeout: requestMs,
    throwOnRequestTimeout: true,
    socketTimeout: requestMs,
    httpsAgent: { keepAlive: true, maxSockets: 32 },
    httpAgent: { keepAlive: true, maxSockets: 32 },
  });
  const retryStrategy = createRetryStrategy({ ...DEFAULT_RETRIES, ...retries });
  const clients = new Map<unknown, Map<unknown, Map<string, { destroy?: () => void }>>>();
  return {
    client<C>(constructor: ClientConstructor<C>, region: string, credentials: unknown): C {
      const byConstructor = clients.get(credentials) ?? new Map<unknown, Map<string, { destroy?: () => void }>>();
      clients.set(credentials, byConstructor);
      const byRegion = byConstructor.get(constructor) ?? new Map<string, { destroy?: () => void }>();
      byConstructor.set(constructor, byRegion);
      const known = byRegion.get(region);
      if (known) return known as C;
      const made = new constructor({
        region,
        retryStrategy,
        requestHandler,
        followRegionRedirects: true,
        customUserAgent: 'assay',
        ...(credentials === undefined ? {} : { credentials }),
        ...(endpoint === undefined ? {} : { endpoint }),
      });
      addressByAccountHeader(made);
      byRegion.set(region, made as { destroy?: () => void });
      return made;
    },
    close() {
      requestHandler.destroy();
      clients.clear();
    },
  };
}

/** The SDK's own region setting (environment, profile), or null when it has none. */
async function configuredRegion({ credentials }: SessionOptions): Promise<string | null> {
  try {
    return await new STSClient(credentials === undefined ? {} : { credentials }).config.region();
  } catch {
    return null;
  }
}

const RENEW_BEFORE_MS = 5 * 60_000;

/** Credentials of the role, renewed before they expire; one request at a time however many clients ask. */
function assumedRole(sts: STSClient, options: SessionOptions & { roleArn: string }): AwsCredentialIdentityProvider {
  const sessionName = `assay-${randomBytes(6).toString('hex')}`;
  let current: AwsCredentialIdentity | null = null;
  let pending: Promise<AwsCredentialIdentity> | null = null;
  const renew = async (): Promise<AwsCredentialIdentity> => {
    try {
      current = await assumeRole(sts, options, sessionName);
      return current;
    } catch (error) {
      if (current?.expiration && current.expiration.getTime() > Date.now()) return current;
      throw error;
    } finally {
      pending = null;
    }
  };
  return () => {
    const remainingMs = (current?.expiration?.getTime() ?? 0) - Date.now();
    if (current && remainingMs > RENEW_BEFORE_MS) return Promise.resolve(current);
    pending ??= renew();
    return pending;
  };
}

async function assumeRole(
  sts: STSClient,
  { roleArn, externalId, signal }: SessionOptions & { roleArn: string },
  sessionName: string,
): Promise<AwsCredentialIdentity> {
  try {
    const answer = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName, ExternalId: externalId }),
      signal ? { abortSignal: signal } : {},
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new SessionError('rejected', 'MalformedResponse', 'STS answered without credentials.');
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  } catch (error) {
    throw sessionError(error, 'assume_role_denied', `The role ${roleArn} could not be assumed`);
  }
}

async function whoAmI(sts: STSClient, { accountUid, signal }: SessionOptions): Promise<CallerIdentity> {
  let answer;
  try {
    answer = await sts.send(new GetCallerIdentityCommand({}), signal ? { abortSignal: signal } : {});
  } catch (error) {
    throw sessionError(error, 'rejected', 'AWS did not say which account these credentials belong to');
  }
  const account = answer.Account ?? '';
  if (!/^\d{12}$/.test(account)) throw new SessionError('rejected', 'MalformedResponse', 'STS named no account.');
  if (accountUid !== undefined && accountUid !== account)
    throw new SessionError(
      'wrong_account',
      'WrongAccount',
      `The credentials belong to account ${account}, not to ${accountUid}.`,
    );
  const arn = answer.Arn ?? '';
  const [, partition = 'aws', , , , resource = ''] = arn.split(':');
  const role = /^assumed-role\/([^/]+)\//.exec(resource)?.[1];
  return {
    accountUid: account,
    partition,
    arn,
    ownRoleArn: role === undefined ? null : `arn:${partition}:iam::${account}:role/${role}`,
  };
}

async function discoverRegions(
  ec2: EC2Client,
  homeRegion: string,
  signal: AbortSignal | undefined,
): Promise<{ regions: string[]; failure: FailedRead | null }> {
  try {
    const answer = await ec2.send(
      new DescribeRegionsCommand({ Filters: [{ Name: 'opt-in-status', Values: ['opt-in-not-required', 'opted-in'] }] }),
      signal ? { abortSignal: signal } : {},
    );
    const names = (answer.Regions ?? []).flatMap(({ RegionName, OptInStatus }) =>
      RegionName && OptInStatus !== 'not-opted-in' ? [RegionName] : [],
    );
    return { regions: names.toSorted(), failure: null };
  } catch (error) {
    const api = 'ec2:DescribeRegions';
    return { regions: [homeRegion], failure: failedRead(error, { api, permission: api }, homeRegion) };
  }
}

function sessionError(error: unknown, denied: SessionErrorCode, what: string): SessionError {
  if (error instanceof SessionError) return error;
  const { outcome, errorCode, detail } = classifyAwsError(error);
  const code: SessionErrorCode =
    errorCode === 'CredentialsProviderError'
      ? 'no_credentials'
      : errorCode === 'TimeoutError' || errorCode === 'NetworkError'
        ? 'unreachable'
        : outcome === 'denied' || outcome === 'scp_denied'
          ? denied
          : 'rejected';
  return new SessionError(code, errorCode, `${what}: ${detail}.`, error);
}
