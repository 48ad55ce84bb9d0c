/**
 * What chat clients ask of a model on their own account: a title, tags, follow-up questions, a search query for a
 * conversation. Nobody asked Assay anything, so no model is called and no conversation is kept. Recognised by the fixed
 * prompts of Open WebUI (`backend/open_webui/config.py`) and LibreChat (`@librechat/agents`).
 */
import type { CompletionBody } from './openai-wire.ts';
import { textOf } from './openai-wire.ts';

/** Keys of the JSON that Open WebUI asks for, and what is answered when there is nothing to say. */
const NOTHING: Record<string, unknown> = { tags: [], follow_ups: [], queries: [], text: '' };

const LONGEST_TITLE = 60;

/** The reply to such a request, or null when it is a question. */
export function replyToHousekeeping({ messages }: Pick<CompletionBody, 'messages'>): string | null {
  const last = textOf(messages.at(-1)?.content).trim();
  const head = last.slice(0, 400);
  if (head.startsWith('### Task:') && /<chat_history>|### (?:Chat History|Output):/i.test(last)) {
    const key = /\{\s*"(title|tags|follow_ups|queries|text)"\s*:/.exec(last)?.[1];
    if (key !== undefined && key !== 'title') return JSON.stringify({ [key]: NOTHING[key] });
    const title = titleOf(last, messages);
    return key === 'title' ? JSON.stringify({ title }) : title;
  }
  if (/^analyze this conversation and provide:?\s/i.test(head) && /\btitle\b/i.test(head))
    return JSON.stringify({ language: 'en', title: titleOf(last, messages) });
  if (/\b(?:provide|generate) a concise\b.{0,60}\btitle for (?:the|a) conversation\b/i.test(head))
    return titleOf(last, messages);
  return null;
}

/** The first question of the conversation, cut at a word. It stands in the prompt, or in the messages before it. */
function titleOf(prompt: string, messages: CompletionBody['messages']): string {
  const inPrompt = /^\s*user:\s*(.+)$/im.exec(prompt)?.[1];
  const before = messages.slice(0, -1).find(({ role }) => role === 'user');
  const question = (inPrompt ?? textOf(before?.content)).replaceAll(/\s+/g, ' ').trim();
  if (question === '') return 'Assay';
  if (question.length <= LONGEST_TITLE) return question.replace(/[?.!]+$/, '');
  const cut = question.slice(0, LONGEST_TITLE);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), LONGEST_TITLE / 2)).trimEnd()}…`;
}
