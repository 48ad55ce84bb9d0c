/** CloudTrail event names: those people ask about by heart, and the shape of the rest. */

/** The event name in its own spelling, or null. A PascalCase verb and noun is one; lower case only when well known. */
export function eventName(token: string): string | null {
  const bare = token.replace(/^[a-z0-9-]{2,20}(?:\.amazonaws\.com)?:(?=[A-Z])/, '');
  const known = BY_LOWER.get(bare.toLowerCase());
  if (known) return known;
  return SHAPE.test(bare) ? bare : null;
}

const SHAPE =
  /^(?:Accept|Add|Allocate|Assign|Associate|Assume|Attach|Authorize|Batch|Cancel|Change|Copy|Create|Deactivate|Delete|Deregister|Describe|Detach|Disable|Disassociate|Enable|Export|Generate|Get|Head|Import|Invoke|Leave|List|Lookup|Modify|Move|Put|Purchase|Reboot|Register|Release|Remove|Replace|Request|Reset|Restore|Revoke|Rotate|Run|Schedule|Select|Send|Set|Start|Stop|Switch|Tag|Terminate|Test|Untag|Update|Upload)(?:[A-Z][A-Za-z0-9]*)+$/;

const KNOWN = `
  ConsoleLogin SwitchRole StopLogging StartLogging DeleteTrail UpdateTrail CreateTrail PutEventSelectors RunInstances
  StopInstances StartInstances TerminateInstances RebootInstances CreateUser DeleteUser CreateRole DeleteRole
  CreateAccessKey DeleteAccessKey UpdateAccessKey CreateLoginProfile UpdateLoginProfile DeleteLoginProfile
  AttachUserPolicy AttachRolePolicy DetachRolePolicy PutUserPolicy PutRolePolicy CreatePolicyVersion
  SetDefaultPolicyVersion UpdateAssumeRolePolicy DeactivateMFADevice DeleteVirtualMFADevice EnableMFADevice AssumeRole
  AssumeRoleWithSAML AssumeRoleWithWebIdentity GetCallerIdentity GetSessionToken GetFederationToken
  AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress CreateSecurityGroup
  ModifySnapshotAttribute ModifyImageAttribute ModifyDBSnapshotAttribute ModifyInstanceAttribute CreateSnapshot
  DeleteSnapshot CreateVolume DeleteVolume AttachVolume DetachVolume CreateBucket DeleteBucket PutBucketPolicy
  DeleteBucketPolicy PutBucketAcl PutBucketLifecycle PutBucketVersioning DeletePublicAccessBlock PutPublicAccessBlock
  PutAccountPublicAccessBlock DeleteDetector UpdateDetector CreateDetector DeleteFlowLogs StopConfigurationRecorder
  DeleteConfigurationRecorder ScheduleKeyDeletion DisableKey GetSecretValue GetPasswordData SendCommand StartSession
  LeaveOrganization EnableRegion DescribeInstances DescribeSnapshots ListBuckets GetObject PutObject LookupEvents
  AssociateAddress AllocateAddress ReleaseAddress CreateNatGateway DeleteNatGateway DisableEbsEncryptionByDefault
`;

const BY_LOWER: ReadonlyMap<string, string> = new Map(
  KNOWN.split(/\s+/)
    .filter(Boolean)
    .map((name) => [name.toLowerCase(), name]),
);
