import type { Composition, Share } from '../analyse/composition.ts';
import { roundShares } from '../analyse/round-shares.ts';
import { bar } from './bar.ts';
import { percent, shortCount } from './format-number.ts';
import type { Look } from './style.ts';
import { padLeft, padRight } from './text-width.ts';

/** What the parts are called in a sentence. */
const PART_WORDS = {
  reread: 're-reading the conversation so far',
  rebuilt: 'rebuilding the cache',
  written: 'writing new context into the cache',
  newInput: 'new input that was not cached',
  output: 'output',
} as const satisfies Record<keyof Composition, string>;

const PART_NAMES = {
  reread: 're-read',
  rebuilt: 'rebuilt',
  written: 'written',
  newInput: 'new input',
  output: 'output',
} as const satisfies Record<keyof Composition, string>;

const PARTS = Object.keys(PART_NAMES) as (keyof Composition)[];

/** The largest part: what it is and its share. */
export function largestPart(composition: Composition): { readonly words: string; readonly share: Share } {
  const weight = (part: keyof Composition) => composition[part].shareListPrice ?? composition[part].shareTokens ?? 0;
  const part = PARTS.reduce((a, b) => (weight(b) > weight(a) ? b : a));
  return { words: PART_WORDS[part], share: composition[part] };
}

/** Bars of a composition with both weights, under a head; `+` marks output that is a lower bound (C7). */
export function compositionRows(composition: Composition, unfinished: boolean, look: Look): string[] {
  const columns = Math.max(4, look.width - 41);
  const head = `${' '.repeat(11 + columns)} ${padLeft('list price', 10)} ${padLeft('raw tokens', 10)} ${padLeft('tokens', 7)}`;
  const shares = PARTS.map((part) => composition[part]);
  const weights = roundShares(shares.map(({ shareListPrice }) => shareListPrice));
  const raw = roundShares(shares.map(({ shareTokens }) => shareTokens));
  const body = shares.map((share, index) => {
    const part = PARTS[index] ?? 'output';
    const name = part === 'output' && unfinished ? 'output +' : PART_NAMES[part];
    const filled = bar(share.shareListPrice ?? share.shareTokens ?? 0, columns, look.unicode);
    const numbers = [
      padLeft(percent(weights[index] ?? null), 10),
      padLeft(percent(raw[index] ?? null), 10),
      padLeft(shortCount(share.tokens), 7),
    ];
    return `${padRight(name, 10)} ${filled} ${numbers.join(' ')}`;
  });
  return [look.paint.bold(head), ...body];
}
