/** From a question to an intent: clean the text, name the things, refuse what is not ours, read it, fill in a follow-up. */
import { readEntities } from './entities/entities.ts';
import { nameIndex, type KnownNames } from './entities/known.ts';
import { bareIntent, explained } from './explained.ts';
import { readFollowUp, turnBefore } from './follow-up.ts';
import { isForeign } from './foreign.ts';
import { readGuessed } from './guessed.ts';
import { inherit } from './inherit.ts';
import type { Intent } from './intent.ts';
import { cleanText, joinTokens, type Token, tokenise } from './language/reading.ts';
import { readAside } from './aside.ts';
import { readDescribed } from './described.ts';
import { readOwn } from './own.ts';
import { readTitle, sentencesOf } from './quoted.ts';
import { readRefusal } from './refusals.ts';
import { namedSubject } from './subjects.ts';
import { readUncomputed } from './uncomputed.ts';
import { readUnheard, readUnknown } from './unheard.ts';

export type { KnownNames };

/**
 * What a question asks, decided by its words alone: pure, without a model, quick (bounded to the first 2,000
 * characters), never throwing, the same answer for the same input. `now` is ISO UTC and anchors relative dates;
 * `previous` are the earlier turns, oldest first; `known` are names of the estate, recognised wherever they stand.
 */
export function classify(question: string, now: string, previous?: Intent[], known?: KnownNames): Intent {
  const names = nameIndex(known);
  const tokens = tokenise(cleanText(question), (token) => names.names.has(token) || names.regions.has(token));
  const read = (given: Token[]) => understand(question, given, now, previous, known);
  const intent = read(tokens);
  const passed = readUnheard(tokens, intent, names, read);
  const guessed = passed.length > 0 ? readGuessed(joinTokens(tokens), intent, passed, names) : null;
  const unheard = guessed?.left ?? passed;
  const unknown = intent.kind === 'out_of_scope' ? [] : readUnknown(readEntities(tokens, names).entities, names);
  if (passed.length === 0 && unknown.length === 0) return intent;
  return {
    ...intent,
    details: {
      ...intent.details,
      ...guessed?.details,
      ...(unheard.length > 0 && { unheard }),
      ...(unknown.length > 0 && { unknown }),
    },
  };
}

/** The same for a question whose words are split already; what it did not understand is not told. */
function understand(question: string, tokens: Token[], now: string, previous?: Intent[], known?: KnownNames): Intent {
  const names = nameIndex(known);
  const found = readEntities(tokens, names);
  if (!/[a-z@]/.test(found.text))
    return bareIntent('help', 'There is no question in the text, so it says what can be asked.');
  const refusal = readRefusal(found.text);
  // What is left out, and what another thing is like, must not be read as what is asked for.
  const aside = readAside(found.text, found.entities);
  const { entities, text } = aside;
  if (refusal === 'injection') {
    const beside = questionBeside(question, now, previous, known);
    if (beside) return beside;
  }
  if (refusal === 'change')
    return { ...bareIntent('out_of_scope', REFUSED.change), entities, subject: namedSubject(text, []) };
  if (refusal) return bareIntent('out_of_scope', REFUSED[refusal]);
  const called = readDescribed(text, names);
  const [only, ...others] = called?.names ?? [];
  const one = called && only && others.length === 0 ? [{ type: called.type, value: only }] : [];
  const read = readOwn(text, [...entities, ...one], now);
  const title = readTitle(cleanText(question));
  const details = {
    ...read.intent.details,
    ...(called && one.length === 0 ? { called } : {}),
    ...(title ? { title } : {}),
    ...aside.details,
    ...(aside.grantee ? { grantee: aside.grantee } : {}),
  };
  const beside = details.things?.filter((thing) => thing !== read.intent.subject) ?? [];
  if (beside.length > 0) details.things = beside;
  else delete details.things;
  const uncomputed = [...aside.unread, ...readUncomputed(found.text, read.intent)];
  if (uncomputed.length > 0) details.uncomputed = uncomputed;
  const own = {
    ...read,
    intent: { ...read.intent, details },
    cues: { ...read.cues, intent: { ...read.intent, details } },
  };
  const turn = turnBefore(previous);
  const follow = turn ? readFollowUp(own.cues) : null;
  if (turn && follow) return explained(inherit(own.intent, turn, follow, text, now), own.because, follow);
  if (own.intent.kind === 'help') return bareIntent('help', 'It asks what Assay can do.');
  if (isForeign(own.intent, text)) return bareIntent('out_of_scope', REFUSED.off_topic);
  return explained(own.intent, own.because, null);
}

/** An order to the assistant is not followed; a question of its own beside it is still a question. */
function questionBeside(question: string, now: string, previous?: Intent[], known?: KnownNames): Intent | null {
  const sentences = sentencesOf(question);
  if (sentences.length < 2) return null;
  const kept = sentences.filter((sentence) => /\?$|^(?:which|who|what|how|list|show|are|is|do|does)\b/i.test(sentence));
  const rest = kept.filter((sentence) => readRefusal(joinTokens(tokenise(cleanText(sentence), () => false))) === null);
  if (rest.length === 0 || rest.length < kept.length) return null;
  const intent = classify(rest.join(' '), now, previous, known);
  if (intent.kind === 'out_of_scope' || intent.kind === 'help') return null;
  return { ...intent, details: { ...intent.details, ignoredOrders: true } };
}

const REFUSED = {
  change: 'It asks to change the estate, which Assay only reads.',
  injection: 'It is about the instructions of the assistant, not about the estate.',
  off_topic: 'It is not about the AWS estate.',
};
