/**
 * Evidence: what an answer may cite. Made by `facts` and `retrieval`, labelled and ordered by `answer`, written about by
 * models and the composer, checked by `verify`, shown by the web. Types only.
 */
import type { Intent } from './intent/intent.ts';

export type EvidenceKind = 'finding' | 'fact' | 'event' | 'cost' | 'resource';

/** One row of a fact's table; keys are the fact's columns. */
export type EvidenceRow = Record<string, string | number | boolean | null>;

/** One citable thing. Labels: `F-…` findings, `Q…` facts, `E-…` events, `C-…` costs, `R-…` resources. */
export interface EvidenceItem {
  label: string;
  kind: EvidenceKind;
  title: string;
  severity?: string;
  resourceUid?: string;
  accountUid?: string;
  region?: string;
  /** ISO: when this was true. */
  asOf: string;
  value?: number;
  /** What `value` counts or measures: `users`, `USD`, `buckets`. */
  unit?: string;
  denominator?: number;
  /** Ids of everything counted: ARNs or finding uids. Complete, never a sample, unless `membersTruncated`. */
  members?: string[];
  rows?: EvidenceRow[];
  /** AWS console link, or none. */
  url?: string;
  /** Facts: false when coverage says that part of the scope could not be read. */
  complete?: boolean;
  /** Facts: sentences a reader must know to read the value right. */
  notes?: string[];
  /** Facts: the catalogue name and the parameters it ran with. */
  factName?: string;
  parameters?: Record<string, unknown>;
  /** Findings: what prompt and composer quote. */
  finding?: FindingDetail;
}

export interface FindingDetail {
  uid: string;
  checkId: string;
  service: string;
  product: string;
  status: string;
  complianceStatus: string | null;
  statusDetail: string;
  description: string;
  risk: string;
  consequence: string;
  remediation: string[];
  ownerHint: string;
  resourceName: string;
  resourceType: string;
  tags: Record<string, string>;
  compliance: Record<string, unknown>;
  firstSeenTime: string;
  lastSeenTime: string;
  estimatedMonthlyCost: number | null;
  estimatedMonthlySavings: number | null;
}

export interface CoverageSource {
  product: string;
  accountUid: string;
  region: string;
  asOf: string | null;
  outcome: string;
  stale: boolean;
  /** Plain words when not ok. */
  detail?: string;
  /** What AWS does not let us read of it, with the permission that would mend it, and when it last could be read. */
  refused?: { api: string; permission: string | null; lastReadAt: string | null }[];
}

export interface Coverage {
  complete: boolean;
  sources: CoverageSource[];
}

/** Everything the words of an answer are made from. */
export interface AnswerBrief {
  question: string;
  intent: Intent;
  evidence: EvidenceItem[];
  coverage: Coverage;
  /** ISO: the estate's now (DEMO_NOW or the clock). */
  now: string;
  demo: boolean;
}
