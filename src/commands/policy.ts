/** `policy`: the policies to copy. The observed accounts' first, the operator's own apart. */
import { readOnlyPolicy, trustPolicy } from '../../collectors/policy.ts';
import type { Config } from '../config.ts';
import { baseModelOf, defaultBedrockModel } from '../llm/bedrock-models.ts';
import { parseChain } from '../llm/registry.ts';
import type { Log } from '../log.ts';

export function policy(config: Config, _log: Log, words: string[]): Promise<number> {
  const parts = {
    readOnly: readOnlyPolicy(),
    trust: trustPolicy(),
    operator: operatorPolicy(config),
  };
  const print = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  process.stdout.write(
    words.includes('--json')
      ? print(parts)
      : [
          '# Read-only policy: attach it to the role in each account that Assay shall read.\n',
          print(parts.readOnly),
          '\n# Trust policy of that role: who may assume it, and only with its ExternalId.\n',
          print(parts.trust),
          "\n# The operator's own policy, for the identity that Assay runs as. Not for the accounts that are read. Assay also calls\n# sts:GetCallerIdentity, with this identity and with the roles: AWS answers it to everybody, so no policy names it.\n",
          print(parts.operator),
        ].join(''),
  );
  return Promise.resolve(0);
}

type OperatorSettings = Pick<
  Config,
  'LLM_CHAIN' | 'BEDROCK_MODEL_ID' | 'BEDROCK_REGION' | 'AWS_REGION' | 'TITAN_MODEL_ID' | 'EMBEDDER' | 'SQS_QUEUE_URL'
>;

interface OperatorStatement {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string[];
}

/** What Assay itself calls: its models, its queue, and the roles it reads accounts through. */
export function operatorPolicy(config: OperatorSettings): { Version: string; Statement: OperatorStatement[] } {
  const statements: OperatorStatement[] = [];
  const models = modelArns(config);
  if (models.length > 0)
    statements.push({
      Sid: 'Models',
      Effect: 'Allow',
      Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      Resource: models,
    });
  if (config.SQS_QUEUE_URL)
    statements.push({
      Sid: 'Events',
      Effect: 'Allow',
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
      Resource: [queueArn(config.SQS_QUEUE_URL)],
    });
  statements.push({
    Sid: 'ReadAccounts',
    Effect: 'Allow',
    Action: ['sts:AssumeRole'],
    Resource: [`arn:${partitionOf(config.AWS_REGION ?? 'us-east-1')}:iam::*:role/AssayReadOnly`],
  });
  return { Version: '2012-10-17', Statement: statements };
}

function modelArns(config: OperatorSettings): string[] {
  const region = config.BEDROCK_REGION ?? config.AWS_REGION ?? 'us-east-1';
  const listed = parseChain(config.LLM_CHAIN).filter((entry) => entry.name === 'bedrock');
  const models = listed.map((entry) => entry.model ?? config.BEDROCK_MODEL_ID ?? defaultBedrockModel(region));
  const titan =
    config.EMBEDDER === 'local'
      ? []
      : [config.TITAN_MODEL_ID.startsWith('arn:') ? config.TITAN_MODEL_ID : foundation(region, config.TITAN_MODEL_ID)];
  return [...new Set([...models.flatMap((model) => arnsOf(model, region)), ...titan])];
}

/**
 * A profile needs itself and the model behind it in every region that it may route to, which only AWS knows. Source:
 * Bedrock User Guide, "Prerequisites for inference profiles".
 */
function arnsOf(model: string, region: string): string[] {
  const base = baseModelOf(model);
  if (model.includes(':application-inference-profile/')) return [model];
  if (model.startsWith('arn:')) return model.includes(':inference-profile/') ? [model, foundation('*', base)] : [model];
  if (base === model) return [foundation(region, model)];
  const profile = `arn:${partitionOf(region)}:bedrock:${region}:<account Assay runs in>:inference-profile/${model}`;
  return [profile, foundation('*', base, partitionOf(region))];
}

const foundation = (region: string, model: string, partition = partitionOf(region)) =>
  `arn:${partition}:bedrock:${region}::foundation-model/${model}`;

function partitionOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

/** `https://sqs.<region>.amazonaws.com/<account>/<name>`; of another address only the last two parts are known. */
function queueArn(url: string): string {
  const { hostname, pathname } = new URL(url);
  const [account = '*', name = '*'] = pathname.split('/').filter(Boolean).slice(-2);
  const region = /^sqs\.([a-z0-9-]+)\.amazonaws\.com/.exec(hostname)?.[1] ?? '*';
  return `arn:${partitionOf(region)}:sqs:${region}:${account}:${name}`;
}
