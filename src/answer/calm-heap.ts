/** Rare collections while many answers run: each major one holds all of them up for a tenth of a second and more. */
import { setFlagsFromString } from 'node:v8';

/**
 * Two rules of V8's that suit a server of streams ill, set aside for a process that serves; call it before it does.
 *
 * - Memory outside of the heap, where the frames of running answers lie, counts towards one limit with the heap. By its
 *   own rule V8 collects everything for each 64 MB more of it: with 500 answers each fifteen seconds, for next to nothing.
 * - What is made is made young. While many answers wait for their first token, V8 learns that what they make lives long,
 *   and then makes each token's objects old: half of all that its major collections had to free.
 */
export function calmHeap(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
  setFlagsFromString('--no-allocation-site-pretenuring');
}
