/** The turns of a conversation in the form that every provider takes. */
import type { ChatTurn } from './provider.ts';

/**
 * Drops empty turns and an assistant's turn at the start or at the end (several models refuse a prefilled answer), and
 * joins turns of one role that follow each other: Bedrock wants the roles to alternate, beginning with the user.
 */
export function alternatingTurns(turns: readonly ChatTurn[]): ChatTurn[] {
  const joined: ChatTurn[] = [];
  for (const { role, content } of turns) {
    const last = joined.at(-1);
    if (content.trim() === '' || (last === undefined && role === 'assistant')) continue;
    if (last?.role === role) last.content += `\n\n${content}`;
    else joined.push({ role, content });
  }
  if (joined.at(-1)?.role === 'assistant') joined.pop();
  return joined;
}
