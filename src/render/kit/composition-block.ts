import type { Composition } from '../../analyse/composition.ts';
import { roundPercent, shortCount } from '../format-number.ts';
import type { Look } from '../style.ts';
import { padLeft, padRight } from '../text-width.ts';
import { classSign, stackedBar } from './stacked-bar.ts';
import { CLASS_WORDS, CLASSES, COST, TOKENS } from './words.ts';

/** Columns of the parts of a row, and from which width on there is room to say what a class is. */
const NAME = 16;
const MEANING = 25;
const WIDE = 68;

/** From which width on there is room for the tokens themselves beside their share. */
const COUNTED = 44;

/** The class that cost most, with its share of the cost, or of the tokens where nothing has a price. */
export function compositionHeadline(composition: Composition): string {
  const shareOf = (each: keyof Composition) => composition[each].shareListPrice ?? composition[each].shareTokens ?? 0;
  const most = CLASSES.reduce((a, b) => (shareOf(b) > shareOf(a) ? b : a));
  const { shareListPrice, shareTokens } = composition[most];
  const of =
    shareListPrice === null
      ? `${roundPercent(shareTokens)} of your tokens`
      : `${roundPercent(shareListPrice)} of the cost`;
  return `${CLASS_WORDS[most].subject} took ${of}.`;
}

/** The whole as one bar, and below it what each class took, the dearest first, without those that had no token; `+` marks output that is a lower bound (C7). */
export function compositionBlock(composition: Composition, unfinished: boolean, look: Look): string[] {
  const weight = (each: keyof Composition) => composition[each].shareListPrice ?? composition[each].shareTokens ?? 0;
  const order = CLASSES.filter((each) => composition[each].tokens > 0).sort((a, b) => weight(b) - weight(a));
  const room = NAME + (look.width < WIDE ? 0 : MEANING);
  const head = `  ${' '.repeat(room)}${padLeft(COST, 6)}${padLeft(TOKENS, 9)}`;
  const rows = order.map((each) => {
    const { name, meaning } = CLASS_WORDS[each];
    const { shareListPrice, shareTokens, tokens } = composition[each];
    const words = padRight(padRight(name, NAME) + (look.width < WIDE ? '' : meaning), room);
    const size = shortCount(tokens) + (each === 'output' && unfinished ? '+' : ' ');
    const count = look.width < COUNTED ? '' : padLeft(size, 10);
    const numbers = `${padLeft(roundPercent(shareListPrice), 6)}${padLeft(roundPercent(shareTokens), 9)}${count}`;
    return `${classSign(each, look)} ${words}${numbers}`.trimEnd();
  });
  return [stackedBar(composition, look), look.paint.bold(head), ...rows];
}
