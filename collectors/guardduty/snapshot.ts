/** What one read of GuardDuty in one region saw. "Not enabled" is a value (`detector` null), never an empty list of findings. */
import type { SnapshotBase } from '../collector.ts';
import type { Read } from '../coverage.ts';

export interface GuardDutyDetector {
  id: string;
  arn: string;
  /** false: a detector exists but is suspended. */
  enabled: boolean;
  /** `FIFTEEN_MINUTES`, `ONE_HOUR`, `SIX_HOURS` */
  findingPublishingFrequency: string | null;
  /**
   * Protection plans by AWS's name: `S3_DATA_EVENTS`, `EKS_AUDIT_LOGS`, `EBS_MALWARE_PROTECTION`, `RDS_LOGIN_EVENTS`,
   * `LAMBDA_NETWORK_LOGS`, `EKS_RUNTIME_MONITORING`, `RUNTIME_MONITORING`; true when enabled.
   */
  features: Record<string, boolean>;
  /** Settings inside a plan, e.g. `RUNTIME_MONITORING/EKS_ADDON_MANAGEMENT`; true when enabled. */
  featureSettings: Record<string, boolean>;
  createdAt: string | null;
  updatedAt: string | null;
  tags: Record<string, string>;
}

/** One finding as GuardDuty tells it, cut to what we keep. */
export interface GuardDutyFinding {
  id: string;
  arn: string;
  /** `CryptoCurrency:EC2/BitcoinTool.B!DNS` */
  type: string;
  title: string;
  description: string;
  /** 1.0–10.0 */
  severity: number;
  accountUid: string;
  region: string;
  createdAt: string;
  updatedAt: string;
  eventFirstSeen: string | null;
  eventLastSeen: string | null;
  count: number;
  archived: boolean;
  confidence: number | null;
  /** The resource it is about: ARN where one is known, else the id. */
  resource: { type: string; uid: string; name: string; tags: Record<string, string> };
  /** Facts for evidence: the action's type, remote address and country, domain, API, principal, access key id, port. */
  details: Record<string, string | number | boolean>;
}

export interface GuardDutySnapshot extends SnapshotBase {
  /** null: GuardDuty was never switched on in this region. */
  detector: Read<GuardDutyDetector | null>;
  /** The account that manages this one; null: none. Read only where a detector exists. */
  administrator: Read<{ accountUid: string; relationshipStatus: string } | null>;
  members: Read<{ accountUid: string; relationshipStatus: string }[]>;
  /** Delegated administrators of the organisation; null: this account may not ask (it is not the management account). */
  organizationAdmins: Read<{ accountUid: string; status: string }[] | null>;
  /** null: this account is not the organisation's GuardDuty administrator. */
  organizationConfiguration: Read<{
    /** `NEW`, `ALL`, `NONE` */
    autoEnableMembers: string;
    memberLimitReached: boolean;
  } | null>;
  /** Findings changed since the watermark (all current ones on the first read). Fails with `not_enabled` without a detector. */
  findings: Read<GuardDutyFinding[]>;
  /** Ids of every unarchived finding of severity 7.0 and above, whatever the watermark. */
  highSeverityFindingIds: Read<string[]>;
  /** Where the next read starts: the newest `updatedAt` seen. null: nothing was read. */
  watermark: string | null;
}
