import Table from 'cli-table3';
import { largest } from '../model/long-lists.ts';
import type { Look } from './style.ts';
import { cutTo, textWidth } from './text-width.ts';

/** One column of a table. */
export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
  /**
   * Left out first, the highest number before the others, while the table is too wide; 0 always stays. Before any other
   * go columns that have nothing but zeros.
   */
  readonly rank: number;
  /** It may be cut, and other columns are left out before it has to be narrower than this; absent: it is never cut. */
  readonly shrinkTo?: number;
  /** How a text of it is cut; absent: at its end. */
  readonly cut?: (text: string, columns: number, ellipsis: string) => string;
}

const GAP = 2;

/** Rows that are laid out together: the time that it takes grows with the square of their number. */
const AT_ONCE = 200;

/** Above every rank. */
const NOTHING_RANK = 100;

const NO_LINES = {
  ...{
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
  },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' '.repeat(GAP) },
};

/**
 * A table of plain texts no wider than the look allows: columns are left out by rank, and texts of those that may
 * shrink are cut. Ends without a newline.
 * `targetOf`: what a cell leads to, a path or a web address.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  look: Look,
  targetOf: (row: number, column: number) => string | null = () => null,
): string {
  const widths = columns.map((column, i) =>
    largest(
      rows.map((row) => textWidth(row[i] ?? '')),
      textWidth(column.head),
    ),
  );
  const ranked = columns.map((column, i) => {
    const saysNothing = column.rank > 0 && rows.every((row) => row[i] === '0' || (row[i] ?? '') === '');
    return saysNothing ? { ...column, rank: column.rank + NOTHING_RANK } : column;
  });
  const kept = keptColumns(ranked, widths, look.width);
  const ellipsis = look.unicode ? '…' : '~';
  const headOf = (i: number) => look.paint.bold(cutTo(columns[i]?.head ?? '', widths[i] ?? 0, ellipsis));
  const cell = (text: string, i: number) => (columns[i]?.cut ?? cutTo)(text, widths[i] ?? 0, ellipsis);
  const layout = {
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colWidths: kept.map((i) => widths[i] ?? 0),
    colAligns: kept.map((i) => columns[i]?.align ?? 'left'),
  };
  const head = kept.map(headOf);
  const parts: string[] = [];
  for (let from = 0; from === 0 || from < rows.length; from += AT_ONCE) {
    const part = new Table(from === 0 ? { ...layout, head } : layout);
    for (const [at, row] of rows.slice(from, from + AT_ONCE).entries()) {
      const linkedCell = (i: number) => {
        const href = look.paint.href(targetOf(from + at, i) ?? '');
        const content = cell(row[i] ?? '', i);
        return href === null ? content : { content, href };
      };
      part.push(kept.map(linkedCell));
    }
    parts.push(part.toString());
  }
  return parts
    .join('\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Indexes of the columns that fit, each at least at its narrowest; what room is left goes to those that were cut. */
function keptColumns(columns: readonly Column[], widths: number[], width: number): number[] {
  const natural = [...widths];
  columns.forEach(({ shrinkTo }, i) => {
    if (shrinkTo !== undefined) widths[i] = Math.min(shrinkTo, natural[i] ?? 0);
  });
  let kept = columns.map((_, i) => i);
  const room = () => width - kept.reduce((sum, i) => sum + (widths[i] ?? 0), GAP * (kept.length - 1));
  while (room() < 0) {
    const last = kept.reduce((a, b) => ((columns[b]?.rank ?? 0) >= (columns[a]?.rank ?? 0) ? b : a));
    if ((columns[last]?.rank ?? 0) === 0) break;
    kept = kept.filter((i) => i !== last);
  }
  for (const i of kept) widths[i] = Math.min(natural[i] ?? 0, (widths[i] ?? 0) + Math.max(room(), 0));
  if (room() < 0) cutWidest(columns, kept, widths, room);
  return kept;
}

/** Where even the columns that always stay are too wide: takes from those that may shrink, down to a few columns. */
function cutWidest(columns: readonly Column[], kept: readonly number[], widths: number[], room: () => number): void {
  const FEWEST = 6;
  for (const i of kept) {
    if (columns[i]?.shrinkTo === undefined || room() >= 0) continue;
    widths[i] = Math.max(FEWEST, (widths[i] ?? 0) + room());
  }
}
