/** A known way to turn the right to make certain calls into more rights than one was given. */
export interface Escalation {
  id: string;
  /** All of them are needed. */
  actions: readonly string[];
  /** What the holder does with them, as a clause. */
  how: string;
}

/** Privilege escalation paths in AWS, as published by the security community and AWS's own IAM guidance. */
export const ESCALATIONS: readonly Escalation[] = [
  // IAM on its own
  path('CreatePolicyVersion', 'writes a new default version of a policy it is attached to', 'iam:CreatePolicyVersion'),
  path('SetDefaultPolicyVersion', 'brings back an older, wider version of a policy', 'iam:SetDefaultPolicyVersion'),
  path('CreateAccessKey', 'makes an access key for a more powerful user', 'iam:CreateAccessKey'),
  path('CreateLoginProfile', 'gives another user a console password and signs in with it', 'iam:CreateLoginProfile'),
  path('UpdateLoginProfile', "resets another user's console password", 'iam:UpdateLoginProfile'),
  path('AttachUserPolicy', 'attaches AdministratorAccess to itself', 'iam:AttachUserPolicy'),
  path('AttachGroupPolicy', 'attaches AdministratorAccess to a group it is in', 'iam:AttachGroupPolicy'),
  path('AttachRolePolicy', 'attaches AdministratorAccess to a role it can use', 'iam:AttachRolePolicy'),
  path('PutUserPolicy', 'writes an inline policy on itself', 'iam:PutUserPolicy'),
  path('PutGroupPolicy', 'writes an inline policy on a group it is in', 'iam:PutGroupPolicy'),
  path('PutRolePolicy', 'writes an inline policy on a role it can use', 'iam:PutRolePolicy'),
  path('AddUserToGroup', 'adds itself to an administrators group', 'iam:AddUserToGroup'),
  path('UpdateAssumeRolePolicy', 'makes a powerful role trust it', 'iam:UpdateAssumeRolePolicy'),
  path(
    'RemovePermissionsBoundary',
    'takes off the permissions boundary that limits it',
    'iam:DeleteUserPermissionsBoundary',
  ),
  path('RemoveRoleBoundary', 'takes off the permissions boundary of a role', 'iam:DeleteRolePermissionsBoundary'),
  // A role handed to a service that then runs the holder's code
  passRole('Ec2', 'starts an instance with a powerful role and reads its credentials', 'ec2:RunInstances'),
  passRole(
    'InstanceProfile',
    'gives a powerful role to an instance it controls',
    'ec2:AssociateIamInstanceProfile',
    'ec2:DescribeInstances',
  ),
  passRole(
    'LambdaInvoke',
    'runs its own function with a powerful role',
    'lambda:CreateFunction',
    'lambda:InvokeFunction',
  ),
  passRole(
    'LambdaTrigger',
    'has an event run its own function with a powerful role',
    'lambda:CreateFunction',
    'lambda:CreateEventSourceMapping',
  ),
  passRole(
    'LambdaPermission',
    'lets another account invoke its own function with a powerful role',
    'lambda:CreateFunction',
    'lambda:AddPermission',
  ),
  passRole(
    'LambdaUrl',
    'calls its own function with a powerful role by URL',
    'lambda:CreateFunction',
    'lambda:CreateFunctionUrlConfig',
  ),
  passRole('CloudFormation', 'has a stack create what it may not create', 'cloudformation:CreateStack'),
  passRole(
    'CloudFormationChange',
    'has a change set run under a powerful role',
    'cloudformation:CreateChangeSet',
    'cloudformation:ExecuteChangeSet',
  ),
  passRole('GlueEndpoint', 'opens a Glue development endpoint with a powerful role', 'glue:CreateDevEndpoint'),
  passRole('GlueJob', 'runs its own script as a Glue job', 'glue:CreateJob', 'glue:StartJobRun'),
  passRole('GlueTrigger', 'schedules its own script as a Glue job', 'glue:CreateJob', 'glue:CreateTrigger'),
  passRole(
    'DataPipeline',
    'runs its own shell command in a pipeline',
    'datapipeline:CreatePipeline',
    'datapipeline:PutPipelineDefinition',
    'datapipeline:ActivatePipeline',
  ),
  passRole(
    'SageMakerNotebook',
    'opens a notebook that holds a powerful role',
    'sagemaker:CreateNotebookInstance',
    'sagemaker:CreatePresignedNotebookInstanceUrl',
  ),
  passRole('SageMakerTraining', 'runs its own container as a training job', 'sagemaker:CreateTrainingJob'),
  passRole('SageMakerProcessing', 'runs its own container as a processing job', 'sagemaker:CreateProcessingJob'),
  passRole('CodeBuild', 'runs its own build with a powerful role', 'codebuild:CreateProject', 'codebuild:StartBuild'),
  passRole('EcsTask', 'runs its own container with a powerful role', 'ecs:RegisterTaskDefinition', 'ecs:RunTask'),
  passRole('EcsService', 'keeps its own container running', 'ecs:RegisterTaskDefinition', 'ecs:CreateService'),
  passRole('AppRunner', 'runs its own container as an App Runner service', 'apprunner:CreateService'),
  passRole(
    'StepFunctions',
    'has a state machine make the calls for it',
    'states:CreateStateMachine',
    'states:StartExecution',
  ),
  passRole('Emr', 'runs its own step on a cluster with a powerful role', 'elasticmapreduce:RunJobFlow'),
  passRole('Batch', 'runs its own container as a Batch job', 'batch:RegisterJobDefinition', 'batch:SubmitJob'),
  passRole(
    'AutoScaling',
    'has an Auto Scaling group start instances with a powerful role',
    'autoscaling:CreateLaunchConfiguration',
    'autoscaling:CreateAutoScalingGroup',
  ),
  passRole('SsmAutomation', 'runs an automation under a powerful role', 'ssm:StartAutomationExecution'),
  passRole(
    'BedrockAgentCore',
    'runs code in an interpreter that holds a powerful role',
    'bedrock-agentcore:CreateCodeInterpreter',
    'bedrock-agentcore:InvokeCodeInterpreter',
  ),
  // Something that already holds a role is taken over
  path('LambdaCode', 'replaces the code of a function that has a powerful role', 'lambda:UpdateFunctionCode'),
  path(
    'LambdaLayer',
    'adds a layer of its own to a function that has a powerful role',
    'lambda:UpdateFunctionConfiguration',
  ),
  path('GlueEndpointKey', "puts its own key on someone's Glue development endpoint", 'glue:UpdateDevEndpoint'),
  path('CloudFormationUpdate', 'changes a stack that works under a powerful role', 'cloudformation:UpdateStack'),
  path('SageMakerUrl', "opens someone's notebook and uses its role", 'sagemaker:CreatePresignedNotebookInstanceUrl'),
  path('CodeBuildProject', "changes someone's build and starts it", 'codebuild:UpdateProject', 'codebuild:StartBuild'),
  path('SsmCommand', 'runs commands on instances that hold powerful roles', 'ssm:SendCommand'),
  path('SsmSession', 'opens a shell on instances that hold powerful roles', 'ssm:StartSession'),
  path(
    'InstanceConnect',
    'puts its own SSH key on instances that hold powerful roles',
    'ec2-instance-connect:SendSSHPublicKey',
  ),
  path(
    'UserData',
    'swaps the start-up script of an instance that holds a powerful role',
    'ec2:ModifyInstanceAttribute',
    'ec2:StopInstances',
    'ec2:StartInstances',
  ),
  path(
    'LaunchTemplate',
    'changes the template from which instances with a powerful role are started',
    'ec2:CreateLaunchTemplateVersion',
    'ec2:ModifyLaunchTemplate',
  ),
  path('EcsExec', 'opens a shell in containers that hold powerful roles', 'ecs:ExecuteCommand'),
];

function path(id: string, how: string, ...actions: string[]): Escalation {
  return { id, actions, how };
}

function passRole(id: string, how: string, ...actions: string[]): Escalation {
  return { id: `PassRole+${id}`, actions: ['iam:PassRole', ...actions], how };
}
