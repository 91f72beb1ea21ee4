import type { FixedPart } from '../model/fixed-part.ts';
import type { PartUse } from '../query/part-uses.ts';
import type { LedgerItem } from './context-ledger.ts';
import { isFixed } from './fold-ledger.ts';

/** A part of the fixed context over a window: how large it is, how often it was sent, who used it. */
export interface FixedContextPart {
  readonly part: FixedPart | 'memory' | 'hook';
  readonly name: string;
  /** Of the largest; null where no transcript shows them. */
  readonly characters: number | null;
  /** Size in a prompt, in tokens, and that of all prompts together. */
  readonly tokens: number;
  readonly sentTokens: number;
  readonly responses: number;
  readonly sessions: number;
  /** Sessions that called or invoked it, and how often; null for what cannot be and where it was not asked. */
  readonly sessionsUsing: number | null;
  readonly calls: number | null;
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
  readonly countedBy: 'replay-log' | 'proportion';
}

/** What the fixed context is called where nothing names its parts: before Claude Code 2.1.270. */
export const UNNAMED = 'system prompt and tools';

const USED: ReadonlySet<string> = new Set(['tool', 'mcp', 'skill', 'agent']);

/**
 * The parts of the fixed context (insight.md section 2), from the items of the ledger's `fixed` view, the heaviest first.
 * `uses` is only asked where a part has a name; null where nobody wants to know who used them.
 */
export function fixedContext(
  items: readonly LedgerItem[],
  uses: (() => readonly PartUse[]) | null,
): FixedContextPart[] {
  const fixed = items.filter(({ kind }) => isFixed(kind));
  const isNamed = fixed.some(({ kind, tool }) => kind === 'base' && USED.has(tool));
  const useOf = new Map((isNamed && uses !== null ? uses() : []).map((use) => [`${use.part} ${use.name}`, use]));
  return fixed.map((item) => {
    const { kind, tool, label, chars, sent, responses, sessions, shareTokens, shareListPrice, logged } = item;
    const part = kind === 'memory' || kind === 'hook' ? kind : ((tool || 'other') as FixedPart);
    const name = label === '' && kind === 'base' ? UNNAMED : label;
    const use = useOf.get(`${part} ${name}`);
    const isUsed = USED.has(part) && uses !== null;
    return {
      ...{
        part,
        name,
        characters: chars || null,
        sentTokens: sent,
        responses,
        sessions,
        shareTokens,
        shareListPrice,
      },
      tokens: responses === 0 ? 0 : Math.round(sent / responses),
      sessionsUsing: isUsed ? (use?.sessions ?? 0) : null,
      calls: isUsed ? (use?.calls ?? 0) : null,
      countedBy: logged ? 'replay-log' : 'proportion',
    };
  });
}
