import { counted } from '../../model/counted.ts';
import { groupBy } from '../../model/group-by.ts';
import { MAIN_THREAD } from '../../model/ids.ts';
import { columnAt, ITEM, numberOfKind } from '../../model/packed-context.ts';
import type { Millis } from '../../model/time.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { StepPricer } from '../step-pricer.ts';
import { ContextWeigher, type Weighed } from '../weigh-context.ts';
import type { LedgerLeverFinder } from './advice.ts';
import { enteredAt, type LedgerItem, ledgerItem, toolOf } from './ledger-item.ts';
import type { Lever, LeverAction, LeverEvidence } from './lever.ts';
import { leverOf, sessionsOf } from './lever-of.ts';
import { leftOf } from './replay.ts';

const IMAGE = numberOfKind('image');

/** What is known beside the ledger. */
export interface ImageFacts {
  readonly pricer: StepPricer;
  /** When the turns of main threads began, in order, by session. */
  readonly turnStarts: (sessionIds: readonly string[]) => ReadonlyMap<string, readonly Millis[]>;
  /** What costs less is no lever, in pico-dollars. */
  readonly least: bigint;
}

/** Images (advice.md): what each cost after the turn that it came in leaves. An agent has one turn, which nothing follows. */
export class ImageLevers implements LedgerLeverFinder {
  private readonly images: LedgerItem[] = [];
  private readonly facts: ImageFacts;

  constructor(facts: ImageFacts) {
    this.facts = facts;
  }

  add(row: ContextRow, weighed: Weighed): void {
    const { count, sent } = weighed;
    const kinds = columnAt(ITEM.kind, count);
    for (let item = 0; item < count; item++) {
      if (row.items[kinds + item] !== IMAGE || (sent[item] as number) === 0) continue;
      this.images.push(ledgerItem(row, item, weighed));
    }
  }

  levers(): Lever[] {
    const least = Number(this.facts.least);
    const groups = [...groupBy(this.images, toolOf)].filter(([, items]) => {
      return items.reduce((sum, { weight }) => sum + weight, 0) >= least;
    });
    if (groups.length === 0) return [];
    const left = this.replay(groups.flatMap(([, items]) => items));
    return groups.map(([tool, items]) => {
      return imageLever(
        tool,
        items,
        items.reduce((sum, item) => sum + BigInt(Math.round(left.get(item) ?? 0)), 0n),
      );
    });
  }

  /** What each cost from the turn after its own on. */
  private replay(items: readonly LedgerItem[]): ReadonlyMap<LedgerItem, number> {
    const ofMain = items.filter(({ row }) => row.agentId === MAIN_THREAD);
    const starts = this.facts.turnStarts([...new Set(ofMain.map(({ row }) => row.sessionId))]);
    const weigher = new ContextWeigher(this.facts.pricer);
    const left = new Map<LedgerItem, number>();
    for (const [row, own] of groupBy(ofMain, ({ row }) => row)) {
      const leaving = own.flatMap((item) => {
        const at = enteredAt(item);
        const from = at === null ? undefined : starts.get(row.sessionId)?.find((start) => start > at);
        return from === undefined ? [] : [{ of: item, item: item.item, keeps: 0, from }];
      });
      if (leaving.length === 0) continue;
      leftOf(row, leaving, weigher).forEach(({ weight }, index) => {
        left.set((leaving[index] as (typeof leaving)[number]).of, weight);
      });
    }
    return left;
  }
}

function imageLever(tool: string, items: readonly LedgerItem[], left: bigint): Lever {
  const evidence = [...groupBy(items, ({ row }) => row.sessionId)].map(([sessionId, own]): LeverEvidence => {
    return {
      ...{ sessionId, spanId: null },
      tokens: own.reduce((sum, { tokens }) => sum + tokens, 0),
      responses: own.reduce((sum, { responses }) => sum + responses, 0),
      weight: own.reduce((sum, { weight }) => sum + BigInt(Math.round(weight)), 0n),
    };
  });
  const what = `${counted(items.length, 'image')}${tool === '' ? ' in prompts' : ` of ${tool}`}`;
  return leverOf({
    ...{ kind: 'image', subject: tool || 'prompts', evidence, check: 'tj context --by tool' },
    title: `${what} stayed in the context of ${counted(sessionsOf(evidence), 'session')} after ${items.length === 1 ? 'its' : 'their'} turn`,
    effect: { low: left, high: left, basis: 'replayed', assumption: 'nothing looks at an image after its own turn' },
    actions: tool === '' ? PASTED : TAKEN,
  });
}

const PASTED: readonly LeverAction[] = [
  { text: 'crop a screenshot to what matters, or ask about it in a session of its own' },
  { text: 'after the question about it', command: '/clear' },
];

const TAKEN: readonly LeverAction[] = [
  { text: 'take a text snapshot of the page in place of a picture, or a picture of one element' },
  { text: 'or let an agent look, and report' },
];
