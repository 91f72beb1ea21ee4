import type { Lever } from '../../analyse/advice/lever.ts';
import type { LedgerBase } from '../../analyse/context-ledger.ts';
import { factLines } from '../kit/fact-lines.ts';
import type { Next } from '../provenance-lines.ts';
import type { Shown } from '../shown.ts';
import { leverText } from './lever-words.ts';

/** A lever, and what its shares are of. */
export interface FirstLever {
  readonly lever: Lever;
  readonly base: LedgerBase;
}

/** What to type after a card that is of something else. */
export const ADVISE: Next = { command: 'tj advise', why: 'what to change' };

/** What would have changed most, for such a card; nothing where there is none. */
export function leverLines(
  first: FirstLever | null,
  { look, withDollars }: Pick<Shown, 'look' | 'withDollars'>,
): string[] {
  return first === null ? [] : factLines('what to change', leverText(first.lever, first.base, withDollars), look);
}
