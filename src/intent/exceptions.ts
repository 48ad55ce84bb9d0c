/** What a question leaves out of the whole: "except eu-west-1", "outside production", "without tax". Text is normalised and masked. */
import { servicesNamed } from './entities/aws-services.ts';
import type { Details, Entity, EntityType } from './intent.ts';
import { MONEY } from './words.ts';

type Except = NonNullable<Details['except']>;

export interface ExceptionReading {
  except: Except;
  /** What is left out and nothing here understands, as it was said. */
  unread: string[];
  /** The things named that are not left out. */
  entities: Entity[];
  /** The text without the clauses, so that what is left out is not taken for what is asked for. */
  rest: string;
}

const LEAD =
  '(?:except(?:ing)?(?: for)?|excluding|exclude|excl|other than|besides|apart from|aside from|not counting|without counting|leaving out|leave out|ignoring|ignore|not including|minus|but not|(?:everywhere|anywhere|everything|all) but|outside(?: of)?|(?:(?:that|which) (?:are|is) |is |are )?not (?:in|from|of|owned by|tagged)|not(?= @tag))';
const MASKS = '@(?:account|region|tag|instance|bucket|user|role)\\b(?: (?:accounts?|regions?|teams?|ones?))?';
const NAMED = new RegExp(
  `,? ?\\b${LEAD} (?:the |those |these |ones? |things |instances |buckets |anything |stuff |what is |that are |which are |owned )*(?:in |from |of |by |for |at |with |tagged )?(?:the |our |team )*(${MASKS}(?:(?:, | and | or |, and |/)(?:the |our |in |from )?${MASKS})*)`,
  'g',
);
/** Said of money: a service or a kind of charge. */
const BILLED = new RegExp(
  `,? ?\\b(?:${LEAD}|without|net of|before) (?:the |any |all |our |aws )*([a-z0-9][a-z0-9 ]{1,30}?)(?=$|[?.!,;]| (?:in|by|for|last|this|since|per|over|from|on|during|costs?|charges|spend)\\b)`,
  'g',
);
/** "The biggest cost driver after EC2". */
const RANKED = /\b(?:biggest|largest|top|most expensive|highest|main|dearest|costliest|next)\b/;
const NEXT_TO = /\b(?:after|next to|beyond|second to|following) ((?:[a-z0-9-]+ ?){1,3})/;
const ELSE = new RegExp(
  `\\b(?:except(?:ing)?(?: for)?|excluding|other than|apart from|aside from|not counting|leaving out|ignoring|not including|but not) (?!(?:weekends?|me|us|you|that|this)\\b)([^?.!,;]{2,40})`,
);

const KIND_OF: Partial<Record<EntityType, keyof Except>> = {
  account: 'accounts',
  region: 'regions',
  tag: 'tags',
  instance: 'names',
  bucket: 'names',
  user: 'names',
  role: 'names',
};

/** Null when nothing is left out. */
export function readExceptions(text: string, named: readonly Entity[]): ExceptionReading | null {
  const except: Except = {};
  let entities = [...named];
  const unread: string[] = [];
  let rest = text.replaceAll(NAMED, (clause: string, masks: string, at: number) => {
    for (const [mask, kind] of masks.matchAll(/@(\w+)/g)) {
      const key = KIND_OF[kind as EntityType];
      const all = named.filter(({ type }) => type === kind);
      // Which one of several it is, is told by the order in which they stand.
      const place = [...text.slice(0, at + clause.indexOf(mask)).matchAll(new RegExp(`${mask}\\b`, 'g'))].length;
      const one = all.length === 1 ? all[0] : all[place];
      if (!key || !one) {
        unread.push(clause.trim());
        continue;
      }
      except[key] = [...new Set([...(except[key] ?? []), one.value])];
      entities = entities.filter((entity) => entity !== one);
    }
    return ' ';
  });
  const money = MONEY.test(text);
  if (money && RANKED.test(text))
    rest = rest.replace(NEXT_TO, (clause: string, words: string) => leaveOut(clause, words));
  rest = rest.replaceAll(BILLED, (clause: string, words: string) => {
    return money ? leaveOut(clause, words) : clause;
  });
  function leaveOut(clause: string, words: string): string {
    const services = servicesNamed(words);
    const charges = CHARGES.filter(([, pattern]) => pattern.test(words)).map(([name]) => name);
    if (services.length + charges.length === 0) return clause;
    except.services = [...new Set([...(except.services ?? []), ...services, ...charges])];
    return ' ';
  }
  const other = ELSE.exec(rest);
  if (other && Object.keys(except).length === 0) unread.push(other[0].trim());
  if (Object.keys(except).length === 0 && unread.length === 0) return null;
  return { except, unread, entities, rest: rest.replaceAll(/ {2,}/g, ' ').trim() };
}

/** Kinds of charge, told apart from services by their name in the bill. */
const CHARGES: [string, RegExp][] = [
  ['Credit', /\bcredits?\b/],
  ['Refund', /\brefunds?\b/],
  ['Tax', /\btax(?:es)?\b|\bvat\b/],
];
