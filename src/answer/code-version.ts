/** Which code made an answer. The package's version is not enough: a checkout changes many times under the same one. */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Beside the sources, what says which libraries they run with. An installed package has no lock file. */
const MANIFESTS = ['package.json', 'package-lock.json'];

/**
 * A digest of the sources as they lie there: the same in every clone and image of one commit, another after any change,
 * committed or not. Where they cannot be read it is another at each start, so that nothing old is ever served.
 */
export async function readCodeVersion(root: string = ROOT): Promise<string> {
  try {
    const entries = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true });
    const sources = entries
      .filter((entry) => entry.isFile() && isCode(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((path) => !path.startsWith('src/test/'));
    const paths = [...MANIFESTS, ...sources.toSorted()];
    const texts = await Promise.all(paths.map((path) => readIfThere(join(root, path), MANIFESTS.includes(path))));
    const digest = createHash('sha256');
    for (const [index, path] of paths.entries())
      digest.update(`${path}\0${texts[index]!.length}\0`).update(texts[index]!);
    return digest.digest('hex').slice(0, 16);
  } catch {
    return randomUUID();
  }
}

/** Tests are beside the code, and change no answer. */
const isCode = (name: string) => /\.(?:ts|js|json)$/.test(name) && !name.includes('.test.');

async function readIfThere(path: string, mayLack: boolean): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (mayLack) return Buffer.alloc(0);
    throw error;
  }
}
