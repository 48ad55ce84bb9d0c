import type { Severity } from '../../collector.ts';
import type { Transport } from '../network.ts';

/**
 * A network service that must not face the internet: its ports and what to say about it. Two checks are made of each
 * row: one on instances that can really be reached, one on security groups that would let anyone in.
 */
export interface ExposedService {
  /** "MySQL" */
  name: string;
  /** What people call it, for the description: "MySQL, MariaDB, Aurora MySQL". */
  alsoKnownAs: string;
  instance?: { id: string; ports: readonly number[]; transports: readonly Transport[]; references: string };
  group?: { id: string; ports: readonly number[]; severity: Severity; references: string };
  /** What listens there and what it gives to whoever gets in. */
  runs: string;
  /** How it is found and attacked, step by step. */
  attack: string;
  consequence: string;
  /** How its users reach it once the internet cannot. */
  instead: string[];
  /** What to look at or change because it was open. */
  afterwards: string;
  ownerHint: string;
}
