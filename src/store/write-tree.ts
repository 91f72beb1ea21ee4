import { unitFacts, unitKey } from '../build/unit-facts.ts';
import { quotaNamed } from '../model/quota-sample.ts';
import type { SessionRows } from '../model/session-rows.ts';
import { NO_FACTS, type UnitFacts } from '../model/span-rows.ts';
import { rowSum } from './check/row-sum.ts';
import { quotaSampleKeeper } from './keep-quota-samples.ts';
import type { Store } from './open-store.ts';
import { UNIT_FACTS } from './schema.ts';

/** Columns by table, in the order in which they are written, but for those of `UNIT_FACTS`; their sum stands beside them. */
export const TREE_COLUMNS = {
  turns: [
    ...['turn_id', 'session_id', 'ordinal', 'kind', 'label', 'started_at', 'ended_at', 'answered', 'status', 'error'],
    ...['prompt_chars', 'permission_mode', 'responses'],
  ],
  agents: [
    ...['session_id', 'agent_id', 'agent_type', 'label', 'link', 'tool_use_id', 'parent_agent_id', 'turn_id'],
    ...['started_at', 'ended_at', 'status'],
  ],
  tools: [
    ...['session_id', 'tool_use_id', 'key', 'ordinal', 'agent_id', 'turn_id', 'name', 'target', 'input_hash'],
    ...['input_chars', 'started_at', 'ended_at', 'status', 'result_chars', 'result_hash', 'error', 'lines_added'],
    ...['lines_removed', 'searches', 'program', 'only_reads', 'is_agent'],
  ],
  events: [
    ...['session_id', 'ordinal', 'kind', 'at', 'agent_id', 'turn_id', 'label', 'tokens_before', 'tokens_after'],
    ...['resets_at'],
  ],
  ledgers: ['session_id', 'ordinal', 'begun_at', 'usd', 'models', 'snapshots'],
  claude_contexts: ['session_id', 'ordinal', 'at', 'total_tokens', 'ours_tokens', 'categories'],
} as const;

/** Tables of which a session's rows are replaced as a whole. */
const TABLES = Object.keys(TREE_COLUMNS);

/** Writes turns, agents, tools, events, ledgers and Claude Code's own measures of one session; `anew` when it may have had some. */
export function treeWriter(store: Store): (rows: Omit<SessionRows, 'contexts'>, anew: boolean) => void {
  const clear = TABLES.map((table) => store.prepare(`DELETE FROM ${table} WHERE session_id = ?`));
  const [turn, agent] = [inserter(store, 'turns', UNIT_FACTS), inserter(store, 'agents', UNIT_FACTS)];
  const [tool, event] = [inserter(store, 'tools'), inserter(store, 'events')];
  // It stays when the session is written anew, as whatever else is told of quotas.
  const usedUp = quotaSampleKeeper(store, 'IGNORE');
  const [ledger, measure] = [inserter(store, 'ledgers'), inserter(store, 'claude_contexts')];

  return ({ session: { sessionId }, turns, agents, tools, unitFacts, events, ledgers, claudeContexts }, anew) => {
    if (anew) for (const statement of clear) statement.run(sessionId);
    for (const t of turns) {
      const { turnId, ordinal, kind, label, startedAt, endedAt, answered, status, error, promptChars } = t;
      turn(
        [
          ...[turnId, sessionId, ordinal, kind, label, startedAt, endedAt, answered ? 1 : 0, status, error],
          ...[promptChars, t.permissionMode, t.responses],
        ],
        factsOf(unitFacts.get(unitKey('', turnId))),
      );
    }
    for (const a of agents) {
      agent(
        [
          ...[sessionId, a.agentId, a.agentType, a.label, a.link, a.toolUseId, a.parentAgentId, a.turnId],
          ...[a.startedAt, a.endedAt, a.status],
        ],
        factsOf(unitFacts.get(unitKey(a.agentId, ''))),
      );
    }
    for (const t of tools) {
      tool([
        ...[sessionId, t.toolUseId, t.key, t.ordinal, t.agentId, t.turnId, t.name, t.target, t.inputHash, t.inputChars],
        ...[t.startedAt, t.endedAt, t.status, t.resultChars, t.resultHash, t.error, t.lines?.added ?? null],
        ...[t.lines?.removed ?? null, t.searches, t.program, t.onlyReads ? 1 : 0, t.isAgent ? 1 : 0],
      ]);
    }
    for (const e of events) {
      event([
        ...[sessionId, e.ordinal, e.kind, e.at, e.agentId, e.turnId, e.label, e.tokensBefore, e.tokensAfter],
        ...[e.resetsAt],
      ]);
      const quota = e.kind === 'quota-limit' ? quotaNamed(e.label) : undefined;
      if (quota !== undefined && e.at !== null) usedUp({ quota, at: e.at, usedPercentage: 100, resetsAt: e.resetsAt });
    }
    ledgers.forEach((l, ordinal) => {
      ledger([sessionId, ordinal, l.begunAt, l.usd, JSON.stringify(l.models), JSON.stringify(l.snapshots)]);
    });
    claudeContexts.forEach((m, ordinal) => {
      measure([sessionId, ordinal, m.at, m.totalTokens, m.oursTokens, JSON.stringify(m.categories)]);
    });
  };
}

/** Values of `UNIT_FACTS`. */
function factsOf(facts: UnitFacts = NO_FACTS): number[] {
  const { planCalls, agents, files, lines, linesUnknown, retries, editedAgain } = facts;
  return [planCalls, agents, files, lines, linesUnknown, retries, editedAgain];
}

/** Writes anew what the calls of a session's turns and agents say, by the calls that are its own. */
export function unitFactsWriter(
  store: Store,
): (rows: Pick<SessionRows, 'session' | 'turns' | 'agents' | 'tools'>) => void {
  const copied = store
    .prepare<[string], string>('SELECT tool_use_id FROM tools WHERE session_id = ? AND NOT owned')
    .pluck();
  const facts = UNIT_FACTS.map((column) => `${column} = ?`).join(', ');
  const ofTurn = store.prepare(`UPDATE turns SET ${facts} WHERE turn_id = ?`);
  const ofAgent = store.prepare(`UPDATE agents SET ${facts} WHERE session_id = ? AND agent_id = ?`);
  return ({ session: { sessionId }, turns, agents, tools }) => {
    const others = new Set(copied.all(sessionId));
    const own = unitFacts(
      tools.filter(({ toolUseId }) => !others.has(toolUseId)),
      turns,
    );
    for (const { turnId } of turns) ofTurn.run(...factsOf(own.get(unitKey('', turnId))), turnId);
    for (const { agentId } of agents) ofAgent.run(...factsOf(own.get(unitKey(agentId, ''))), sessionId, agentId);
  };
}

/** Writes rows with the sum of their values; `more` columns are in no sum, because they are written again by themselves. */
function inserter(store: Store, table: keyof typeof TREE_COLUMNS, more: readonly string[] = []) {
  const columns = [...TREE_COLUMNS[table], 'row_sum', ...more];
  const put = store.prepare<unknown[]>(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  return (values: readonly unknown[], others: readonly unknown[] = []): void => {
    put.run(...values, rowSum(values), ...others);
  };
}
