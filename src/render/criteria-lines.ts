import type { QuotaAudit } from '../analyse/quota-audit.ts';
import { counted, fullCount } from '../model/counted.ts';
import { valueText } from './audit-words.ts';
import type { Look } from './style.ts';
import { padLeft, padRight, wrap } from './text-width.ts';

const CELL = { words: 21, limit: 7, turns: 7 };
const CELL_WIDTH = CELL.words + CELL.limit + CELL.turns;

/** All limits of the shape with how many turns each disqualified, two in a line where there is room. */
export function criteriaLines({ disqualified, turns }: QuotaAudit, look: Look): string[] {
  const perLine = look.width >= 2 * CELL_WIDTH + 4 ? 2 : 1;
  const head = cell('limits of the shape', 'limit', 'turns');
  const cells = disqualified.map(({ criterion, turns: out }) =>
    cell(criterion.words, valueText(criterion, criterion.limit), fullCount(out)),
  );
  const rows = Math.ceil(cells.length / perLine);
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: perLine }, (_, column) => cells[row + column * rows] ?? '')
      .join('    ')
      .trimEnd(),
  );
  const out = turns.units - turns.shaped - turns.notJudged;
  const note = `${counted(out, 'turn')} disqualified, each counted at the first limit that it exceeded.`;
  return [
    look.paint.bold(new Array(perLine).fill(head).join('    ')),
    ...lines,
    ...wrap(note, look.width).map(look.paint.dim),
  ];
}

function cell(words: string, limit: string, turns: string): string {
  return padRight(words, CELL.words) + padLeft(limit, CELL.limit) + padLeft(turns, CELL.turns);
}
