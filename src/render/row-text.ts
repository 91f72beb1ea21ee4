import { unreachable } from '../model/errors.ts';
import type { RowFormat, RowTable } from './row-table.ts';

/** Rows for other programs, as one of the formats. Ends with a line end. */
export function rowText(table: RowTable, format: RowFormat): string {
  switch (format) {
    case 'csv':
      return csvText(table);
    case 'md':
      return markdownText(table);
    default:
      return unreachable(format);
  }
}

/** RFC 4180: a head, lines that end in CR LF, quotes doubled. No cell is one that a spreadsheet would run. */
function csvText({ columns, rows }: RowTable): string {
  const line = (cells: readonly string[]) => `${cells.map(quoted).join(',')}\r\n`;
  return [columns, ...rows.map((row) => row.map((cell) => (typeof cell === 'string' ? disarmed(cell) : shown(cell))))]
    .map(line)
    .join('');
}

function quoted(text: string): string {
  return /^\s|[",\r\n]|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Text that a spreadsheet would take for a formula, in the wide forms of its signs too, is made text by an apostrophe. */
function disarmed(text: string): string {
  const plain = oneLine(text);
  return /^\s*[=+\-@＝＋－＠]/.test(plain) ? `'${plain}` : plain;
}

/** A table of GitHub's Markdown; what would be markup in a cell is escaped. */
function markdownText({ columns, rows }: RowTable): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const isNumeric = (i: number) => rows.length > 0 && rows.every((row) => typeof row[i] !== 'string');
  return [
    line(columns),
    line(columns.map((_, i) => (isNumeric(i) ? '--:' : '---'))),
    ...rows.map((row) => line(row.map((cell) => (typeof cell === 'string' ? escaped(oneLine(cell)) : shown(cell))))),
  ].join('');
}

function escaped(text: string): string {
  return text.replace(/[\\|`*_<&[\]]/g, '\\$&');
}

/** Nothing for what is not known: an empty cell is no 0. */
function shown(cell: number | boolean | null): string {
  return cell === null ? '' : String(cell);
}

/** Control characters and overrides of direction act on whatever shows them; what cannot be seen makes two names look like one. */
function oneLine(text: string): string {
  return text.replace(CONTROL, ' ');
}

const CONTROL = /[\p{Cc}\p{Bidi_Control}\u00ad\u200b\u2028\u2029\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;
