import { FIXED_PARTS, type FixedPart } from '../../model/fixed-part.ts';
import { columnAt, ITEM, labelParts, numberOfKind } from '../../model/packed-context.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { LabelFinder } from '../context-ledger.ts';
import type { Weighed } from '../weigh-context.ts';
import type { LeverEvidence } from './lever.ts';
import { SessionSums } from './session-sums.ts';

/** An item of the fixed context, as `tj context --by fixed` has it, with what it came to in each session. */
export interface FixedItem {
  readonly part: FixedPart | 'memory' | 'hook';
  /** '' where nothing names the parts of the fixed context (before Claude Code 2.1.270). */
  readonly name: string;
  readonly evidence: readonly LeverEvidence[];
}

const [BASE, MEMORY, HOOK] = [numberOfKind('base'), numberOfKind('memory'), numberOfKind('hook')];

/** Numbers of what items are parts of: those of `FIXED_PARTS`, then these. */
const OTHERS = ['memory', 'hook', 'unnamed'] as const;
const UNNAMED = FIXED_PARTS.length + OTHERS.indexOf('unnamed');

/** Gathers the fixed context of many threads. */
export class FixedItems {
  private readonly sums = new SessionSums();

  add(row: ContextRow, weighed: Weighed): void {
    const { items, tools } = row;
    const { count, sent } = weighed;
    const [kinds, ofTools] = [columnAt(ITEM.kind, count), columnAt(ITEM.tool, count)];
    const labels = columnAt(ITEM.label, count);
    this.sums.begin(row);
    for (let item = 0; item < count; item++) {
      const kind = items[kinds + item] as number;
      if ((kind !== BASE && kind !== MEMORY && kind !== HOOK) || (sent[item] as number) === 0) continue;
      const part = partNumber(kind, tools[items[ofTools + item] as number] ?? '');
      this.sums.add(part, items[labels + item] as number, row, item, weighed);
    }
  }

  /**
   * All items but the built-in tools and the system prompt, which nobody can take out; what stands alone only where it cost
   * at least so many pico-dollars.
   */
  all(labelOf: LabelFinder, least: bigint): FixedItem[] {
    return [...this.sums.items()].flatMap(({ key, pair: [number], sample }): FixedItem[] => {
      const part = FIXED_PARTS[number] ?? (number === UNNAMED ? 'other' : OTHERS[number - FIXED_PARTS.length]);
      if (part === undefined || part === 'unnamed' || part === 'system' || part === 'tool') return [];
      const evidence = this.sums.evidenceOf(key);
      const isAlone = part === 'memory' || part === 'hook';
      if (isAlone && evidence.reduce((sum, { weight }) => sum + weight, 0n) < least) return [];
      const named = number !== UNNAMED;
      const name = named ? labelParts(labelOf(sample.sessionId, sample.agentId, sample.item)).label : '';
      return [{ part, name, evidence }];
    });
  }
}

function partNumber(kind: number, tool: string): number {
  if (kind === MEMORY) return FIXED_PARTS.length;
  if (kind === HOOK) return FIXED_PARTS.length + 1;
  const part = FIXED_PARTS.indexOf(tool as FixedPart);
  return part < 0 ? UNNAMED : part;
}
