import { unitFacts, unitKey } from '../build/unit-facts.ts';
import { quotaNamed } from '../model/quota-sample.ts';
import type { SessionRows } from '../model/session-rows.ts';
import { NO_FACTS, type UnitFacts } from '../model/span-rows.ts';
import type { Store } from './open-store.ts';

/** Tables of which a session's rows are replaced as a whole. */
const TABLES = ['turns', 'agents', 'tools', 'events', 'ledgers', 'claude_contexts'];

/** Writes turns, agents, tools, events, ledgers and Claude Code's own measures of one session; `anew` when it may have had some. */
export function treeWriter(store: Store): (rows: Omit<SessionRows, 'contexts'>, anew: boolean) => void {
  const clear = TABLES.map((table) => store.prepare(`DELETE FROM ${table} WHERE session_id = ?`));
  const turn = inserter(store, 'turns', [
    ...['turn_id', 'session_id', 'ordinal', 'kind', 'label', 'started_at', 'ended_at', 'answered', 'status', 'error'],
    ...['prompt_chars', 'permission_mode', 'responses', ...FACTS],
  ]);
  const agent = inserter(store, 'agents', [
    ...['session_id', 'agent_id', 'agent_type', 'label', 'link', 'tool_use_id', 'parent_agent_id', 'turn_id'],
    ...['started_at', 'ended_at', 'status', ...FACTS],
  ]);
  const tool = inserter(store, 'tools', [
    ...['session_id', 'tool_use_id', 'key', 'ordinal', 'agent_id', 'turn_id', 'name', 'target', 'input_hash'],
    ...['input_chars', 'started_at', 'ended_at', 'status', 'result_chars', 'result_hash', 'error', 'lines_added'],
    ...['lines_removed', 'searches', 'program', 'only_reads', 'is_agent'],
  ]);
  const event = inserter(store, 'events', [
    ...['session_id', 'ordinal', 'kind', 'at', 'agent_id', 'turn_id', 'label', 'tokens_before', 'tokens_after'],
    ...['resets_at'],
  ]);
  // It stays when the session is written anew, as whatever else is told of quotas.
  const usedUp = store.prepare(
    'INSERT OR IGNORE INTO quota_samples (quota, at, used_percentage, resets_at) VALUES (?, ?, 100, ?)',
  );
  const ledger = inserter(store, 'ledgers', [...['session_id', 'ordinal', 'begun_at', 'usd', 'models', 'snapshots']]);

  const measure = inserter(store, 'claude_contexts', [
    ...['session_id', 'ordinal', 'at', 'total_tokens', 'ours_tokens', 'categories'],
  ]);

  return ({ session: { sessionId }, turns, agents, tools, unitFacts, events, ledgers, claudeContexts }, anew) => {
    if (anew) for (const statement of clear) statement.run(sessionId);
    for (const t of turns) {
      const { turnId, ordinal, kind, label, startedAt, endedAt, answered, status, error, promptChars } = t;
      turn.run(
        ...[turnId, sessionId, ordinal, kind, label, startedAt, endedAt, answered ? 1 : 0, status, error, promptChars],
        ...[t.permissionMode, t.responses, ...factsOf(unitFacts.get(unitKey('', turnId)))],
      );
    }
    for (const a of agents) {
      agent.run(
        ...[sessionId, a.agentId, a.agentType, a.label, a.link, a.toolUseId, a.parentAgentId, a.turnId],
        ...[a.startedAt, a.endedAt, a.status, ...factsOf(unitFacts.get(unitKey(a.agentId, '')))],
      );
    }
    for (const t of tools) {
      tool.run(
        ...[sessionId, t.toolUseId, t.key, t.ordinal, t.agentId, t.turnId, t.name, t.target, t.inputHash, t.inputChars],
        ...[t.startedAt, t.endedAt, t.status, t.resultChars, t.resultHash, t.error, t.lines?.added ?? null],
        ...[t.lines?.removed ?? null, t.searches, t.program, t.onlyReads ? 1 : 0, t.isAgent ? 1 : 0],
      );
    }
    for (const e of events) {
      event.run(
        ...[sessionId, e.ordinal, e.kind, e.at, e.agentId, e.turnId, e.label, e.tokensBefore, e.tokensAfter],
        ...[e.resetsAt],
      );
      const quota = e.kind === 'quota-limit' ? quotaNamed(e.label) : undefined;
      if (quota !== undefined && e.at !== null) usedUp.run(quota, e.at, e.resetsAt);
    }
    ledgers.forEach((l, ordinal) => {
      ledger.run(sessionId, ordinal, l.begunAt, l.usd, JSON.stringify(l.models), JSON.stringify(l.snapshots));
    });
    claudeContexts.forEach((m, ordinal) => {
      measure.run(sessionId, ordinal, m.at, m.totalTokens, m.oursTokens, JSON.stringify(m.categories));
    });
  };
}

/** Columns of turns and agents, in the order of `factsOf`. */
const FACTS = [
  ...['plan_calls', 'agents_started', 'files_edited', 'lines_changed', 'edits_without_lines', 'retries'],
  ...['edited_again'],
];

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
  const facts = FACTS.map((column) => `${column} = ?`).join(', ');
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

function inserter(store: Store, table: string, columns: readonly string[]) {
  const places = columns.map(() => '?').join(', ');
  return store.prepare<unknown[]>(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`);
}
