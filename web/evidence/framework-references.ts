/** A finding's `compliance` as lines to read. */

/** Keys of the checks' own references. https://www.cisecurity.org/benchmark/amazon_web_services and AWS FSBP by number. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  cis6: 'CIS AWS 6.0',
  cis7: 'CIS AWS 7.0',
  fsbp: 'AWS FSBP',
  nist80053r5: 'NIST 800-53 r5',
  soc2: 'SOC 2',
  pci4: 'PCI DSS 4.0',
  iso27001: 'ISO 27001:2022',
  attack: 'MITRE ATT&CK',
};

/**
 * `{ cis6: ["2.15"], soc2: 2 }` reads as `CIS AWS 6.0: 2.15` and `SOC 2: 2 requirements`. Imported findings keep the
 * shapes of OCSF, `{ standards: […] }` or `{ requirements: […] }`: those are named as they are.
 */
export function frameworkReferences(compliance: Record<string, unknown> | null | undefined): string[] {
  return Object.entries(compliance ?? {}).flatMap(([key, value]) => {
    const name = FRAMEWORKS[key] ?? key;
    if (typeof value === 'number') return [`${name}: ${value} ${value === 1 ? 'requirement' : 'requirements'}`];
    const texts = (Array.isArray(value) ? value : [value]).flatMap(textOf);
    if (texts.length === 0) return [];
    return /^(?:standards|requirements|references|frameworks)$/.test(key) ? texts : [`${name}: ${texts.join(', ')}`];
  });
}

function textOf(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  const words = Object.values(value).filter((part) => typeof part === 'string' || typeof part === 'number');
  return words.length === 0 ? [] : [words.join(' ')];
}
