import { MAIN_THREAD } from '../model/ids.ts';
import { totalTokens } from '../model/tokens.ts';
import type { ChatRow } from '../query/chat-rows.ts';
import { type Composition, compositionOf } from './composition.ts';
import type { Pricer } from './pricer.ts';
import { sumUsage } from './usage.ts';

/** What most of the cost of a turn was for. */
export type TurnReason =
  | { readonly kind: 'agents' }
  /** Its context, sent with so many responses. */
  | { readonly kind: 'reread'; readonly responses: number }
  /** Of the largest rebuild: why, and how long after the response before it. */
  | { readonly kind: 'rebuilt'; readonly cause: string | null; readonly gapMs: number | null; readonly tokens: number }
  | { readonly kind: 'written' | 'newInput' | 'output'; readonly tokens: number };

/** Why a turn cost what it did, by list price (by tokens where it has none); null for one without a response. */
export function turnReason(chats: readonly ChatRow[], price: Pricer): TurnReason | null {
  const own = chats.filter(({ agentId }) => agentId === MAIN_THREAD);
  const attemptsOf = (some: readonly ChatRow[]) => some.flatMap(({ attempts }) => attempts);
  const [all, main] = [sumUsage(attemptsOf(chats), price), sumUsage(attemptsOf(own), price)];
  if (all.responses === 0) return null;
  const parts = compositionOf(attemptsOf(own), price);
  const isPriced = all.cost !== null && main.cost !== null;
  const [whole, ofMain] = isPriced
    ? [Number(all.cost), Number(main.cost)]
    : [totalTokens(all.tokens), totalTokens(main.tokens)];
  const shareOf = (each: keyof Composition) => (isPriced ? parts[each].shareListPrice : parts[each].shareTokens) ?? 0;
  const kinds = ['reread', 'rebuilt', 'written', 'newInput', 'output'] as const;
  const most = kinds.reduce((a, b) => (shareOf(b) > shareOf(a) ? b : a));
  if (whole - ofMain > shareOf(most) * ofMain) return { kind: 'agents' };
  if (most === 'reread') return { kind: 'reread', responses: main.responses };
  if (most === 'rebuilt') return rebuildOf(own, parts.rebuilt.tokens);
  return { kind: most, tokens: parts[most].tokens };
}

function rebuildOf(chats: readonly ChatRow[], tokens: number): TurnReason {
  const rebuilt = ({ attempts }: ChatRow) =>
    attempts.reduce((sum, each) => sum + totalTokens({ ...NONE, ...each.rebuilt }), 0);
  const largest = chats.reduce((a, b) => (rebuilt(b) > rebuilt(a) ? b : a));
  return { kind: 'rebuilt', cause: largest.rebuildCause, gapMs: largest.rebuildGapMs, tokens };
}

const NONE = { output: 0, cacheRead: 0 };
