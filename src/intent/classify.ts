/** From a question to an intent: clean the text, name the things, refuse what is not ours, read it, fill in a follow-up. */
import { readEntities } from './entities/entities.ts';
import { nameIndex, type KnownNames } from './entities/known.ts';
import { bareIntent, explained } from './explained.ts';
import { readFollowUp, turnBefore } from './follow-up.ts';
import { isForeign } from './foreign.ts';
import { inherit } from './inherit.ts';
import type { Intent } from './intent.ts';
import { cleanText, tokenise } from './language/reading.ts';
import { readOwn } from './own.ts';
import { readRefusal } from './refusals.ts';
import { namedSubject } from './subjects.ts';

export type { KnownNames };

/**
 * What a question asks, decided by its words alone: pure, without a model, quick (bounded to the first 2,000
 * characters), never throwing, the same answer for the same input. `now` is ISO UTC and anchors relative dates;
 * `previous` are the earlier turns, oldest first; `known` are names of the estate, recognised wherever they stand.
 */
export function classify(question: string, now: string, previous?: Intent[], known?: KnownNames): Intent {
  const names = nameIndex(known);
  const tokens = tokenise(cleanText(question), (token) => names.names.has(token) || names.regions.has(token));
  const { entities, text } = readEntities(tokens, names);
  if (!/[a-z@]/.test(text))
    return bareIntent('help', 'There is no question in the text, so it says what can be asked.');
  const refusal = readRefusal(text);
  if (refusal === 'change')
    return { ...bareIntent('out_of_scope', REFUSED.change), entities, subject: namedSubject(text, []) };
  if (refusal) return bareIntent('out_of_scope', REFUSED[refusal]);
  const own = readOwn(text, entities, now);
  const turn = turnBefore(previous);
  const follow = turn ? readFollowUp(own.cues) : null;
  if (turn && follow) return explained(inherit(own.intent, turn, follow, text, now), own.because, follow);
  if (own.intent.kind === 'help') return bareIntent('help', 'It asks what Assay can do.');
  if (isForeign(own.intent, text)) return bareIntent('out_of_scope', REFUSED.off_topic);
  return explained(own.intent, own.because, null);
}

const REFUSED = {
  change: 'It asks to change the estate, which Assay only reads.',
  injection: 'It is about the instructions of the assistant, not about the estate.',
  off_topic: 'It is not about the AWS estate.',
};
