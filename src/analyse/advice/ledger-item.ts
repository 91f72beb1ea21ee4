import { columnAt, ITEM, labelParts, timeOf } from '../../model/packed-context.ts';
import type { Millis } from '../../model/time.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { LabelFinder } from '../context-ledger.ts';
import type { Weighed } from '../weigh-context.ts';

/** An item of one thread that is looked at closely, with what it came to. */
export interface LedgerItem {
  readonly row: ContextRow;
  readonly item: number;
  /** Tokens times the responses that had them, those responses, pico-dollars. */
  readonly tokens: number;
  readonly responses: number;
  readonly weight: number;
}

/** An item of the thread that was weighed last. */
export function ledgerItem(row: ContextRow, item: number, { sent, responses, cost }: Weighed): LedgerItem {
  return {
    ...{ row, item },
    tokens: sent[item] as number,
    responses: responses[item] as number,
    weight: cost[item] as number,
  };
}

type Named = Pick<LedgerItem, 'row' | 'item'>;

/** A number of what is kept of an item. */
export function fieldOf({ row: { items }, item }: Named, column: number): number {
  return items[columnAt(column, items[0] as number) + item] as number;
}

/** When it entered; null where that is not known. */
export function enteredAt(item: Named): Millis | null {
  return timeOf(fieldOf(item, ITEM.day), fieldOf(item, ITEM.ms));
}

/** The tool whose result it is. */
export function toolOf(item: Named): string {
  return item.row.tools[fieldOf(item, ITEM.tool)] ?? '';
}

/** What it is called; of a command that only read a file that file, where it is asked for. */
export function targetOf({ row, item }: Named, labelOf: LabelFinder, of: 'label' | 'file' = 'label'): string {
  const { label, file } = labelParts(labelOf(row.sessionId, row.agentId, item));
  return (of === 'file' && file) || label;
}

/** Finds the span of a call by what the ledger knows of its result; null where there is none. */
export type CallSpanFinder = (call: {
  readonly sessionId: string;
  readonly agentId: string;
  readonly tool: string;
  readonly target: string;
  readonly endedAt: Millis | null;
}) => string | null;

/** The span of the call whose result an item is. */
export function spanOf(item: Named, labelOf: LabelFinder, find: CallSpanFinder): string | null {
  const { sessionId, agentId } = item.row;
  return find({ sessionId, agentId, tool: toolOf(item), target: targetOf(item, labelOf), endedAt: enteredAt(item) });
}
