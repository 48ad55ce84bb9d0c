/** The order of test files: what takes longest first, so that all workers end together on a machine that ran none yet. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** From the longest; the first of them makes the demo that others then copy. */
const LONG = [
  'src/jobs/two-processes.test.ts',
  'src/test/soak/kills-zombie.test.ts',
  'bench/eval.test.ts',
  'src/test/soak/streams.test.ts',
  'src/test/soak/kills.test.ts',
  'web/shell/shell.test.ts',
  'src/jobs/running.test.ts',
  'src/http/stream-bad-input.test.ts',
  'src/http/stream.test.ts',
  'src/http/stream-shutdown.test.ts',
  'src/intake/import.kill.test.ts',
  'src/db/backup.test.ts',
  'src/jobs/retries.test.ts',
  'src/http/twelve-questions.test.ts',
  'web/test/end-to-end.test.ts',
  'web/test/accounts-end-to-end.test.ts',
  'web/chat/chat.test.ts',
  'src/llm/matrix.test.ts',
  'src/intake/stand-in.test.ts',
  'src/commands/collect.test.ts',
];

/** Vitest asks for a class. Without times of an earlier run it would go by the size of the files. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((path) => moduleId.endsWith(path));
      return found < 0 ? LONG.length : found;
    };
    return sorted.toSorted((one, other) => place(one) - place(other));
  }
}
