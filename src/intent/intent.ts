/** What a question asks, as code understood it. Pure data; the type is the contract between intent, facts and answer. */

export type IntentKind =
  | 'count' // "how many …", wants a number
  | 'list' // "which / show / who has …", wants members
  | 'lookup' // one named thing: "tell me about bucket X", "who launched i-0abc"
  | 'explain' // "why …", "what is …", mechanism or cause
  | 'compare' // one thing or period against another
  | 'trend' // a series over time
  | 'change' // "what changed since …", opened, resolved, new
  | 'rank' // "biggest / top / worst / most important"
  | 'remediate' // "how do I fix …", who owns the fix
  | 'cost' // money asked for plainly: "how much did we spend", "what does it cost"
  | 'posture' // overall state, coverage, enablement: "is GuardDuty on everywhere", "what could you not check"
  | 'help' // "what can you do"
  | 'out_of_scope'; // weather, poems, and every request to change the estate

export type ServiceName = 'iam' | 's3' | 'ec2' | 'guardduty' | 'cloudtrail' | 'cost-explorer';

export type SeverityName = 'informational' | 'low' | 'medium' | 'high' | 'critical' | 'fatal';

/** `open` is new or in progress; `unverified` means could not be read (Warning); `stale` means an old read. */
export type StateName = 'open' | 'resolved' | 'suppressed' | 'archived' | 'reopened' | 'unverified' | 'stale';

export type EntityType =
  | 'arn'
  | 'account' // 12 digits, or a known account word: production, staging, security
  | 'region'
  | 'user'
  | 'role'
  | 'bucket'
  | 'instance' // i-…
  | 'volume' // vol-…
  | 'snapshot' // snap-…
  | 'security_group' // sg-…
  | 'image' // ami-…
  | 'vpc'
  | 'address' // IP
  | 'access_key' // AKIA…/ASIA…
  | 'check' // iam_user_mfa_enabled_console_access
  | 'event_name' // RunInstances, StopLogging
  | 'instance_type' // t3.micro, p4d.24xlarge
  | 'finding_label' // F-3k7q
  | 'aws_service' // a service asked about as a cost dimension: "Amazon S3", "RDS", "NAT gateway"
  | 'tag'; // team:payments, owner=alice

export interface Entity {
  type: EntityType;
  /** As it should be looked up: ids and ARNs verbatim, regions and account words lower-cased. */
  value: string;
}

/** Half-open [from, to), ISO UTC. `label` is how to say it: "Tuesday, 17 November 2026". */
export interface TimeRange {
  from: string;
  to: string;
  label: string;
}

export type Grouping =
  | 'account'
  | 'region'
  | 'service'
  | 'severity'
  | 'status'
  | 'check'
  | 'resource_type'
  | 'usage_type'
  | 'principal'
  | 'event_name'
  | 'address'
  | 'day'
  | 'week'
  | 'month'
  | 'owner'
  | 'team';

/** The thing asked about, as AWS names it; null when the question names none. */
export type Subject =
  | 'user'
  | 'role'
  | 'access_key'
  | 'policy'
  | 'group'
  | 'bucket'
  | 'instance'
  | 'volume'
  | 'snapshot'
  | 'address'
  | 'image'
  | 'security_group'
  | 'vpc'
  | 'nat_gateway'
  | 'trail'
  | 'detector'
  | 'event'
  | 'finding'
  | 'cost'
  | 'account'
  | 'region'
  | 'collector'
  | 'root';

/** What is asked of the subject. Several may apply: "admin accounts that haven't logged in" → admin, inactive. */
export type Topic =
  | 'mfa'
  | 'admin' // administrator rights, privilege escalation
  | 'inactive' // not logged in, unused, dormant, stale credentials
  | 'access_keys' // key age, rotation, several keys
  | 'password' // password policy
  | 'public' // public, exposed, open to the internet
  | 'encryption'
  | 'versioning'
  | 'logging' // access logs, trails, flow logs
  | 'lifecycle'
  | 'backup'
  | 'imds'
  | 'gpu'
  | 'idle' // idle, waste, unattached, unused and paid for
  | 'unattached'
  | 'threat' // GuardDuty findings, attack, mining
  | 'login' // console logins, failed logins
  | 'denied' // AccessDenied, refused calls
  | 'throttled'
  | 'launched' // who launched / created / started
  | 'deleted' // who deleted / stopped / removed
  | 'spike' // bill spike, jump, increase
  | 'spend'
  | 'savings'
  | 'coverage' // could not check, not permitted, not collected
  | 'freshness' // how old, stale
  | 'enabled' // is X enabled everywhere
  | 'owner' // who owns it
  | 'risk' // biggest risk, overview
  | 'network' // ports, security groups
  | 'sharing' // shared with other accounts
  | 'compliance' // CIS, PCI, SOC 2
  | 'root'
  | 'activity'; // who did what, busiest principals

