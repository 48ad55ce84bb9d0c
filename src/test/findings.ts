import { findingUid, type FindingInput } from '../estate/finding.ts';

/** A complete finding from the parts that a test cares about. Its uid follows from account, region, check and resource. */
export function sampleFinding(parts: Partial<FindingInput> = {}): FindingInput {
  const finding: FindingInput = {
    findingUid: '',
    classUid: 2003,
    checkId: 'iam_user_mfa_enabled_console_access',
    product: 'iam',
    service: 'iam',
    title: 'IAM user signs in to the console without MFA',
    desc: 'Looks at every user with a console password and at the MFA devices assigned to it.',
    severity: 'high',
    status: 'new',
    complianceStatus: 'fail',
    statusDetail: 'User alice has a console password and no MFA device.',
    confidenceScore: 95,
    accountUid: '111111111111',
    region: 'global',
    resourceUid: 'arn:aws:iam::111111111111:user/alice',
    resourceType: 'AWS::IAM::User',
    resourceName: 'alice',
    resourceTags: {},
    firstSeenTime: '2026-11-01T00:00:00.000Z',
    lastSeenTime: '2026-11-20T00:00:00.000Z',
    count: 1,
    evidence: {},
    evidenceTime: '2026-11-20T00:00:00.000Z',
    risk: 'A password alone can be guessed, phished or bought.',
    consequence: 'One leaked password opens the account.',
    remediation: ['Assign an MFA device.'],
    ownerHint: 'The platform team.',
    compliance: {},
    listedBy: ['iam:ListUsers'],
    rawData: null,
    unmapped: null,
    estimatedMonthlyCost: null,
    estimatedMonthlySavings: null,
    imported: false,
    ...parts,
  };
  return { ...finding, findingUid: parts.findingUid ?? findingUid(finding) };
}
