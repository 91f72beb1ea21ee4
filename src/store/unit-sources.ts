import type { NamedUnit, PlacedPrompt, UnitPart, UnitSources } from '../build/pack-units.ts';
import { PLAN_TOOLS, type UnitCall, type UnitTurn, unitFacts, unitKey } from '../build/unit-facts.ts';
import type { AgentId, TurnId } from '../model/ids.ts';
import { NONE, PART } from '../model/packed-units.ts';
import type { Tool } from '../model/span-rows.ts';
import type { Millis } from '../model/time.ts';
import { toolNames } from '../model/tool-kind.ts';
import type { Store } from './open-store.ts';

/** Kinds of turns that a person opens. */
const PROMPTS: ReadonlySet<string> = new Set(['typed', 'command', 'bash', 'queued']);

/** Columns of `turn_sums` by their place in `PART`. Places and sizes share one number there: see store/usage-sums.ts. */
const PART_COLUMNS: Readonly<Partial<Record<keyof typeof PART, string>>> = {
  ...{ quarter: 'quarter', step: 'prompt_step' },
  ...{ input: 'input_tokens', output: 'output_tokens', cacheRead: 'cache_read_tokens' },
  ...{ cacheWrite5m: 'cache_write_5m_tokens', cacheWrite1h: 'cache_write_1h_tokens', webSearches: 'web_searches' },
  ...{ responses: 'responses', unfinished: 'unfinished', toolCalls: 'tool_calls' },
  ...{ thinking: 'thinking_tokens', thinkingUnknown: 'thinking_unknown', effortRank: 'effort_rank' },
  ...{ first: 'first_context >> 32', firstContext: 'first_context & 0xffffffff', firstRead: 'first_read & 0xffffffff' },
  ...{ last: 'last_context >> 32', lastContext: 'last_context & 0xffffffff' },
};

/** Reads what the units of a session are packed from, as it stands now. */
export function unitSources(store: Store): (sessionId: string) => UnitSources {
  const partsOf = partReader(store);
  const callsOf = callReader(store);
  const turns = store
    .prepare<[string], [string, string, number, string, string | null]>(
      'SELECT turn_id, kind, responses, status, permission_mode FROM turns WHERE session_id = ? ORDER BY ordinal, turn_id',
    )
    .raw();
  const agents = store
    .prepare<[string], [string, string]>(
      'SELECT agent_id, status FROM agents WHERE session_id = ? ORDER BY session_id, agent_id',
    )
    .raw();
  const prompts = store
    .prepare<[string], PlacedPrompt>(`
      SELECT ordinal, context_tokens FROM responses
      WHERE session_id = ? AND agent_id = '' AND attempt = 0
      ORDER BY ordinal`)
    .raw();
  return (sessionId) => {
    const parts = partsOf(sessionId);
    if (parts.length === 0) return { parts, named: new Map(), facts: new Map(), prompts: [] };
    const named = new Map<string, NamedUnit>();
    const inOrder: UnitTurn[] = [];
    for (const [turnId, kind, responses, status, mode] of turns.all(sessionId)) {
      inOrder.push({ turnId, isPrompt: PROMPTS.has(kind) });
      named.set(unitKey('', turnId), { responses, interrupted: status === 'interrupted', plans: mode === 'plan' });
    }
    for (const [agentId, status] of agents.all(sessionId))
      named.set(unitKey(agentId, ''), { responses: NONE, interrupted: status === 'interrupted', plans: false });
    return { parts, named, facts: unitFacts(callsOf(sessionId), inOrder), prompts: prompts.all(sessionId) };
  };
}

/** The numbers of a part, in the order of `PART`, of a row of `turn_sums`; NULL is what is not known. */
export const PART_NUMBERS: readonly string[] = Object.keys(PART)
  .filter((name) => name !== 'length')
  .map((name) => PART_COLUMNS[name as keyof typeof PART] ?? 'NULL');

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

/** Calls that a fact may rest on; a retry and what it repeats have their arguments in common. */
function callReader(store: Store): (sessionId: string) => UnitCall[] {
  const names = [...toolNames('agent', 'edit'), ...PLAN_TOOLS].map((name) => `'${name}'`).join(', ');
  const rows = store
    .prepare<[string, string], CallRow>(`
      SELECT tool_use_id, agent_id, turn_id, name, target, input_hash, status, started_at, ended_at, is_agent,
        lines_added + lines_removed
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
  ...[startedAt: Millis | null, endedAt: Millis | null, isAgent: number, lines: number | null],
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
    lines: row[10],
  };
}
