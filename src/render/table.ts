import { largest } from '../model/long-lists.ts';
import { type Look, linked } from './style.ts';
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

/** Above every rank. */
const NOTHING_RANK = 100;

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
  const shown = (text: string, i: number, paint: (cut: string) => string, cut = columns[i]?.cut ?? cutTo) => {
    const fitted = cut(text, widths[i] ?? 0, ellipsis);
    const space = ' '.repeat(Math.max(0, (widths[i] ?? 0) - textWidth(fitted)));
    return columns[i]?.align === 'right' ? space + paint(fitted) : paint(fitted) + space;
  };
  const line = (cells: readonly string[]) => cells.join(' '.repeat(GAP)).trimEnd();
  const head = kept.map((i) => shown(columns[i]?.head ?? '', i, look.paint.bold, cutTo));
  const body = rows.map((row, at) =>
    line(kept.map((i) => shown(row[i] ?? '', i, (cut) => linked(cut, targetOf(at, i), look.paint)))),
  );
  return [line(head), ...body].join('\n');
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
