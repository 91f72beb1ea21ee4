import type { WeightShare } from '../analyse/weight-share.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';

/** Cards are made to be shared: no wider than this, whatever the terminal. */
const CARD_COLUMNS = 80;

/** The look of a card on a terminal that looks like `wide`. */
export function cardLook(wide: Look): Look {
  return { ...wide, width: Math.min(wide.width, CARD_COLUMNS) };
}

/** A text of which labels that were cut before have the ellipsis of the terminal. */
export function withEllipsis(text: string, { unicode }: Pick<Look, 'unicode'>): string {
  return unicode ? text : text.replaceAll('…', '~');
}

/** Dim lines that say what can be done. */
export function hint(text: string, look: Look): string[] {
  return wrap(`${look.unicode ? '›' : '>'} ${text}`, look.width).map(look.paint.dim);
}

/** A share in both weights as a document (counting.md section 3). */
export function weightShareJson({ listPrice, tokens }: WeightShare): object {
  return { list_price: listPrice, tokens };
}
