/**
 * A finding's `compliance` as lines: OCSF leaves its shape open, so any of `{ "CIS 3.0": ["1.10"] }`,
 * `{ standards: […] }` or `{ requirements: […] }` reads as `CIS 3.0: 1.10` or the plain names.
 */
export function frameworkReferences(compliance: Record<string, unknown> | null | undefined): string[] {
  return Object.entries(compliance ?? {}).flatMap(([name, value]) => {
    const texts = (Array.isArray(value) ? value : [value]).flatMap(textOf);
    if (texts.length === 0) return [];
    return /^(?:standards|requirements|references|frameworks)$/.test(name) ? texts : [`${name}: ${texts.join(', ')}`];
  });
}

function textOf(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  const words = Object.values(value).filter((part) => typeof part === 'string' || typeof part === 'number');
  return words.length === 0 ? [] : [words.join(' ')];
}
