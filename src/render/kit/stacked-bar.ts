import type { Composition } from '../../analyse/composition.ts';
import type { Look } from '../style.ts';
import { CLASS_WORDS, CLASSES } from './words.ts';

/** Neighbours differ, so that copies of a coloured bar can still be read. */
const COLOURED = ['█', '▓', '█', '▓', '█'] as const;

/** The whole as one bar over the full width, by cost (by tokens where nothing has a price). */
export function stackedBar(composition: Composition, look: Look): string {
  const shares = CLASSES.map((each) => composition[each].shareListPrice ?? composition[each].shareTokens ?? 0);
  const cells = cellsOf(shares, look.width);
  return CLASSES.map((each, i) => swatch(each, look).repeat(cells[i] ?? 0))
    .map((text, i) => paintOf(look, CLASSES[i])(text))
    .join('');
}

/** The sign that stands for a class in the bar, painted. */
export function classSign(each: keyof Composition, look: Look): string {
  return paintOf(look, each)(swatch(each, look));
}

function swatch(each: keyof Composition, { unicode, paint }: Look): string {
  if (!unicode) return CLASS_WORDS[each].letter;
  return paint.classes === null ? CLASS_WORDS[each].shade : (COLOURED[CLASSES.indexOf(each)] ?? '█');
}

function paintOf({ paint }: Look, each: keyof Composition | undefined): (text: string) => string {
  return (each === undefined ? null : paint.classes?.[each]) ?? ((text) => text);
}

/** So many cells in all; what rounding down leaves goes to those that lost most. */
function cellsOf(shares: readonly number[], columns: number): number[] {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  if (whole === 0) return shares.map(() => 0);
  const exact = shares.map((share) => (share / whole) * columns);
  const cells = exact.map(Math.floor);
  const left = columns - cells.reduce((sum, count) => sum + count, 0);
  const order = exact
    .map((size, index) => ({ index, lost: size - (cells[index] ?? 0) }))
    .sort((a, b) => b.lost - a.lost || a.index - b.index);
  for (const { index } of order.slice(0, left)) cells[index] = (cells[index] ?? 0) + 1;
  return cells;
}
