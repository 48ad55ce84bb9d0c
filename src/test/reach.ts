/** Which test files can differ on a PostgreSQL: those that reach the variable which tells them of one. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/**
 * Of `files` (relative to `root`), those in which `word` stands, or in a file that they import or name by its path,
 * however many steps away.
 */
export function filesReaching(word: string, files: readonly string[], root: string): string[] {
  const sources = new Map<string, Source>();
  const read = (path: string) => {
    const known = sources.get(path);
    if (known) return known;
    const text = readFileSync(join(root, path), 'utf8');
    const named = [...text.matchAll(/['"`]([\w@./-]+\.tsx?)['"`]/g)].flatMap((match) =>
      // An import, or a path that a process is started with.
      [join(dirname(path), match[1]!), match[1]!].map(normalize),
    );
    const source = { holds: text.includes(word), names: named.filter((name) => existsSync(join(root, name))) };
    sources.set(path, source);
    return source;
  };
  return files.filter((file) => {
    const seen = new Set([file]);
    for (const path of seen) {
      const { holds, names } = read(path);
      if (holds) return true;
      for (const name of names) seen.add(name);
    }
    return false;
  });
}

interface Source {
  holds: boolean;
  names: string[];
}
