/** What to do about a finding, by the kind of resource it names (the second part of a finding type). */
export interface ResourceText {
  /** `EC2 instance` */
  noun: string;
  /** Containment first, then cause, then repair. */
  remediation: string[];
  ownerHint: string;
}

const SECURITY = 'The security team on call leads; ';

/** One per resource type in finding types. */
export const RESOURCES: Record<string, ResourceText> = {
  EC2: {
    noun: 'EC2 instance',
    remediation: [
      'Isolate the instance: give it a security group without rules; do not stop it yet, memory holds evidence.',
      'Snapshot its volumes for the investigation, then revoke the sessions of its role (deny with `aws:TokenIssueTime`).',
      'Find the way in: open ports in its security groups, unpatched software, user data, image, who signed in.',
      'Rebuild it from a known good image and rotate every secret that was on it; do not clean it in place.',
    ],
    ownerHint: `${SECURITY}the team in the instance’s \`team\` tag helps and rebuilds.`,
  },
  IAMUser: {
    noun: 'IAM credential',
    remediation: [
      'Ask the owner of the credential whether the calls, address and time are theirs.',
      'If not: deactivate the access key (`aws iam update-access-key --status Inactive`) or revoke the role’s sessions, now.',
      'List what the credential did since: `aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=KEY`, in every region.',
      'Undo what it made (users, keys, policies, instances), then rotate the credential and find where it leaked.',
    ],
    ownerHint: `${SECURITY}the owner of the user or role named answers for its use.`,
  },
  S3: {
    noun: 'S3 bucket',
    remediation: [
      'Switch the public access block on for the bucket if it is not meant to be public.',
      'Deactivate or revoke the credential named in the finding if its owner cannot explain the calls.',
      'Find out from CloudTrail data events or access logs which objects were read, changed or deleted.',
      'Restore from versions or backup, and narrow the policies that let the credential in.',
    ],
    ownerHint: `${SECURITY}the team in the bucket’s \`team\` or \`owner\` tag knows the data.`,
  },
  Kubernetes: {
    noun: 'Kubernetes cluster',
    remediation: [
      'Find the user or service account in the finding, and revoke its token or role binding.',
      'Remove the pod, binding or dashboard it made; isolate the node with a network policy if a container is hostile.',
      'Read the cluster’s audit log for the same user before and after.',
      'Take away anonymous and wide bindings, and make the cluster’s endpoint private or limit it to known addresses.',
    ],
    ownerHint: `${SECURITY}the team that runs the cluster acts.`,
  },
  Runtime: {
    noun: 'workload (instance or container)',
    remediation: [
      'Isolate the container or host: cordon the node, stop the task from taking traffic, cut its network.',
      'Keep the process list, the image digest and a copy of the disk; then kill the workload.',
      'Find which image and which deployment brought the process, and pull it back everywhere.',
      'Rebuild from a clean image, rotate the secrets the workload had, and run it without root and with a read-only file system.',
    ],
    ownerHint: `${SECURITY}the team that deploys the workload rebuilds it.`,
  },
  ECS: {
    noun: 'ECS workload',
    remediation: [
      'Stop the task, and keep its image digest and logs.',
      'Find which image and task definition brought the malware; scan the repository.',
      'Deploy a clean image and rotate the task’s secrets and role sessions.',
    ],
    ownerHint: `${SECURITY}the team that owns the ECS service rebuilds it.`,
  },
  Lambda: {
    noun: 'Lambda function',
    remediation: [
      'Stop the function: set its reserved concurrency to 0.',
      'Compare its code and layers with the repository; look at who updated it last, and at its dependencies.',
      'Revoke the sessions of its role, rotate the secrets in its environment, and deploy a clean version.',
    ],
    ownerHint: `${SECURITY}the team that owns the function in its tags repairs it.`,
  },
  RDS: {
    noun: 'RDS database',
    remediation: [
      'Ask the owner of the database user whether the sign-in was theirs; if not, change its password or drop the user.',
      'Close the way in: not publicly accessible, and a security group for the application only.',
      'Read the database’s audit log for the queries of that session.',
      'Use IAM authentication or secrets with rotation, and one user per application.',
    ],
    ownerHint: `${SECURITY}the team that owns the database acts.`,
  },
  Container: {
    noun: 'container',
    remediation: [
      'Stop the container, and keep its image digest and logs.',
      'Scan the image in its repository, and pull back every deployment of it.',
      'Deploy a clean image and rotate the secrets it had.',
    ],
    ownerHint: `${SECURITY}the team that deploys the container rebuilds it.`,
  },
  EKS: {
    noun: 'EKS cluster',
    remediation: [
      'Follow the sequence in the evidence: the users, pods and addresses it names.',
      'Revoke the tokens and role bindings of those users; isolate the nodes concerned.',
      'Remove what was deployed, rotate the secrets of the cluster, and rebuild the nodes.',
    ],
    ownerHint: `${SECURITY}the team that runs the cluster acts.`,
  },
  EC2Malware: {
    noun: 'disk of an EC2 instance',
    remediation: [
      'Isolate the instance and keep a snapshot.',
      'Look at the threat names and file paths in the finding, and find out how the files came there.',
      'Rebuild from a known good image, and rotate the secrets that were on it.',
    ],
    ownerHint: `${SECURITY}the team in the instance’s \`team\` tag rebuilds it.`,
  },
};

/** For resource types AWS adds after us. */
export const UNKNOWN_RESOURCE: ResourceText = {
  noun: 'resource',
  remediation: [
    'Read the finding in the GuardDuty console: it names the resource, the actor and the time.',
    'Contain the resource or credential named, before looking for the cause.',
    'Remove the cause, rotate what was exposed, and archive the finding with a note.',
  ],
  ownerHint: `${SECURITY}the owner of the resource by its tags helps.`,
};
