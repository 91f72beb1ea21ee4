import { NO_FACTS, type UnitFacts } from '../model/span-rows.ts';
import type { FirstResponse, PlacedResponse, UnitPart } from '../query/unit-parts.ts';
import type { UnitName } from '../query/unit-titles.ts';
import { type AuditPart, UnitDraft } from './audit-parts.ts';
import type { PartPrices } from './part-prices.ts';
import type { Usage } from './usage.ts';

/** What is judged as one: the premium work of a turn of a main thread, or of an agent's whole thread. */
export interface AuditUnit {
  readonly kind: 'turn' | 'agent';
  readonly sessionId: string;
  readonly agentId: string;
  readonly turnId: string;
  /** In the order of the session, the first response's first. */
  readonly parts: readonly AuditPart[];
  readonly usage: Usage;
  readonly thinking: number;
  readonly thinkingUnknown: number;
  readonly effortRank: number | null;
  readonly toolCalls: number;
  readonly first: FirstResponse | null;
  readonly last: PlacedResponse | null;
  /** Null where the session has no turn or agent of its name. */
  readonly detail: UnitDetail | null;
}

/** What is known of a unit beside the responses that are asked for. */
export interface UnitDetail extends UnitFacts {
  /** Responses of the turn by whatever model, also outside the window; 0 for an agent. */
  readonly responses: number;
  readonly interrupted: boolean;
  readonly planMode: boolean;
  /** Prompt size of the thread's last response before it, in tokens; null where it begins the thread. */
  readonly contextBefore: number | null;
}

/**
 * The units that these parts are of, which come session by session and unit by unit: those of one session at a time,
 * turns and agents in the order of their first response.
 */
export function* auditUnits(parts: Iterable<UnitPart>, prices: PartPrices): Generator<AuditUnit[]> {
  let drafts: UnitDraft[] = [];
  for (const part of parts) {
    const last = drafts.at(-1);
    if (last !== undefined && last.part.sessionId !== part.sessionId) {
      yield inOrder(drafts);
      drafts = [];
    }
    const draft = drafts.at(-1);
    const price = prices.of(part);
    if (draft !== undefined && unitId(draft.part) === unitId(part)) draft.add(price, part);
    else drafts.push(new UnitDraft(price, part));
  }
  if (drafts.length > 0) yield inOrder(drafts);
}

/** One text for a turn or an agent. */
export function unitId({ sessionId, agentId, turnId }: UnitName): string {
  return turnId || `${sessionId}\n${agentId}`;
}

/** Attempts without a response of these models come last. */
function inOrder(drafts: readonly UnitDraft[]): AuditUnit[] {
  return drafts.map(unitOf).sort((a, b) => {
    if (a.kind !== b.kind) return a.kind === 'turn' ? -1 : 1;
    return placeOf(a) - placeOf(b);
  });
}

function placeOf({ first }: AuditUnit): number {
  return first?.ordinal ?? Number.MAX_SAFE_INTEGER;
}

function unitOf(draft: UnitDraft): AuditUnit {
  const { sessionId, agentId, turnId } = draft.part;
  const { thinking, thinkingUnknown, toolCalls, effortRank, first, last } = draft;
  return {
    kind: agentId === '' ? 'turn' : 'agent',
    ...{ sessionId, agentId, turnId },
    parts: draft.inOrder(),
    usage: draft.usage(),
    ...{ thinking, thinkingUnknown, toolCalls, effortRank, first, last },
    detail: detailOf(draft),
  };
}

/** Of a unit whose responses that are asked for made no calls, other calls are not asked for either. */
function detailOf({ part: { unit }, before, toolCalls }: UnitDraft): UnitDetail | null {
  if (unit === null) return null;
  const { responses, interrupted, plans, ...facts } = unit;
  const own = toolCalls > 0 ? facts : NO_FACTS;
  return { ...own, responses, interrupted, planMode: plans || own.planCalls > 0, contextBefore: before };
}
