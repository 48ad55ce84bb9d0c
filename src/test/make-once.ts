/** One of several processes makes a file; the others wait for it. */
import { access, mkdir, rmdir } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/**
 * Returns when `path` exists, which `make` has to see to: called by one process at a time, and by none once it is there.
 * A `make` that fails is left to the next who asks. A process killed in it leaves the others waiting.
 */
export async function makeOnce(path: string, make: () => Promise<void>): Promise<void> {
  const lock = `${path}.lock`;
  while (!(await exists(path))) {
    if (!(await took(lock))) {
      await setTimeout(50);
      continue;
    }
    try {
      if (!(await exists(path))) await make();
    } finally {
      await rmdir(lock);
    }
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function took(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
