/** The rows that the lists give, as far as clients build on them: further fields may stand beside these. */
import { z } from 'zod';
import { COMPLIANCE_STATUSES, SEVERITIES, STATUSES } from '../estate/finding.ts';

const when = z.iso.datetime();
const tags = z.record(z.string(), z.string());

export const findingShape = z.looseObject({
  findingUid: z.string(),
  classUid: z.number().int(),
  checkId: z.string(),
  product: z.string(),
  service: z.string(),
  title: z.string(),
  desc: z.string(),
  severity: z.enum(SEVERITIES),
  status: z.enum(STATUSES),
  complianceStatus: z.enum(COMPLIANCE_STATUSES).nullable(),
  statusDetail: z.string(),
  accountUid: z.string(),
  region: z.string(),
  resourceUid: z.string(),
  resourceType: z.string(),
  resourceName: z.string(),
  resourceTags: tags,
  firstSeenTime: when,
  lastSeenTime: when,
  resolvedTime: when.nullable(),
});

export const resourceShape = z.looseObject({
  resourceUid: z.string(),
  type: z.string(),
  name: z.string(),
  service: z.string(),
  accountUid: z.string(),
  region: z.string(),
  tags,
  attributes: z.record(z.string(), z.unknown()),
  firstSeenTime: when,
  lastSeenTime: when,
  deletedTime: when.nullable(),
});

export const eventShape = z.looseObject({
  eventId: z.string(),
  time: when,
  name: z.string(),
  source: z.string(),
  accountUid: z.string(),
  region: z.string(),
  principal: z.string(),
  principalName: z.string(),
  sourceIpAddress: z.string().nullable(),
  errorCode: z.string().nullable(),
  resources: z.array(z.string()),
});

export const costShape = z.looseObject({
  key: z.string(),
  name: z.string().nullable(),
  billedCost: z.number(),
  effectiveCost: z.number(),
  currency: z.string(),
  estimated: z.boolean(),
});

export const factShape = z.looseObject({
  name: z.string(),
  title: z.string(),
  value: z.number().nullable(),
  unit: z.string(),
  denominator: z.number().optional(),
  members: z.array(z.string()),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  asOf: when,
  complete: z.boolean(),
  notes: z.array(z.string()),
  parameters: z.record(z.string(), z.unknown()),
});

export const catalogueShape = z.looseObject({
  name: z.string(),
  description: z.string(),
  parameters: z.record(z.string(), z.unknown()),
});
