/** What Bedrock's models want to be called and what they refuse. */

/**
 * Claude Sonnet 5.5 (2026-09-28), by the inference profile that keeps a request in the geography of `region`; recent
 * Claude models have no on-demand id of their own. https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
 */
export function defaultBedrockModel(region: string): string {
  return `${geographyOf(region)}.anthropic.claude-sonnet-5-5`;
}

/** The inference profile of `model` that keeps a request in the geography of `region`. */
export function profileOf(model: string, region: string): string {
  return `${geographyOf(region)}.${baseModelOf(model)}`;
}

function geographyOf(region: string): string {
  if (region.startsWith('us-gov-')) return 'us-gov';
  if (region.startsWith('us-')) return 'us';
  if (region.startsWith('eu-')) return 'eu';
  if (region === 'ap-northeast-1' || region === 'ap-northeast-3') return 'jp';
  if (region === 'ap-southeast-2' || region === 'ap-southeast-4') return 'au';
  return 'global';
}

/** The region an ARN names, or null for a plain id. */
export function regionOfModel(model: string): string | null {
  return /^arn:[\w-]+:bedrock:([a-z0-9-]+):/.exec(model)?.[1] ?? null;
}

/** The model without ARN and geography: `anthropic.claude-sonnet-5-5`. An application profile's ARN has no name in it. */
export function baseModelOf(model: string): string {
  const id = model.startsWith('arn:') ? (model.split('/').at(-1) ?? model) : model;
  return id.replace(/^(?:us-gov|us|eu|apac|ap|jp|au|ca|sa|global)\./, '');
}

export interface ModelSettings {
  temperature: boolean;
  /** For `additionalModelRequestFields`, or null. */
  extra: Record<string, Record<string, string>> | null;
}

/**
 * Claude since Opus 4.7 answers 400 to a temperature, and Claude 5 thinks before its first word unless told otherwise.
 * https://platform.claude.com/docs/en/models/sonnet-5-5/migration-guide
 */
export function settingsOf(model: string): ModelSettings {
  const base = baseModelOf(model);
  if (base.startsWith('anthropic.claude-sonnet-5-5'))
    return { temperature: false, extra: { thinking: { type: 'between_tools' } } };
  if (/^anthropic\.claude-(?:sonnet|haiku)-5/.test(base))
    return { temperature: false, extra: { thinking: { type: 'disabled' } } };
  if (/^anthropic\.claude-(?:opus-(?:4-[789]|[5-9])|fable|mythos|[a-z]+-[6-9])/.test(base))
    return { temperature: false, extra: null };
  // An application profile hides its model; both kinds accept a request without temperature.
  return { temperature: !model.includes(':application-inference-profile/'), extra: null };
}
