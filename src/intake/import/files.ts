/** Files and folders on this machine as sources. */
import { createReadStream } from 'node:fs';
import { opendir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '../../errors.ts';
import { type Found, isImportable, type Source } from './source.ts';

/** A file as it is, whatever its name; a folder with all below it, by name, hidden ones left out. Never throws. */
export async function findFiles(path: string): Promise<Found> {
  const nothing = (fault: string): Found => ({ sources: [], fault, leftOut: () => 0 });
  try {
    const found = await stat(path);
    if (found.isFile()) return { sources: [sourceOf(path, found.size)], fault: null, leftOut: () => 0 };
    if (!found.isDirectory()) return nothing(`${path} is neither a file nor a folder.`);
    const tally = { leftOut: 0 };
    return { sources: walk(path, tally, new Set()), fault: null, leftOut: () => tally.leftOut };
  } catch (error) {
    return nothing(`${path} cannot be read: ${REASONS[systemErrorCode(error) ?? ''] ?? 'the system refused it'}.`);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission is missing',
  EPERM: 'permission is missing',
  ENAMETOOLONG: 'the name is too long',
};

function sourceOf(path: string, bytes: number): Source {
  return { name: path, bytes, open: () => Promise.resolve(createReadStream(path, { highWaterMark: 1 << 18 })) };
}

/** Depth first, by name; each folder once, so that a link to a parent ends. */
async function* walk(folder: string, tally: { leftOut: number }, seen: Set<string>): AsyncGenerator<Source> {
  const real = await realpath(folder);
  if (seen.has(real)) return;
  seen.add(real);
  const names: string[] = [];
  for await (const entry of await opendir(folder)) if (!entry.name.startsWith('.')) names.push(entry.name);
  for (const name of names.toSorted()) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) yield* walk(path, tally, seen);
    else if (found?.isFile() && isImportable(path)) yield sourceOf(path, found.size);
    else tally.leftOut++;
  }
}
