/** Who and what the stories share: names that must read the same in IAM, CloudTrail, GuardDuty and EC2. */

/** The role that deployments from the build pipeline assume. */
export const CI_ROLE = 'ci-deployer';

/** The session that leaked out of a build job. */
export const CI_SESSION = 'gha-storefront-9214077318';

/** Every outside address is from the ranges kept for documentation (RFC 5737). */
export const ATTACKER_ADDRESS = '203.0.113.77';
export const BUILD_ADDRESS = '192.0.2.18';
export const OFFICE_ADDRESS = '198.51.100.9';
export const SCANNER_ADDRESSES = ['192.0.2.141', '192.0.2.158', '192.0.2.163', '192.0.2.187'] as const;

/** 187 days of silence. */
export const LEGACY_USER = 'svc-legacy-backup';

export const STAGING_TRAIL = 'larkfield-staging-activity';
export const PRODUCTION_TRAIL = 'larkfield-production-audit';
export const SECURITY_TRAIL = 'larkfield-security-audit';
