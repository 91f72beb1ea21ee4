import type { NamedUnit, UnitPart, UnitSources } from '../build/pack-units.ts';
import { PLAN_TOOLS, type UnitCall, unitFacts, unitKey } from '../build/unit-facts.ts';
import type { AgentId, TurnId } from '../model/ids.ts';
import { NONE } from '../model/packed-units.ts';
import { PERSON_PROMPTS } from '../model/records.ts';
import type { Turn } from '../model/session-rows.ts';
import type { Agent, Tool } from '../model/span-rows.ts';
import type { Millis } from '../model/time.ts';
import { toolNames } from '../model/tool-kind.ts';
import type { Store } from './open-store.ts';
import { PART_NUMBERS } from './part-numbers.ts';

/** As much of a session's tree as tells the shape of its work; calls in its order, without those another session made. */
export interface UnitTree {
  readonly turns: readonly Pick<Turn, 'turnId' | 'ordinal' | 'kind' | 'responses' | 'status' | 'permissionMode'>[];
  readonly agents: readonly Pick<Agent, 'agentId' | 'status'>[];
  readonly tools: readonly UnitCall[];
}

const PROMPTS: ReadonlySet<string> = new Set(PERSON_PROMPTS);

/** Reads what the units of a session are packed from, as it stands now; `tree` where it is at hand. */
export function unitSources(store: Store): (sessionId: string, tree: UnitTree | null) => UnitSources {
  const partsOf = partReader(store);
  const treeOf = treeReader(store);
  const prompts = store
    .prepare<[string], number>(`
      SELECT ordinal << 32 | context_tokens FROM responses
      WHERE session_id = ? AND agent_id = '' AND attempt = 0
      ORDER BY 1`)
    .pluck();
  return (sessionId, tree) => {
    const parts = partsOf(sessionId);
    if (parts.length === 0) return { parts, named: new Map(), facts: new Map(), prompts: [] };
    const { turns, agents, tools } = tree ?? treeOf(sessionId);
    const inOrder = turns.toSorted((a, b) => a.ordinal - b.ordinal);
    const asked = inOrder.map(({ turnId, kind }) => ({ turnId, isPrompt: PROMPTS.has(kind) }));
    // Before the one part that most sessions have nothing stands.
    const befores = parts.length === 1 ? [] : prompts.all(sessionId);
    return { parts, named: namedUnits(turns, agents), facts: unitFacts(tools, asked), prompts: befores };
  };
}

function namedUnits(turns: UnitTree['turns'], agents: UnitTree['agents']): Map<string, NamedUnit> {
  const named = new Map<string, NamedUnit>();
  for (const { turnId, responses, status, permissionMode } of turns) {
    const plans = permissionMode === 'plan';
    named.set(unitKey('', turnId), { responses, interrupted: status === 'interrupted', plans });
  }
  for (const { agentId, status } of agents)
    named.set(unitKey(agentId, ''), { responses: NONE, interrupted: status === 'interrupted', plans: false });
  return named;
}

function partReader(store: Store): (sessionId: string) => UnitPart[] {
  const rows = store
    .prepare<[string], [string, string, string, number, string, string, ...(number | null)[]]>(`
      SELECT agent_id, turn_id, model, fast, geo, tier, ${PART_NUMBERS.join(', ')}
      FROM turn_sums
      WHERE session_id = ?
      ORDER BY agent_id, turn_id, quarter, model, fast, geo, tier, prompt_step`)
    .raw();
  return (sessionId) =>
    rows.all(sessionId).map(([agentId, turnId, model, fast, geo, tier, ...numbers]) => {
      return { agentId, turnId, rate: [model, fast === 1, geo, tier], numbers };
    });
}

function treeReader(store: Store): (sessionId: string) => UnitTree {
  const tools = callReader(store);
  const turns = store.prepare<[string], UnitTree['turns'][number]>(`
    SELECT turn_id AS turnId, ordinal, kind, responses, status, permission_mode AS permissionMode
    FROM turns
    WHERE session_id = ?
    ORDER BY ordinal, turn_id`);
  const agents = store.prepare<[string], UnitTree['agents'][number]>(
    'SELECT agent_id AS agentId, status FROM agents WHERE session_id = ? ORDER BY agent_id',
  );
  return (sessionId) => ({ turns: turns.all(sessionId), agents: agents.all(sessionId), tools: tools(sessionId) });
}

/** Calls that a fact may rest on; a retry and what it repeats have their arguments in common. */
function callReader(store: Store): (sessionId: string) => UnitCall[] {
  const names = [...toolNames('agent', 'edit'), ...PLAN_TOOLS].map((name) => `'${name}'`).join(', ');
  const rows = store
    .prepare<[string, string], CallRow>(`
      SELECT tool_use_id, agent_id, turn_id, name, target, input_hash, status, started_at, ended_at, is_agent,
        lines_added, lines_removed
      FROM tools
      WHERE session_id = ? AND owned AND (
        is_agent OR name IN (${names})
        OR input_hash IN (SELECT input_hash FROM tools WHERE session_id = ? AND status = 'error')
      )
      ORDER BY ordinal`)
    .raw();
  return (sessionId) => rows.all(sessionId, sessionId).map(callOf);
}

type CallRow = readonly [
  ...[toolUseId: string, agentId: AgentId, turnId: TurnId | null],
  ...[name: string, target: string, inputHash: string, status: Tool['status']],
  ...[startedAt: Millis | null, endedAt: Millis | null, isAgent: number, added: number | null, removed: number | null],
];

function callOf(row: CallRow): UnitCall {
  return {
    toolUseId: row[0],
    agentId: row[1],
    turnId: row[2],
    name: row[3],
    target: row[4],
    inputHash: row[5],
    status: row[6],
    startedAt: row[7],
    endedAt: row[8],
    isAgent: row[9] === 1,
    lines: row[10] === null || row[11] === null ? null : { added: row[10], removed: row[11] },
  };
}
