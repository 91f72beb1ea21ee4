import type { AnswerShare, AnswerShares } from '../../analyse/context-ledger.ts';
import { ANSWER_PARTS, type AnswerPart } from '../../model/context.ts';
import { roundPercent } from '../format-number.ts';
import { textWidth, wrap } from '../text-width.ts';
import { ANSWER_PART_NAMES } from './words.ts';

/** Share below which a part is in no line. */
const LEAST = 0.0005;

const HEAD = 'of it: ';
const INDENT = '  ';

/** A part of earlier answers with its name; null where its size is not known. */
export type NamedShare = readonly [name: string, share: AnswerShare | null];

/** What earlier answers were made of, as far as there is something of it. */
export function namedParts(parts: AnswerShares): NamedShare[] {
  const all: readonly (AnswerPart | 'unknown')[] = [...ANSWER_PARTS, 'unknown'];
  return all.flatMap((part) => {
    const share = parts[part];
    return share === null || share.sent > 0 ? [[ANSWER_PART_NAMES[part], share] as const] : [];
  });
}

/** The same in one line of so many columns, if it fits: by cost, by tokens where nothing has a price. */
export function partLines(parts: AnswerShares, width: number): string[] {
  const known = namedParts(parts).flatMap(([name, share]) => {
    // Where there may be thinking of no known size, nobody can say how much of what is unknown it is.
    const isShown = share !== null && shareOf(share) >= LEAST && !(parts.thinking === null && share === parts.unknown);
    return isShown ? [`${name} ${roundPercent(shareOf(share))}`] : [];
  });
  const isUnknown = parts.thinking === null && shareOf(parts.unknown) >= LEAST;
  const rest = known.length === 0 ? `unknown ${roundPercent(shareOf(parts.unknown))}` : 'thinking unknown';
  const text = [...known, ...(isUnknown ? [rest] : [])].join(', ');
  if (text === '') return [];
  const fits = [INDENT + HEAD + text, HEAD + text, INDENT + text].find((line) => textWidth(line) <= width);
  return fits === undefined ? wrap(HEAD + text, width) : [fits];
}

function shareOf({ shareListPrice, shareTokens }: AnswerShare): number {
  return shareListPrice ?? shareTokens ?? 0;
}
