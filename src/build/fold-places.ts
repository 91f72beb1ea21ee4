/** A place while its stretch lasts. */
export interface OpenPlace {
  readonly item: number;
  tokens: number;
  /** Of these, tokens of an answer that nobody sees. */
  hidden: number;
  /** Characters of its text; 0 where they are not known. */
  readonly chars: number;
  /** The message of a logged request that it is a part of; '' where nothing says which, and in front of all messages. */
  message: string;
}

/** The newest are told apart. */
const KEPT_APART = 64;

/** All but the first `front` and the newest places as one of each item that `foldOf` gives, of no message. */
export function foldPlaces(
  places: readonly OpenPlace[],
  front: number,
  foldOf: (place: OpenPlace) => number,
): OpenPlace[] {
  const folds = new Map<number, OpenPlace>();
  const newest = Math.max(front, places.length - KEPT_APART);
  for (const place of places.slice(front, newest)) {
    const item = foldOf(place);
    const fold = folds.get(item) ?? { item, tokens: 0, hidden: 0, chars: 0, message: '' };
    fold.tokens += place.tokens;
    fold.hidden += place.hidden;
    folds.set(item, fold);
  }
  return [...places.slice(0, front), ...folds.values(), ...places.slice(newest)].map((place) => ({ ...place }));
}

export function tokensOf(places: readonly OpenPlace[]): number {
  return places.reduce((sum, { tokens }) => sum + tokens, 0);
}

/** Characters of each item that lie in one prompt together: what comes in several parts has all of theirs. */
export function charsTogether(places: readonly OpenPlace[]): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const { item, chars } of places) sums.set(item, (sums.get(item) ?? 0) + chars);
  return sums;
}
