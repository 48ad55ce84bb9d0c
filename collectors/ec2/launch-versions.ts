import type { LaunchTemplateVersion } from './snapshot.ts';

/** The versions that launches use unless they name another one: the default and the latest. */
export function launchingVersions(versions: LaunchTemplateVersion[]): LaunchTemplateVersion[] {
  const latest = versions.reduce((highest, { version }) => Math.max(highest, version), 0);
  return versions.filter(({ version, isDefault }) => isDefault || version === latest);
}

/** "version 3", "versions 1, 2 and 3". */
export function versionList(versions: readonly { version: number }[]): string {
  const numbers = versions.map(({ version }) => version).toSorted((a, b) => a - b);
  if (numbers.length === 1) return `version ${numbers[0]}`;
  return `versions ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
}