/** Things whose bonds the inventory tells. */
export type Related =
  | 'security_group'
  | 'nat_gateway'
  | 'network_acl'
  | 'address'
  | 'instance'
  | 'volume'
  | 'snapshot'
  | 'image'
  | 'subnet'
  | 'vpc'
  | 'role'
  | 'policy'
  | 'user'
  | 'group'
  | 'trail'
  | 'bucket';

/** What narrows an answer beyond subject and topic; what is absent narrows nothing. */
export interface Details {
  /** Users with (true) or without a console password. */
  consoleAccess?: boolean;
  neverUsed?: boolean;
  minActiveKeys?: number;
  /** Asked for "old" things without saying how old. */
  old?: boolean;
  state?: 'running' | 'stopped';
  /** Calls by which instances were stopped, started and so on, where these are asked for. */
  cycled?: string[];
  /** Stopped for as long as the threshold says, not made so long ago. */
  stoppedLong?: boolean;
  /** Security groups that nothing bears. */
  unusedGroup?: boolean;
  /** Account that something was shared with. */
  grantee?: string;
  publicAddress?: boolean;
  /** Port numbers, also of protocols by name: SSH is 22. */
  ports?: string[];
  imdsv1?: boolean;
  /** Failed sign-ins only. */
  failed?: boolean;
  /** Asks for a place on earth, which no log holds. */
  geography?: boolean;
  /** Only what is new. */
  opened?: boolean;
  /** Asks whether something rises or falls. */
  direction?: boolean;
  /** Asks which accounts or regions there are. */
  inventoryOfAccounts?: boolean;
  framework?: 'cis' | 'pci4' | 'soc2' | 'nist80053r5' | 'iso27001' | 'fsbp' | 'attack';
  /** Things asked about that no collector reads, as they are called. */
  notCollected?: string[];
  /** Likewise, beside other things that are collected. */
  alsoNotCollected?: string[];
  /** Key of a tag that must be absent; `*` for no tag at all. */
  withoutTag?: string;
  order?: 'oldest' | 'newest';
  /** Asks how things were at the end of the period, not what was done in it. */
  past?: boolean;
  /** Asks what was going on, whatever it was. */
  happened?: boolean;
  /** Asks who did something: anything at all to the thing (`any`), or what the verb names. */
  deed?: 'any' | 'named';
  /** Asks what somebody may do, or who may do something. */
  ability?: boolean;
  /** Asks for a sum that is not known before the period ends. */
  forecast?: 'month' | 'quarter' | 'year';
  /** Of the period after the one that runs. */
  ahead?: boolean;
  charges?: ('Credit' | 'Refund' | 'Tax')[];
  /** Only grants to accounts that are not ours. */
  strangers?: boolean;
  /** Asks whether one thing is safe as it is. */
  sound?: boolean;
  /** What it singles out is an example of the whole that it asks for. */
  example?: boolean;
  /** Encryption with a key of KMS. */
  kms?: boolean;
  /** Asks whether all of them are so. */
  every?: boolean;
  /** Asks what would stop working without it. */
  breaks?: boolean;
  /** Asks where logging or detection is missing. */
  uncovered?: boolean;
  /** Things counted by something; `of` null is every kind of thing. */
  tally?: {
    of: Subject | null;
    by: 'account' | 'region' | 'team' | 'owner' | 'kind';
    order: 'most' | 'fewest';
    ranked?: boolean;
  };
  /** Only what was made in the period. */
  created?: boolean;
  /** An active key that was never used, whatever else its user did. */
  keyUnused?: boolean;
  /** What a day costs on average. */
  average?: boolean;
  days?: 'workday' | 'weekend';
  /** Asks which regions are paid for and not used. */
  unusedPlaces?: boolean;
  /** The cheapest, or both ends. */
  extreme?: 'least' | 'both';
  /** Asks what rose or fell the most between two periods. */
  mover?: 'up' | 'down';
  /** Asks for the instances behind security groups too. */
  behind?: boolean;
  /** Asks since when, or for how long. */
  duration?: boolean;
  /** The answer in so many sentences. */
  sentences?: number;
  /** What somebody may do on a service. */
  access?: { service: string; action: 'read' | 'write' | 'use' };
  /** Somebody whose rights are asked after and whom no name fits, as they were called. */
  unknownPrincipal?: string;
  /** Things that are named and that no fact counts by themselves. */
  uncounted?: string[];
  volumeType?: string;
  /** Only what holds data that must not be seen by strangers. */
  sensitive?: boolean;
  /** Asks who answers for all that was found before. */
  everyOwner?: boolean;
  /** Asks of each one how it is: what is named beside it narrows nothing. */
  whether?: boolean;
  /** Asks for all that is in a place or bears a tag. */
  everything?: boolean;
  /** What was done to a user or role, not by it. */
  doneTo?: string;
  /** Asks who may take on a role. */
  assumers?: boolean;
  /** Asks who took on a role. */
  assumed?: boolean;
  /** Asks from which addresses calls came. */
  callers?: boolean;
  /** What findings are asked to be about; `pattern` fits check ids and titles, and is absent for all of a detector. */
  matter?: { words: string; pattern?: string; product?: 'guardduty' };
  /** Things that are described, by the names that fit. */
  called?: { type: 'bucket' | 'instance' | 'user' | 'role'; names: string[]; words: string; guessed?: boolean };
  /** A finding by its title. */
  title?: string;
  /** A time that is spoken of and could not be read, as it was said. */
  unreadTime?: string;
  /** Words that may narrow the question and that nothing understood, each with names of the estate near it. */
  unheard?: { words: string; near: string[] }[];
  /** Things named that the estate does not hold, each with names of the estate near it. */
  unknown?: { type: EntityType; value: string; near: string[] }[];
  /** Only those that so many other things hang together with; without bounds, any number. */
  relation?: {
    of: Related;
    to: Related;
    least?: number;
    most?: number;
    order?: 'most' | 'fewest';
    /** What the other things must be; `open` is a port open to the internet. */
    where?: Record<string, string | boolean>;
  };
  /** What is left out of the whole that is asked for. */
  except?: { accounts?: string[]; regions?: string[]; tags?: string[]; names?: string[]; services?: string[] };
  /** A bound on an attribute that is a number. */
  measure?: { attribute: 'sizeGiB' | 'estimatedMonthlyCost'; least?: number; most?: number; words: string };
  /** Kinds of things that have a noun in the question. */
  things?: Related[];
  /** The kind of thing that findings are asked of. */
  findingsOn?: Related;
  /** What the question wants and no fact computes, in words. */
  uncomputed?: string[];
  /** Orders to the assistant stood beside the question and were left out. */
  ignoredOrders?: boolean;
  /** Of several properties named, those that must be missing. */
  lacks?: Topic[];
}

export interface Intent {
  kind: IntentKind;
  services: ServiceName[];
  entities: Entity[];
  severities: SeverityName[];
  states: StateName[];
  timeRange: TimeRange | null;
  /** The earlier period of a comparison. */
  comparedWith: TimeRange | null;
  groupBy: Grouping[];
  subject: Subject | null;
  topics: Topic[];
  /** True when the question asks for the complement: "without MFA", "not encrypted", "haven't logged in". */
  negated: boolean;
  /** "top 5" → 5. */
  limit: number | null;
  /** Days named as a threshold: "unused for 90 days" → 90. */
  thresholdDays: number | null;
  /** Absent in turns kept by earlier versions. */
  details?: Details;
  /** What was taken over from the turn before; empty when nothing was. */
  inherited: string[];
  /** Why it decided so, one sentence. */
  reason: string;
}
