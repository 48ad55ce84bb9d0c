/** Says what a collecting process is doing in its database, statement by statement, without its knowing. */
import type { Sql, TransactionSql } from '../../db/connect.ts';
import { DEFAULT_TENANT } from '../../db/tenant.ts';

/** Where a process may freeze itself: its read done, inside the lease's transaction, inside the store's. */
export type FreezePoint = 'read' | 'lease' | 'store';

/**
 * `sql` whose transactions tell: `took <run>` (lease and record committed), `writing <run> <words>` (a statement of the
 * storing transaction begins), `stored <run>` or `undone <run>` (it ended), `gave <run>` (the lease is given back). `open()` counts them.
 */
export function traceSql(
  sql: Sql,
  tell: (line: string) => void,
  freeze: (point: FreezePoint) => void,
): Sql & { open: () => number } {
  let open = 0;
  const begin = (work: (sql: TransactionSql) => Promise<unknown>) => {
    const seen: Seen = { runId: null, kind: null };
    open += 1;
    return sql
      .begin((inner) => work(traceStatements(inner, seen, tell, freeze)))
      .then(
        (value) => {
          if (seen.kind) tell(`${DONE[seen.kind]} ${seen.runId}`);
          return value;
        },
        (error: unknown) => {
          if (seen.kind === 'store') tell(`undone ${seen.runId}`);
          throw error;
        },
      )
      .finally(() => (open -= 1));
  };
  const traced = new Proxy(sql, {
    get: (target, key, receiver) => (key === 'begin' ? begin : (Reflect.get(target, key, receiver) as unknown)),
  });
  return Object.assign(traced, { open: () => open });
}

interface Seen {
  runId: string | null;
  kind: 'lease' | 'store' | 'release' | null;
}

const DONE = { lease: 'took', store: 'stored', release: 'gave' };
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function traceStatements(
  sql: TransactionSql,
  seen: Seen,
  tell: (line: string) => void,
  freeze: (point: FreezePoint) => void,
): TransactionSql {
  return new Proxy(sql, {
    apply(target, self, args: [TemplateStringsArray, ...unknown[]]) {
      const [strings, ...values] = args;
      const text = Array.isArray(strings) ? strings.join('?') : '';
      const begins = MARKS.find(({ mark }) => text.includes(mark));
      if (begins) {
        seen.kind = begins.kind;
        seen.runId = values.find((value) => value !== DEFAULT_TENANT && UUID.test(String(value))) as string;
      }
      if (seen.kind === 'store') {
        const words = WORDS.exec(text)?.[0];
        if (words) tell(`writing ${seen.runId} ${words}`);
        if (words === 'insert into finding_embeddings') freeze('store');
      } else if (seen.kind === 'lease') freeze('lease');
      return Reflect.apply(target as never, self, args) as unknown;
    },
  });
}

const WORDS = /(?:insert into|update|delete from) (?!set\b)\w+/;
const MARKS: { mark: string; kind: NonNullable<Seen['kind']> }[] = [
  { mark: 'insert into collection_runs', kind: 'lease' },
  { mark: 'update collection_state s set', kind: 'store' },
  { mark: 'set lease_until = null', kind: 'release' },
];
