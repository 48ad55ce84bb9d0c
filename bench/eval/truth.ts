/** What is true of an estate, computed from the lists of the API: no SQL of the facts is used. */

export interface TrueFinding {
  findingUid: string;
  checkId: string;
  service: string;
  classUid: number;
  severity: string;
  status: string;
  complianceStatus: string | null;
  accountUid: string;
  region: string;
  resourceUid: string;
  resourceName: string;
  resourceTags: Record<string, string>;
  compliance: Record<string, unknown>;
  firstSeenTime: string;
}

export interface TrueResource {
  resourceUid: string;
  type: string;
  name: string;
  accountUid: string;
  region: string;
  tags: Record<string, string>;
  attributes: Record<string, unknown>;
  createdTime: string | null;
  deletedTime: string | null;
}

export interface TrueEvent {
  eventId: string;
  time: string;
  name: string;
  principalName: string;
  sourceIpAddress: string | null;
  errorCode: string | null;
  errorMessage: string | null;
}

export interface Truth {
  now: Date;
  findings: TrueFinding[];
  resources: TrueResource[];
  events: TrueEvent[];
  /** Daily USD by day, and by the other groupings over a period. */
  costs(from: string, to: string, groupBy: string): Promise<{ key: string; billedCost: number }[]>;
}

/** Every item of a list, page by page. */
export type ReadAll = <T>(path: string) => Promise<T[]>;

/** Reads the whole estate once. */
export async function readTruth(now: Date, all: ReadAll): Promise<Truth> {
  return {
    now,
    findings: await all<TrueFinding>('/api/findings'),
    resources: (await all<TrueResource>('/api/resources')).filter((one) => one.deletedTime === null),
    events: await all<TrueEvent>('/api/events'),
    costs: (from, to, groupBy) => all(`/api/costs?from=${from}&to=${to}&groupBy=${groupBy}`),
  };
}

export const ofType = (truth: Truth, type: string) => truth.resources.filter((one) => one.type === type);
export const usersOf = (truth: Truth) => ofType(truth, 'AWS::IAM::User');
export const rolesOf = (truth: Truth) =>
  ofType(truth, 'AWS::IAM::Role').filter((role) => role.attributes['isServiceLinked'] !== true);
export const openOf = (truth: Truth) =>
  truth.findings.filter((one) => ['new', 'in_progress'].includes(one.status) && one.complianceStatus !== 'pass');
export const daysAgo = (truth: Truth, days: number) => new Date(truth.now.getTime() - days * 86_400_000).toISOString();
export const uids = (list: TrueResource[]) => list.map((one) => one.resourceUid);
export const openUids = (list: TrueFinding[]) => list.map((one) => one.findingUid);

/** Users with an active key made before an instant. */
export const keysBefore = (truth: Truth, instant: string) =>
  usersOf(truth).filter((user) =>
    (user.attributes['accessKeys'] as { active: boolean; createdAt: string }[] | null)?.some(
      (key) => key.active && key.createdAt < instant,
    ),
  );
