import type { Compliance } from './collector.ts';

/**
 * Parses a framework reference line such as `CIS6 2.15; CIS7 2.14; FSBP IAM.1,IAM.2; N53×37; SOC2×2`.
 * CIS6/CIS7: CIS AWS Foundations Benchmark 6.0/7.0. FSBP: AWS Foundational Security Best Practices. N53: NIST 800-53r5,
 * SOC2, PCI4 (PCI DSS 4), ISO22 (ISO 27001:2022) and ATTACK (MITRE) count the requirements served.
 * Throws on an unknown framework, so that a typing error cannot pass unseen.
 */
export function references(line: string): Compliance {
  const compliance: Compliance = {};
  for (const part of line
    .split(';')
    .map((piece) => piece.trim())
    .filter(Boolean)) {
    const listed = /^(CIS6|CIS7|FSBP) (.+)$/.exec(part);
    const counted = /^(N53|SOC2|PCI4|ISO22|ATTACK)×(\d+)$/.exec(part);
    if (listed) compliance[LISTED[listed[1] as keyof typeof LISTED]] = listed[2]!.split(',').map((item) => item.trim());
    else if (counted) compliance[COUNTED[counted[1] as keyof typeof COUNTED]] = Number(counted[2]);
    else throw new Error(`Unknown framework reference: ${part}`);
  }
  return compliance;
}

const LISTED = { CIS6: 'cis6', CIS7: 'cis7', FSBP: 'fsbp' } as const;
const COUNTED = { N53: 'nist80053r5', SOC2: 'soc2', PCI4: 'pci4', ISO22: 'iso27001', ATTACK: 'attack' } as const;
