import { numberOfKind } from '../model/packed-context.ts';

const FIXED: ReadonlySet<number> = new Set([numberOfKind('base'), numberOfKind('memory'), numberOfKind('hook')]);

/** Whether a kind, by its number, is of the fixed context, wherever it stands (insight.md section 2). */
export function isFixedKind(kind: number): boolean {
  return FIXED.has(kind);
}
