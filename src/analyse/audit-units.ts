import { groupBy } from '../model/group-by.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import type { FirstResponse, PlacedResponse, PremiumPart } from '../query/premium-parts.ts';
import type { Pricer } from './pricer.ts';
import { sumUsage, type Usage } from './usage.ts';

/** What is judged as one: the premium work of a turn of a main thread, or of an agent's whole thread. */
export interface AuditUnit {
  readonly kind: 'turn' | 'agent';
  readonly sessionId: string;
  readonly agentId: string;
  readonly turnId: string;
  /** In the order of the session, the first response's first. */
  readonly parts: readonly PremiumPart[];
  readonly usage: Usage;
  readonly thinking: number;
  readonly thinkingUnknown: number;
  readonly effortRank: number | null;
  readonly toolCalls: number;
  readonly first: FirstResponse | null;
  readonly last: PlacedResponse | null;
  /** The last response of the premium turn that ends right where this one begins; null where there is none such. */
  readonly follows: PlacedResponse | null;
}

/** The units that parts add up to, by session, turns and agents in the order of their first response. */
export function auditUnits(parts: readonly PremiumPart[], price: Pricer): AuditUnit[] {
  const drafts = [...groupBy(parts, (part) => part.turnId || `${part.sessionId}\n${part.agentId}`).values()];
  const units = drafts.map((own) => unitOf(own, price)).sort(inOrder);
  return units.map((unit, i) => {
    const before = units[i - 1];
    if (unit.kind === 'agent' || unit.first === null || before === undefined) return unit;
    const follows =
      before.sessionId === unit.sessionId && before.kind === 'turn' && before.last?.ordinal === unit.first.ordinal - 1;
    return follows ? { ...unit, follows: before.last } : unit;
  });
}

function unitOf(unordered: readonly PremiumPart[], price: Pricer): AuditUnit {
  const parts = [...unordered].sort((a, b) => placeOf(a) - placeOf(b));
  const [first] = parts as [PremiumPart, ...PremiumPart[]];
  const ranks = parts.flatMap((part) => (part.effortRank === null ? [] : [part.effortRank]));
  const lasts = parts.flatMap((part) => (part.last === null ? [] : [part.last]));
  return {
    kind: first.agentId === MAIN_THREAD ? 'turn' : 'agent',
    ...{ sessionId: first.sessionId, agentId: first.agentId, turnId: first.turnId, parts },
    usage: sumUsage(
      parts.map((part) => part.group),
      price,
    ),
    thinking: sum(parts, (part) => part.thinking),
    thinkingUnknown: sum(parts, (part) => part.thinkingUnknown),
    effortRank: ranks.length === 0 ? null : Math.max(...ranks),
    toolCalls: sum(parts, (part) => part.toolCalls),
    first: first.first,
    last: lasts.reduce<PlacedResponse | null>((a, b) => (a === null || b.ordinal > a.ordinal ? b : a), null),
    follows: null,
  };
}

/** Attempts without a response of these models come last. */
function placeOf({ first }: Pick<PremiumPart, 'first'>): number {
  return first?.ordinal ?? Number.MAX_SAFE_INTEGER;
}

function inOrder(a: AuditUnit, b: AuditUnit): number {
  if (a.sessionId !== b.sessionId) return a.sessionId < b.sessionId ? -1 : 1;
  if (a.kind !== b.kind) return a.kind === 'turn' ? -1 : 1;
  return placeOf(a) - placeOf(b) || (a.turnId + a.agentId < b.turnId + b.agentId ? -1 : 1);
}

function sum(parts: readonly PremiumPart[], of: (part: PremiumPart) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
