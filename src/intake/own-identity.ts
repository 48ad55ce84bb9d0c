/** Whom the accounts' roles have to trust: the identity that Assay itself runs as, as AWS names it. */
import { askWhoWeAre, type CallerIdentity, SessionError, type SessionOptions } from '../../collectors/session.ts';

export interface OwnIdentity {
  /** What AWS says that our credentials are; null without credentials that work. */
  arn: string | null;
  accountUid: string | null;
  /** What a trust policy must name; null when it cannot be told. */
  principal: string | null;
  /** In words: what was found, and what to do. */
  detail: string;
}

/** For the whole question, ms; a machine without credentials looks for them in vain that long at most. */
const TIMEOUT_MS = 10_000;
/** Who we are does not change while credentials are renewed; where there are none, they may come. */
const KEPT_MS = 300_000;

/**
 * A reader of our own identity, asked of STS when it is called and kept for five minutes once known. Calls at the same
 * time ask once. Never throws for what AWS answers.
 */
export function createIdentityReader(session: Partial<SessionOptions> = {}): () => Promise<OwnIdentity> {
  let known: { identity: OwnIdentity; until: number } | null = null;
  let pending: Promise<OwnIdentity> | null = null;
  const ask = async (): Promise<OwnIdentity> => {
    const identity = await askWhoWeAre({ ...session, signal: AbortSignal.timeout(TIMEOUT_MS) }).then(
      toIdentity,
      unknown,
    );
    known = identity.arn === null ? null : { identity, until: Date.now() + KEPT_MS };
    return identity;
  };
  return () => {
    if (known && known.until > Date.now()) return Promise.resolve(known.identity);
    pending ??= ask().finally(() => (pending = null));
    return pending;
  };
}

/**
 * A session stands for its role, whose path STS leaves out: IAM Identity Center's roles always have one. Source: IAM User
 * Guide, "AWS JSON policy elements: Principal".
 */
function toIdentity({ arn, accountUid, ownRoleArn }: CallerIdentity): OwnIdentity {
  const known = { arn, accountUid };
  if (ownRoleArn?.includes(':role/AWSReservedSSO_'))
    return {
      ...known,
      principal: null,
      detail:
        'Assay runs as a session of IAM Identity Center, which does not name its whole role: copy the ARN of the role from IAM, Roles.',
    };
  if (ownRoleArn)
    return {
      ...known,
      principal: ownRoleArn,
      detail: 'Assay runs as this role. If the role has a path, put it in: AWS does not say it here.',
    };
  const named = /^arn:aws[\w-]*:iam::\d{12}:(root|user\/[\w+=,.@/-]+)$/.test(arn);
  if (!named)
    return {
      ...known,
      principal: null,
      detail: 'Assay runs with credentials that a trust policy cannot name for long.',
    };
  return { ...known, principal: arn, detail: 'Assay runs as this identity.' };
}

function unknown(error: unknown): OwnIdentity {
  if (!(error instanceof SessionError)) throw error;
  const why =
    error.code === 'no_credentials'
      ? 'Assay has no AWS credentials of its own. Give it some (for example AWS_PROFILE, or a role of its machine), and restart it.'
      : error.message;
  return { arn: null, accountUid: null, principal: null, detail: why };
}
