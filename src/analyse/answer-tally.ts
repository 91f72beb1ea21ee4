import { ANSWER_PARTS, type AnswerPart } from '../model/context.ts';
import { columnAt, ITEM } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { type GroupSum, GroupSums } from './group-sums.ts';
import type { Weighed } from './weigh-context.ts';

/** What a part of earlier answers came to: tokens on entry, tokens times the responses whose prompts had them, pico-dollars. */
export type PartSum = Pick<GroupSum, 'tokens' | 'sent' | 'cost'>;

/** Sums the parts of earlier answers. Together with what nothing tells apart they are what the answers came to. */
export class AnswerTally {
  /** What nothing tells apart, then each of `ANSWER_PARTS`. */
  private readonly sums = new GroupSums();

  /** Adds the answers of a thread, of which so many tokens entered its context; null where all of them are copies. */
  add({ items }: ContextRow, { answers, answerParts }: Weighed, entered: number | null): void {
    const column = (column: number) => {
      const from = columnAt(column, items[0] as number) + answers;
      return items.subarray(from, from + 1 + ANSWER_PARTS.length);
    };
    const [tokens, copied] = [partsIn(column(ITEM.tokens)), partsIn(column(ITEM.copied))];
    const isWhole = entered === items[columnAt(ITEM.tokens, items[0] as number) + answers];
    answerParts.forEach(({ sent, cost }, part) => {
      this.sums.carry(part, sent, cost, 0);
      if (entered === null) return;
      this.sums.enter(part, (tokens[part] as number) - (isWhole ? 0 : (copied[part] as number)));
    });
  }

  of(part: AnswerPart | 'unknown'): PartSum {
    const { tokens, sent, cost } = this.sums.of(part === 'unknown' ? 0 : 1 + ANSWER_PARTS.indexOf(part));
    return { tokens, sent, cost };
  }
}

/** Of numbers for answers as a whole and their parts: what is of no part, then the parts. */
function partsIn([whole = 0, ...parts]: Int32Array): number[] {
  return [parts.reduce((left, part) => left - part, whole), ...parts];
}
