import type { Readable } from 'node:stream';

/** One file to import, wherever it lies. */
export interface Source {
  /** As the operator would name it: a path or an s3:// address. */
  name: string;
  bytes: number;
  open(): Promise<Readable>;
}

/** What was found under one path: files to read, how many were left out, or why there is nothing. */
export interface Found {
  sources: AsyncIterable<Source> | Iterable<Source>;
  /** One sentence when the path itself is no good. */
  fault: string | null;
  /** Files of other kinds in the folder. Complete once the sources have been walked. */
  leftOut: () => number;
}

/** Files that an import looks into when a folder or a prefix is given. CloudTrail's digests hold no events. */
export function isImportable(path: string): boolean {
  return /\.(json|jsonl|ndjson|csv)(\.gz|\.gzip)?$/i.test(path) && !path.includes('/CloudTrail-Digest/');
}
