import type { CheckOutcome, ResourceRef } from '../../collector.ts';
import { fail, pass, unread } from '../../verdict.ts';
import type { Analyzer, AnalyzersInRegion, IamSnapshot } from '../snapshot.ts';
import { iamCheck, shown, type IamCheck } from './check.ts';

const OWNER = 'The security team; in an organisation the account that administers Access Analyzer.';

/** Whether somebody watches, region by region, what is shared with the outside. */
export const ACCESS_ANALYZER_CHECKS: IamCheck[] = [
  iamCheck({
    id: 'accessanalyzer_enabled',
    severity: 'low',
    resourceType: 'AWS::AccessAnalyzer::Analyzer',
    references: '',
    reads: ['analyzers'],
    title: 'IAM Access Analyzer should be active in every region',
    description:
      'Looks in each region that was read at whether an IAM Access Analyzer is active. It reports which buckets, roles, keys, queues and other resources can be reached from outside the account or organisation.',
    risk: "Policies of resources open them to others one statement at a time, and nobody reads them all. Without an analyzer in the region, a role or key shared with a stranger's account stays shared until it is found by chance.",
    consequence: 'Company data can be readable from outside for months, and the first to notice may be somebody else.',
    remediation: [
      'Create an analyzer for external access: `aws accessanalyzer create-analyzer --analyzer-name external --type ACCOUNT --region <region>`, or of type ORGANIZATION from its administrator account. External access analysis is free.',
      'Do so in every enabled region: an analyzer sees its own region only.',
      'Send its findings to Security Hub or EventBridge, so that somebody gets them.',
    ],
    ownerHint: OWNER,
    evaluate: (snapshot) =>
      perRegion(snapshot, ({ region, analyzers }) => {
        const active = analyzers.items.filter(({ status }) => status === 'ACTIVE');
        if (active.length > 0)
          return active.map((analyzer) => ({
            resource: analyzerRef(analyzer, region),
            ...pass(`Access Analyzer ${shown(analyzer)} is active in ${region}.`, { type: analyzer.type }),
          }));
        if (analyzers.failure) return [];
        const states = analyzers.items.map(({ name, status }) => ({ name, status }));
        return [
          {
            resource: noAnalyzerRef(snapshot, region),
            ...fail(`No Access Analyzer is active in ${region}.`, { analyzers: states }),
          },
        ];
      }),
  }),
  iamCheck({
    id: 'accessanalyzer_enabled_without_findings',
    severity: 'low',
    resourceType: 'AWS::AccessAnalyzer::Analyzer',
    references: '',
    reads: ['analyzers', 'analyzerFindings'],
    title: 'IAM Access Analyzer should have no open findings',
    description:
      'Looks at every active IAM Access Analyzer and fails those with active findings: resources reachable from outside (external access), or rights that nobody uses, depending on the type of analyzer.',
    risk: 'Each active finding is a resource that AWS has proven to be reachable by somebody outside the zone of trust, or a right that lies idle. While nobody resolves or archives them, the one that matters is lost among those that are meant.',
    consequence: 'Unintended sharing has been detected and stays in place, which is hard to explain after it was used.',
    remediation: [
      'Open IAM, Access Analyzer, Findings in the region and sort by resource type.',
      "For sharing that is not meant, change the resource's policy; for sharing that is, archive the finding or add an archive rule.",
      'Get to zero once, and let new findings alert.',
    ],
    ownerHint: `${OWNER} Each finding belongs to the team that owns the resource.`,
    evaluate: (snapshot) =>
      perRegion(snapshot, ({ region, analyzers }) =>
        analyzers.items.flatMap((analyzer) => {
          const { activeFindings: findings, type } = analyzer;
          if (findings === null) return [];
          const resource = analyzerRef(analyzer, region);
          if (!findings.ok)
            return [{ resource, ...unread([findings], `Findings of Access Analyzer ${shown(analyzer)}`) }];
          const evidence = { type, activeFindings: findings.value };
          const verdict =
            findings.value === 0
              ? pass(`Access Analyzer ${shown(analyzer)} in ${region} has no active findings.`, evidence)
              : fail(
                  `Access Analyzer ${shown(analyzer)} in ${region} has ${findings.value} active findings.`,
                  evidence,
                );
          return [{ resource, ...verdict }];
        }),
      ),
  }),
];

/** Adds a Warning for each region whose analyzers could not all be read. */
function perRegion(snapshot: IamSnapshot, judge: (entry: AnalyzersInRegion) => CheckOutcome[]): CheckOutcome[] {
  return snapshot.analyzers.flatMap((entry) => {
    const { region, analyzers } = entry;
    const outcomes = judge(entry);
    if (!analyzers.failure) return outcomes;
    const warning = unread([analyzers.failure], `Access Analyzer in ${region}`);
    return [...outcomes, { resource: noAnalyzerRef(snapshot, region), ...warning }];
  });
}

function analyzerRef({ arn, name }: Analyzer, region: string): ResourceRef {
  return { uid: arn, type: 'AWS::AccessAnalyzer::Analyzer', name, region };
}

/** A region without an analyzer is a finding too, and needs something to be about. */
function noAnalyzerRef({ partition, accountUid }: IamSnapshot, region: string): ResourceRef {
  const uid = `arn:${partition}:access-analyzer:${region}:${accountUid}:analyzer/none`;
  return { uid, type: 'AWS::AccessAnalyzer::Analyzer', name: `none in ${region}`, region };
}
