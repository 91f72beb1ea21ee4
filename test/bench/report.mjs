// What was measured, as a Markdown table that a terminal shows as well.
import { readFileSync, writeFileSync } from 'node:fs';

const HEADS = ['what', 'of', 'time', 'beside', 'its time', 'ratio', 'at most', 'holds', 'memory'];
const SHOWN = [0, 1, 2, 3, 4, 5, 8];

/** The table, all columns of it. */
export function tableOf(results) {
  return aligned([HEADS, ...results.map(cellsOf)]);
}

/** Rows that the README shows: the others stand in docs/speed.md alone. */
const IN_THE_README = new Set(['usage-large', 'again-huge', 'again-warm', 'index-large', 'context-30d', 'usage-year']);

/** Puts what was measured where README and docs/speed.md have their marks. */
export function writeTables(readme, page, heading, results) {
  const measured = results.filter(({ failed }) => !failed);
  write(page, heading, measured);
  write(
    readme,
    heading,
    measured.filter(({ id }) => IN_THE_README.has(id)),
  );
}

function write(path, heading, results) {
  const cells = [HEADS, ...results.map(cellsOf)].map((row) => SHOWN.map((column) => row[column]));
  const before = readFileSync(path, 'utf8');
  const marked = /(<!-- bench -->\n)[\s\S]*?(<!-- \/bench -->)/;
  if (!marked.test(before)) throw new Error(`${path} has no marks for the table`);
  writeFileSync(
    path,
    before.replace(marked, (_, open, close) => `${open}\n${heading}\n\n${aligned(cells)}\n\n${close}`),
  );
}

/** One line of the table while the rest is still measured. */
export function lineOf(result) {
  return cellsOf(result).filter(Boolean).join('  ');
}

function cellsOf({ what, of, own, beside, ratio, most, held, memory }) {
  return [
    what,
    of ?? '',
    own === undefined ? '' : timeOf(own),
    beside?.name ?? '',
    beside === undefined ? '' : timeOf(beside.ms),
    ratio === undefined ? '' : `${ratio.toFixed(2)}x`,
    most ?? '',
    held === undefined ? '' : held ? 'yes' : 'NO',
    memory ?? '',
  ];
}

function timeOf(ms) {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

function aligned([heads, ...rows]) {
  const widths = heads.map((head, column) => Math.max(3, head.length, ...rows.map((row) => row[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(heads), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
}
