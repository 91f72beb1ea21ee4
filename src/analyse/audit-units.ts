import type { UnitFacts } from '../build/unit-facts.ts';
import { groupBy } from '../model/group-by.ts';
import { NONE, PART, UNIT } from '../model/packed-units.ts';
import type { UnitsRow } from '../query/kept-units.ts';
import type { EdgePart } from '../query/premium-edges.ts';
import type { UnitName } from '../query/unit-titles.ts';
import { type AuditPart, type FirstResponse, type PlacedResponse, UnitDraft } from './audit-parts.ts';
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
  /** Responses of the turn by whatever model, also outside the window; `NONE` for an agent. */
  readonly responses: number;
  readonly interrupted: boolean;
  readonly planMode: boolean;
  /** Prompt size of the thread's last response before it, in tokens; null where it begins the thread. */
  readonly contextBefore: number | null;
}

/** Which parts of units are asked for, and what they cost. */
export interface AskedParts {
  readonly prices: PartPrices;
  /** Quarters of an hour whose parts are taken from what is kept, from the first to before the last; null for none. */
  readonly quarters: { readonly from: number | null; readonly to: number | null } | null;
  /** Those beside these quarters. */
  readonly edges: readonly EdgePart[];
  /** Prompt size of the main thread's last response before a place; null when there is none. */
  readonly contextBefore: (sessionId: string, ordinal: number) => number | null;
}

/**
 * The units that have parts that are asked for: those of one session at a time, turns and agents in the order of their
 * first response.
 */
export function* auditUnits(sessions: Iterable<UnitsRow>, asked: AskedParts): Generator<AuditUnit[]> {
  const edges = groupBy(asked.edges, edgeKey);
  for (const session of sessions) {
    const units = unitsOf(session, asked, edges);
    if (units.length > 0) yield units.sort(inOrder);
  }
}

/** One text for a turn or an agent. */
export function unitId({ sessionId, agentId, turnId }: UnitName): string {
  return turnId || `${sessionId}\n${agentId}`;
}

function unitsOf(session: UnitsRow, asked: AskedParts, edges: ReadonlyMap<string, readonly EdgePart[]>): AuditUnit[] {
  const { numbers } = session;
  const rates = asked.prices.ofRates(session.rates);
  const units: AuditUnit[] = [];
  let at = 0;
  for (const id of session.ids) {
    const unit = at;
    const draft = new UnitDraft();
    at += UNIT.length;
    for (let parts = numbers[unit + UNIT.parts] ?? 0; parts > 0; parts--, at += PART.length) {
      const rate = rates[numbers[at + PART.rate] ?? NONE] ?? null;
      const quarter = numbers[at + PART.quarter] ?? null;
      if (rate === null || !isWithin(asked.quarters, quarter)) continue;
      draft.add(asked.prices.ofQuarter(rate, quarter, numbers[at + PART.step] ?? 0), numbers, at);
    }
    if (edges.size > 0) addEdges(draft, edges.get(edgeKey(nameOf(session, unit, id))) ?? [], asked.prices);
    if (draft.parts.length > 0) units.push(unitOf(session, unit, id, draft, asked));
  }
  return units;
}

function isWithin(quarters: AskedParts['quarters'], quarter: number | null): boolean {
  if (quarters === null) return false;
  const { from, to } = quarters;
  if (quarter === null) return from === null && to === null;
  return (from === null || quarter >= from) && (to === null || quarter < to);
}

/** What stands before it is to be looked up. */
const ASK = -2;

function addEdges(draft: UnitDraft, edges: readonly EdgePart[], prices: PartPrices): void {
  for (const { rate, day, priceTier, numbers } of edges) {
    const own = numbers.map((number) => number ?? NONE);
    own[PART.before] = ASK;
    draft.add(prices.ofDay(prices.ofRate(rate), day, priceTier), own, 0);
  }
}

function nameOf({ sessionId, numbers }: UnitsRow, at: number, id: string): UnitName {
  return numbers[at + UNIT.isAgent] === 1
    ? { sessionId, agentId: id, turnId: '' }
    : { sessionId, agentId: '', turnId: id };
}

function edgeKey({ sessionId, agentId, turnId }: UnitName): string {
  return `${sessionId}\n${agentId}\n${turnId}`;
}

function unitOf(session: UnitsRow, at: number, id: string, draft: UnitDraft, asked: AskedParts): AuditUnit {
  const { sessionId, agentId, turnId } = nameOf(session, at, id);
  const { first, last, before, thinking, thinkingUnknown, toolCalls } = draft;
  const looked = before === ASK && agentId === '' ? asked.contextBefore(sessionId, first) : null;
  const contextBefore = before < 0 ? looked : before;
  return {
    kind: agentId === '' ? 'turn' : 'agent',
    ...{ sessionId, agentId, turnId },
    parts: draft.inOrder(),
    usage: draft.usage(),
    ...{ thinking, thinkingUnknown, toolCalls },
    effortRank: draft.effortRank === NONE ? null : draft.effortRank,
    first: first === NONE ? null : { ordinal: first, context: draft.firstContext, cacheRead: draft.firstRead },
    last: last === NONE ? null : { ordinal: last, context: draft.lastContext },
    detail:
      session.numbers[at + UNIT.isKnown] === 1
        ? detailOf(session.numbers, at, draft.toolCalls > 0, contextBefore)
        : null,
  };
}

/** Of a unit whose responses that are asked for made no calls, other calls are not asked for either. */
function detailOf(
  numbers: UnitsRow['numbers'],
  at: number,
  withCalls: boolean,
  contextBefore: number | null,
): UnitDetail {
  const of = (place: number) => numbers[at + place] ?? 0;
  const planCalls = withCalls ? of(UNIT.planCalls) : 0;
  return {
    agents: withCalls ? of(UNIT.agents) : 0,
    planCalls,
    files: withCalls ? of(UNIT.files) : 0,
    lines: withCalls ? of(UNIT.lines) : 0,
    linesUnknown: withCalls ? of(UNIT.linesUnknown) : 0,
    retries: withCalls ? of(UNIT.retries) : 0,
    editedAgain: withCalls ? of(UNIT.editedAgain) : 0,
    responses: of(UNIT.responses),
    interrupted: of(UNIT.interrupted) === 1,
    planMode: of(UNIT.plans) === 1 || planCalls > 0,
    contextBefore,
  };
}

/** Units stand by kind and id; attempts without a response of these models come last. */
function inOrder(a: AuditUnit, b: AuditUnit): number {
  if (a.kind !== b.kind) return a.kind === 'turn' ? -1 : 1;
  return placeOf(a) - placeOf(b);
}

function placeOf({ first }: AuditUnit): number {
  return first?.ordinal ?? Number.MAX_SAFE_INTEGER;
}
