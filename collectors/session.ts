/**
 * One account's way in: credentials, endpoint and clients, one client per service and region. Retries with jitter,
 * time-outs and the region deadline are set here and nowhere else.
 */
import type { AwsCredentialIdentityProvider } from '@aws-sdk/types';

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
  /** Our own role's ARN, so that event rules can leave our own sessions out. */
  ownRoleArn: string | null;
  close(): void;
}
