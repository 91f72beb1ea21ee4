// What was measured, as a Markdown table that a terminal shows as well.
import { readFileSync, writeFileSync } from 'node:fs';

const HEADS = ['what', 'of', 'time', 'beside', 'its time', 'ratio', 'at most', 'holds', 'memory'];
const FOR_THE_README = [0, 1, 2, 3, 4, 5, 8];

/** The table, all columns of it. */
export function tableOf(results) {
  return aligned([HEADS, ...results.map(cellsOf)]);
}

/** Puts what was measured where the README has its marks. */
export function writeReadme(readme, heading, results) {
  const measured = results.filter(({ failed }) => !failed);
  const cells = [HEADS, ...measured.map(cellsOf)].map((row) => FOR_THE_README.map((column) => row[column]));
  const before = readFileSync(readme, 'utf8');
  const marked = /(<!-- bench -->\n)[\s\S]*?(<!-- \/bench -->)/;
  if (!marked.test(before)) throw new Error('the README has no marks for the table');
  writeFileSync(
    readme,
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
