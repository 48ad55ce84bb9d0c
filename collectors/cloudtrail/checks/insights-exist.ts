import { references } from '../../references.ts';
import { fail, judgeRead, pass } from '../../verdict.ts';
import { trailCheck } from './trail-check.ts';

/** The trail has Insights. */
export const insightsExist = trailCheck({
  id: 'cloudtrail_insights_exist',
  severity: 'low',
  compliance: references('PCI4×6'),
  apis: ['cloudtrail:GetInsightSelectors', 'cloudtrail:GetTrailStatus'],
  title: 'CloudTrail Insights is off',
  description: 'Looks whether Insights selectors (unusual call or error rates) are set on a trail that is logging.',
  risk: 'A burst of calls, such as instances started by the hundred or keys tried one after another, looks like every other line in the log. Insights compares the rate with the past and marks the burst; without it somebody must look.',
  consequence: 'Abuse and runaway automation are noticed by their bill.',
  remediation: [
    'Estimate the cost: Insights is billed by analysed events.',
    'Switch it on: `aws cloudtrail put-insight-selectors --trail-name NAME --insight-selectors InsightType=ApiCallRateInsight InsightType=ApiErrorRateInsight`.',
    'Route Insights events to people with EventBridge.',
  ],
  ownerHint: 'The cloud platform or security team that owns the audit trail.',
  judge: ({ name, insightTypes, status }) => {
    if (status.ok && !status.value.isLogging) return null;
    return judgeRead(insightTypes, `The Insights of trail ${name}`, (types) =>
      types.length > 0
        ? pass(`Trail ${name} has Insights: ${types.join(', ')}.`, { insightTypes: types })
        : fail(`Trail ${name} has no Insights.`, { insightTypes: types }),
    );
  },
});
