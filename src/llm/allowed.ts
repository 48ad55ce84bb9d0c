/** Which providers a question may go to. The offline composer always may: nothing leaves the building. */
import type { ProviderName } from './provider.ts';

/** Null allows all. */
export type AllowedProviders = readonly ProviderName[] | null;

export function isAllowed(name: ProviderName, allowed: AllowedProviders): boolean {
  return name === 'composer' || allowed === null || allowed.includes(name);
}

/** What both lists allow. */
export function bothAllow(left: AllowedProviders, right: AllowedProviders): AllowedProviders {
  if (left === null || right === null) return left ?? right;
  return left.filter((name) => right.includes(name));
}

/** Why a provider that is not in the list is not asked. */
export function notAllowedReason(allowed: readonly ProviderName[]): string {
  const models = allowed.filter((name) => name !== 'composer');
  if (models.length === 0) return 'not allowed: questions may go to no language model';
  if (models.every((name) => name === 'bedrock')) return 'not allowed to leave AWS';
  return `not allowed: questions may go to ${models.join(', ')} only`;
}
