/** What a question says beside its subject: what is left out, what other thing it hangs together with, how much of it. Pure. */
import { readExceptions } from './exceptions.ts';
import type { Details, Entity } from './intent.ts';
import { readMeasures } from './measures.ts';
import { readRelation, readThings } from './relations.ts';
import { namedSubject } from './subjects.ts';

export interface Aside {
  details: Pick<Details, 'except' | 'relation' | 'measure' | 'things' | 'findingsOn'>;
  /** What was said and nothing computes, in words. */
  unread: string[];
  /** An account that something was shared with: no place to look in. */
  grantee: string | null;
  entities: Entity[];
  /** The text without all that. */
  text: string;
}

/** Reads it from a normalised, masked text and the entities that were masked in it. */
export function readAside(text: string, named: Entity[]): Aside {
  // A cost centre is a tag, not money.
  const plain = text.replaceAll(/\bcost[- ]?cent(er|re)s?\b/g, 'costcent$1');
  const left = readExceptions(plain, named);
  const without = left?.rest ?? plain;
  const { known, unknown } = readRelation(without);
  const alone = known?.rest ?? without;
  const { measure, unread, rest } = readMeasures(alone, namedSubject(alone, []));
  const entities = left?.entities ?? named;
  const accounts = entities.filter(({ type, value }) => type === 'account' && /^\d{12}$/.test(value));
  const grantee = accounts.length === 1 && SHARED.test(rest) ? accounts[0]!.value : null;
  return {
    details: {
      ...(left && Object.keys(left.except).length > 0 ? { except: left.except } : {}),
      ...(known ? { relation: known.relation } : {}),
      ...(measure ? { measure } : {}),
      ...readThings(rest),
    },
    unread: [
      ...(left?.unread ?? []).map((words) => `the exception "${words}"`),
      ...(unknown ? [`how these hang together: "${unknown}"`] : []),
      ...unread.map((words) => `the bound "${words}"`),
    ],
    grantee,
    entities: grantee ? entities.filter(({ value }) => value !== grantee) : entities,
    text: rest,
  };
}

/** "who shared the snapshot with @account", "did anyone give @account access". */
const SHARED =
  /\b(?:who|whom|anyone|anybody|someone|somebody|when)\b.*\b(?:shar\w+|gave|giv\w+|grant\w*|expos\w+|open\w*)\b.*(?:\b(?:with|to) (?:the |aws |account )*@account\b|@account (?:account )?access\b)/;
