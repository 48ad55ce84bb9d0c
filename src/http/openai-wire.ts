/** Shapes of OpenAI's chat completions API, as far as this door speaks them, and its way of saying errors. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { EvidenceItem, Problem } from './api.ts';

/** The one model of this door: Assay itself. */
export const MODEL = 'assay';

const content = z.union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() })), z.null()]);

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'] as const;
const between = (least: number, most: number) => {
  const told = `must be a number from ${least} to ${most}`;
  return z.number(told).min(least, told).max(most, told).nullish();
};
const tokens = z.number('must be a whole number').int('must be a whole number').min(1, 'must be 1 or more').nullish();
const stopWords = z.string('must be a text').min(1, 'is empty').max(1000);

/**
 * Settings of sampling and length are checked as OpenAI checks them, and change nothing: the chain decides how an answer
 * is written. What else is sent is left unread.
 */
export const completionBody = z.object({
  model: z.string().max(200),
  messages: z
    .array(
      z.object({
        role: z.enum(ROLES, `must be one of ${ROLES.join(', ')}`),
        content: content.optional(),
      }),
    )
    .min(1)
    .max(1000),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.number().int().nullish(),
  temperature: between(0, 2),
  top_p: between(0, 1),
  presence_penalty: between(-2, 2),
  frequency_penalty: between(-2, 2),
  max_tokens: tokens,
  max_completion_tokens: tokens,
  stop: z.union([stopWords, z.array(stopWords).max(4)], 'must be a text or at most four').nullish(),
  tool_choice: z.union([z.string(), z.looseObject({})]).nullish(),
  modalities: z.array(z.string()).nullish(),
  response_format: z.object({ type: z.string() }).nullish(),
});

export type CompletionBody = z.infer<typeof completionBody>;

export function textOf(given: z.infer<typeof content> | undefined): string {
  if (typeof given === 'string') return given;
  return (given ?? [])
    .filter((part) => part.type === 'text')
    .map((part) => part.text ?? '')
    .join('\n');
}

/** The text before the first of the client's stop sequences. */
export function cutAtStop(text: string, stop: CompletionBody['stop']): string {
  const ends = (typeof stop === 'string' ? [stop] : (stop ?? [])).map((words) => text.indexOf(words));
  const first = Math.min(...ends.filter((at) => at >= 0));
  return Number.isFinite(first) ? text.slice(0, first) : text;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export interface Annotation {
  type: 'url_citation';
  url_citation: { start_index: number; end_index: number; title: string; url: string };
}

export type FinishReason = 'stop' | 'length';

export interface OpenAiError {
  error: { message: string; type: string; param: string | null; code: string | null };
}

const TYPES: Partial<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
};

/** A problem of ours in OpenAI's shape: their clients show `message` and branch on the status. */
export function openAiError(problem: Problem, param: string | null = null): OpenAiError {
  const type = problem.status >= 500 ? 'server_error' : (TYPES[problem.status] ?? 'invalid_request_error');
  return { error: { message: problem.detail, type, param, code: problem.code } };
}

export function openAiErrorResponse(context: Context, problem: Problem, param: string | null): Response {
  return context.json(openAiError(problem, param), problem.status as 400, { 'x-request-id': problem.requestId });
}

/**
 * An answer for clients without an evidence panel: each label that has a console address becomes a markdown link, and
 * the cited evidence is listed below. Annotations point at the links. Titles are escaped: they hold text from AWS.
 */
export function withSources(
  text: string,
  evidence: readonly EvidenceItem[],
): { content: string; annotations: Annotation[] } {
  const byLabel = new Map(evidence.map((item) => [item.label, item]));
  const annotations: Annotation[] = [];
  const cited = new Set<EvidenceItem>();
  let content = '';
  let from = 0;
  for (const match of text.matchAll(/\[([A-Z](?:-[a-z0-9]+|\d+)(?:\s*[,;]\s*[A-Z](?:-[a-z0-9]+|\d+))*)\]/g)) {
    content += text.slice(from, match.index);
    from = match.index + match[0].length;
    const labels = match[1]!.split(/\s*[,;]\s*/);
    const links = labels.map((label) => {
      const item = byLabel.get(label);
      if (item) cited.add(item);
      return { item, label, url: linkable(item?.url) };
    });
    for (const [index, { item, label, url }] of links.entries()) {
      if (index > 0) content += ' ';
      const start = content.length;
      content += url ? `[${label}](${url})` : `[${label}]`;
      if (url && item)
        annotations.push({
          type: 'url_citation',
          url_citation: { start_index: start, end_index: content.length, title: item.title, url },
        });
    }
  }
  content += text.slice(from);
  if (cited.size > 0) content += `\n\n**Sources**\n${[...cited].map((item) => `- ${sourceLine(item)}`).join('\n')}\n`;
  return { content, annotations };
}

function sourceLine(item: EvidenceItem): string {
  const url = linkable(item.url);
  return `${url ? `[${item.label}](${url})` : `[${item.label}]`} ${escapeMarkdown(item.title)} (as of ${item.asOf})`;
}

/** Only https, and nothing that could close the link. */
function linkable(url: string | undefined): string | null {
  return url && /^https:\/\/[^\s<>"'\\]+$/.test(url) ? url.replaceAll('(', '%28').replaceAll(')', '%29') : null;
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_[\]<>()#!|~]/g, String.raw`\$&`);
}
