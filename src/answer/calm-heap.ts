/** Rare collections while many answers run: each major one holds all of them up for a tenth of a second and more. */
import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 count memory outside of its heap, where the frames of running answers lie, towards one limit with the heap
 * (`--external-memory-accounted-in-global-limit`). By its own rule it collects everything for each 64 MB more of it, with
 * 500 answers every fifteen seconds, and frees next to nothing. For a process that serves; call it before it does.
 */
export function calmHeap(): void {
  setFlagsFromString('--external-memory-accounted-in-global-limit');
}
