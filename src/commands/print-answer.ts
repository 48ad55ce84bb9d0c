/** Prints stream parts for a terminal, or as JSON. Escape sequences in text from AWS or models never reach the terminal. */
import type { EvidenceItem, StreamPart } from '../http/api.ts';

export interface Printer {
  show(part: StreamPart): void;
  /** Prints what comes last and gives the exit code. */
  end(): number;
}

export function createPrinter(options: { json: boolean; write: (text: string) => void; width: number }): Printer {
  const parts: StreamPart[] = [];
  let failed = false;
  const print = (text: string) => options.write(harmless(text));
  return {
    show: (part) => {
      parts.push(part);
      if (part.type === 'error') failed = true;
      if (options.json) return;
      if (part.type === 'text-delta') print(part.delta);
      if (part.type === 'data-restart')
        print(`\n[${part.data.reason}: that text is dropped, the next provider begins]\n`);
      if (part.type === 'error') print(`${part.errorText}\n`);
    },
    end: () => {
      if (options.json) options.write(`${JSON.stringify(summary(parts), null, 2)}\n`);
      else print(footer(parts, options.width));
      return failed ? 1 : 0;
    },
  };
}

const harmless = (text: string) => text.replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '');

const last = <T extends StreamPart['type']>(parts: StreamPart[], type: T) =>
  parts.findLast((part): part is Extract<StreamPart, { type: T }> => part.type === type);

/** What `--json` prints: the whole answer as one object. */
function summary(parts: StreamPart[]) {
  const restart = parts.findLastIndex((part) => part.type === 'data-restart');
  const text = parts
    .slice(restart + 1)
    .filter((part) => part.type === 'text-delta')
    .map((part) => part.delta)
    .join('');
  const start = last(parts, 'start');
  return {
    sessionId: start?.messageMetadata.sessionId ?? null,
    messageId: start?.messageId ?? null,
    text,
    plan: last(parts, 'data-plan')?.data ?? null,
    evidence: last(parts, 'data-evidence')?.data.items ?? [],
    coverage: last(parts, 'data-coverage')?.data ?? null,
    claims: last(parts, 'data-claims')?.data ?? null,
    attempts: parts.filter((part) => part.type === 'data-attempt').map((part) => part.data),
    usage: last(parts, 'data-usage')?.data ?? null,
    error: last(parts, 'error')?.errorText ?? null,
  };
}

function footer(parts: StreamPart[], width: number): string {
  const evidence = last(parts, 'data-evidence')?.data.items ?? [];
  const claims = last(parts, 'data-claims')?.data;
  const usage = last(parts, 'data-usage')?.data;
  const text = summary(parts).text;
  const cited = evidence.filter((item) => text.includes(item.label));
  const lines = ['', '─'.repeat(Math.min(width, 100)), 'Evidence'];
  lines.push(...cited.map((item) => `  [${item.label}] ${describe(item)}`));
  if (claims)
    lines.push(
      '',
      `Claims: ${claims.supported} supported, ${claims.contradicted} contradicted, ${claims.uncited} uncited, ${claims.notCheckable} not checkable.`,
    );
  if (usage)
    lines.push(
      `Written by ${usage.provider} (${usage.model}) in ${Math.round(usage.totalMs)} ms${usage.cached ? ', from the cache' : ''}.`,
    );
  return `${lines.join('\n')}\n`;
}

function describe(item: EvidenceItem): string {
  const value =
    item.value === undefined
      ? ''
      : `: ${item.value}${item.denominator === undefined ? '' : ` of ${item.denominator}`} ${item.unit ?? ''}`;
  const place = [item.resourceUid, item.region].filter(Boolean).join(', ');
  return `${item.severity ? `${item.severity}: ` : ''}${item.title}${value}${place ? ` (${place})` : ''}, as of ${item.asOf}${item.complete === false ? ', incomplete' : ''}`;
}
