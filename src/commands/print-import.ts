/** An import's report in the terminal. File names and all else from outside are shown without control characters. */
import type { ImportReport, Tally } from '../intake/import/report.ts';

const SHOWN_FAULTS = 20;

export function printImport(report: ImportReport, reportFile: string | null): string {
  const kinds: [string, Tally][] = [
    ['CloudTrail events', report.events],
    ['findings', report.findings],
    ['cost lines', report.costLines],
  ];
  const lines = [
    `Files: ${report.files}. Records: ${report.records}, ${report.added} new, ${report.known} already there, ${report.refused} refused.`,
    ...kinds
      .filter(([, tally]) => tally.records > 0)
      .map(([name, tally]) => `  ${name}: ${tally.added} new, ${tally.known} already there`),
    ...(report.removedLines > 0
      ? [`  ${report.removedLines} cost lines were taken out: their bills no longer hold them.`]
      : []),
    ...(report.derived > 0 ? [`  ${report.derived} findings follow from them by the event and cost rules.`] : []),
    ...(report.leftOut > 0 ? [`Files of other kinds left out: ${report.leftOut}.`] : []),
    ...report.faults.slice(0, SHOWN_FAULTS),
    ...(report.faults.length > SHOWN_FAULTS ? [`… and ${report.faults.length - SHOWN_FAULTS} more.`] : []),
    ...report.refusals.flatMap((group) => [
      `Refused ${group.count}: ${group.reason}`,
      ...group.examples.map(({ file, record }) => `  ${file}, record ${record}`),
    ]),
    ...(report.refused > 0 && !reportFile ? ['Add --report <file> for every refused record.'] : []),
    ...(reportFile ? [`Every refusal is in ${reportFile}.`] : []),
  ];
  return `${lines.map(plain).join('\n')}\n`;
}

const plain = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
