import type { Look } from '../style.ts';
import { padRight, wrap } from '../text-width.ts';

/** Columns of the label, and from which width on it stands beside its text. */
const LABEL = 16;
const WIDE = 60;

/** What is said of one thing in a line or two, behind a bold label that is at most 14 characters long. */
export function factLines(label: string, text: string, { width, paint }: Look): string[] {
  if (text === '') return [];
  if (width < WIDE) return [paint.bold(label), ...wrap(text, width - 2).map((line) => `  ${line}`)];
  return wrap(text, width - LABEL).map((line, i) =>
    i === 0 ? paint.bold(padRight(label, LABEL)) + line : ' '.repeat(LABEL) + line,
  );
}
