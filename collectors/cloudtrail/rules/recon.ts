import { awsErrorIsDenial } from './denial.ts';
import { burstRule } from './burst.ts';
import { callerResource, from, who } from './describe.ts';

/** A burst of refusals: somebody is trying what a credential can do. */
export const accessDeniedBurst = burstRule({
  id: 'cloudtrail_event_access_denied_burst',
  severity: 'medium',
  title: 'Burst of denied calls (access denied reconnaissance)',
  description:
    'One principal was refused ten times or more within ten minutes (AccessDenied, UnauthorizedOperation and their like).',
  risk: 'Whoever steals a credential does not know what it may do, and finds out by trying: list everything, assume every role, read every secret. The refusals are the noise of that search (reconnaissance, enumeration, probing permissions). A broken deployment makes the same noise.',
  consequence:
    'Either a stolen credential is being tried, and sooner or later a call will succeed, or a service does not work as it should.',
  remediation: [
    'Look at the calls and addresses in the evidence: many different services from one new address points to a stolen credential; one call repeated points to a missing permission.',
    'For the former: revoke the sessions and keys of the principal, and look at the calls that did succeed.',
    'For the latter: grant the missing action, or remove the job.',
  ],
  ownerHint: 'The owner of the principal; the security team if nobody knows it.',
  eventNames: ['*'],
  windowMinutes: 10,
  threshold: 10,
  selects: (event) => event.principalType !== 'AWSService' && awsErrorIsDenial(event.errorCode),
  describe: (events) => {
    const first = events[0]!;
    const calls = [...new Set(events.map(({ source, name }) => `${source.split('.')[0]}:${name}`))];
    return {
      statusDetail: `${who(first)} was denied ${events.length} times${from(first)} between ${first.time} and ${events.at(-1)!.time}: ${calls.slice(0, 5).join(', ')}${calls.length > 5 ? ` and ${calls.length - 5} other calls` : ''}.`,
      resource: callerResource(first),
      confidence: calls.length === 1 ? 60 : 75,
      evidence: { calls: calls.slice(0, 50), distinctCalls: calls.length },
    };
  },
});
