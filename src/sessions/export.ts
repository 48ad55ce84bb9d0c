/** A session as a document to keep: markdown for people, JSON for programs. */
import type { ChatMessage, EvidenceItem, SessionDetail } from '../http/api.ts';

/** Markdown with every answer's verdicts and the evidence it cites. Text from AWS is escaped, so it stays text. */
export function sessionToMarkdown(session: SessionDetail): string {
  const lines = [`# ${escapeMarkdown(session.title)}`, '', `Exported from Assay. Session begun ${session.createdAt}.`];
  for (const message of session.messages) {
    lines.push('', message.role === 'user' ? '## Question' : '## Answer', '', `*${message.createdAt}*`, '');
    lines.push(message.role === 'user' ? escapeMarkdown(message.text) : message.text);
    if (message.role === 'assistant') lines.push(...footer(message));
  }
  return `${lines.join('\n')}\n`;
}

function footer(message: ChatMessage): string[] {
  const lines: string[] = [];
  if (message.status !== 'done') lines.push('', `> This answer is incomplete: ${message.status}.`);
  if (message.usage) lines.push('', `Written by ${message.usage.provider} (${message.usage.model}).`);
  if (message.claims) {
    const { supported, contradicted, uncited, notCheckable } = message.claims;
    lines.push(
      '',
      `Claims: ${supported} supported, ${contradicted} contradicted, ${uncited} uncited, ${notCheckable} not checkable.`,
    );
  }
  if (message.evidence.length > 0) lines.push('', '### Evidence', '', ...message.evidence.flatMap(evidenceLines));
  return lines;
}

function evidenceLines(item: EvidenceItem): string[] {
  const value =
    item.value === undefined
      ? ''
      : `: ${item.value}${item.denominator === undefined ? '' : ` of ${item.denominator}`} ${item.unit ?? ''}`;
  const place = [item.resourceUid, item.accountUid, item.region].filter(Boolean).join(', ');
  const head = `- **[${item.label}]** ${escapeMarkdown(item.title)}${value} (as of ${item.asOf}${place ? `; ${escapeMarkdown(place)}` : ''})`;
  return [head, ...(item.members ?? []).map((member) => `  - ${escapeMarkdown(member)}`)];
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|!]/g, '\\$&').replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '');
}
