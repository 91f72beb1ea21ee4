import { repeatsOf } from '../../src/build/repeats.ts';
import { PLAN_TOOLS, type UnitCall } from '../../src/build/unit-facts.ts';
import { NONE, PART, UNIT } from '../../src/model/packed-units.ts';
import { toolKind } from '../../src/model/tool-kind.ts';
import type { Store } from '../../src/store/open-store.ts';

type Row = Readonly<Record<string, number | string | null>>;

/** Units as they are told by name, each with its parts. */
export interface SlowUnit {
  readonly id: unknown;
  readonly unit: object;
  readonly parts: readonly object[];
}

/** The units of a session as they are kept, with the names of their numbers. */
export function keptUnitsOf(store: Store, sessionId: string): SlowUnit[] {
  const row = store.prepare<[string], Row>('SELECT rates, ids, numbers FROM units WHERE session_id = ?').get(sessionId);
  if (row === undefined) throw new Error(`nothing is kept of ${sessionId}`);
  const [rates, ids, numbers] = [row.rates, row.ids, row.numbers].map((text) => JSON.parse(String(text)));
  const units: SlowUnit[] = [];
  let at = 0;
  for (const id of ids) {
    const unit = named(UNIT, numbers, at);
    at += UNIT.length;
    const parts: object[] = [];
    for (let n = unit.parts ?? 0; n > 0; n--, at += PART.length) {
      const part = named(PART, numbers, at);
      parts.push({ ...part, rate: rates[part.rate ?? NONE] });
    }
    units.push({ id, unit, parts });
  }
  if (at !== numbers.length) throw new Error('there are numbers left');
  return units;
}

/** The same from single responses, calls and turns, each asked for by itself. */
export function slowUnitsOf(store: Store, sessionId: string): SlowUnit[] {
  const all = store
    .prepare<[string], Row>(`
      SELECT *, at / 900000 AS quarter, max(0, prompt_tokens - 1) / 100000 AS step, coalesce(turn_id, '') AS turn
      FROM responses WHERE session_id = ?
      ORDER BY agent_id, turn, quarter, model, fast, geo, tier, step, ordinal, attempt`)
    .all(sessionId);
  const by = (keys: readonly string[], rows: readonly Row[]) => {
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const key = JSON.stringify(keys.map((name) => row[name]));
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return [...groups.values()];
  };
  return by(['agent_id', 'turn'], all).map((rows) => {
    const { agent_id: agentId, turn: turnId } = rows[0] as Row;
    const parts = by(['quarter', 'model', 'fast', 'geo', 'tier', 'step'], rows);
    return {
      id: agentId || turnId,
      unit: slowFacts(store, sessionId, String(agentId), String(turnId), parts.length),
      parts: parts.map((own) => slowPart(store, own)),
    };
  });
}

function named<T extends Readonly<Record<string, number>>>(places: T, numbers: readonly number[], at: number) {
  const names = Object.keys(places).filter((name) => name !== 'length');
  return Object.fromEntries(names.map((name) => [name, numbers[at + (places[name] ?? 0)]])) as Record<string, number>;
}

function slowPart(store: Store, rows: readonly Row[]): object {
  const [one] = rows as [Row, ...Row[]];
  const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
  const own = rows.filter(({ attempt }) => attempt === 0);
  const [first, last] = [own[0], own.at(-1)];
  const before = store
    .prepare<unknown[], number>(`
      SELECT context_tokens FROM responses
      WHERE session_id = ? AND agent_id = '' AND attempt = 0 AND ordinal < ?
      ORDER BY ordinal DESC LIMIT 1`)
    .pluck()
    .get(one.session_id, first?.ordinal ?? -1);
  const ranks = rows.map(({ effort }) => ['low', 'medium', 'high', 'xhigh', 'max'].indexOf(String(effort)) + 1);
  return {
    rate: [one.model, one.fast === 1, one.geo, one.tier],
    ...{ quarter: one.quarter, step: one.step },
    ...{ input: sum('input_tokens'), output: sum('output_tokens'), cacheRead: sum('cache_read_tokens') },
    ...{ cacheWrite5m: sum('cache_write_5m_tokens'), cacheWrite1h: sum('cache_write_1h_tokens') },
    ...{ webSearches: sum('web_searches'), responses: own.length, toolCalls: sum('tool_calls') },
    unfinished: own.filter(({ finished }) => finished === 0).length,
    thinking: sum('thinking_tokens'),
    thinkingUnknown: own.filter(({ thinking_tokens: tokens }) => tokens === null).length,
    effortRank: Math.max(...ranks) || NONE,
    ...{ first: first?.ordinal ?? NONE, firstContext: first?.context_tokens ?? NONE },
    firstRead: first?.cache_read_tokens ?? NONE,
    before: one.agent_id === '' ? (before ?? NONE) : NONE,
    ...{ last: last?.ordinal ?? NONE, lastContext: last?.context_tokens ?? NONE },
  };
}

function slowFacts(store: Store, sessionId: string, agentId: string, turnId: string, parts: number): object {
  const calls = store
    .prepare<unknown[], Row>(`
      SELECT * FROM tools
      WHERE session_id = ? AND owned AND agent_id = ? AND coalesce(turn_id, '') = ?
      ORDER BY ordinal`)
    .all(sessionId, agentId, turnId)
    .map((row) => {
      const lines =
        row.lines_added === null ? null : { added: Number(row.lines_added), removed: Number(row.lines_removed) };
      const { tool_use_id: toolUseId, agent_id, turn_id, name, target, input_hash: inputHash, status } = row;
      const [startedAt, endedAt, isAgent] = [row.started_at, row.ended_at, row.is_agent === 1];
      const told = { toolUseId, agentId: agent_id, turnId: turn_id, name, target, inputHash, status };
      return { ...told, startedAt, endedAt, isAgent, lines } as UnitCall;
    });
  const edits = calls.filter(({ name, status }) => toolKind(name) === 'edit' && status === 'ok');
  const files = new Set(edits.map(({ target }) => target));
  const next = store
    .prepare<unknown[], string>(`
      SELECT DISTINCT target FROM tools
      WHERE session_id = ? AND owned AND status = 'ok' AND name IN ('Edit', 'MultiEdit', 'Write', 'NotebookEdit')
        AND turn_id = (
          SELECT turn_id FROM turns
          WHERE session_id = ? AND kind IN ('typed', 'command', 'bash', 'queued')
            AND ordinal > (SELECT ordinal FROM turns WHERE turn_id = ?)
          ORDER BY ordinal LIMIT 1
        )`)
    .pluck()
    .all(sessionId, sessionId, turnId);
  const turn = store.prepare<[string], Row>('SELECT * FROM turns WHERE turn_id = ?').get(turnId);
  const agent = store
    .prepare<[string, string], Row>('SELECT * FROM agents WHERE session_id = ? AND agent_id = ?')
    .get(sessionId, agentId);
  const own = agentId === '' ? turn : agent;
  return {
    ...{ parts, isAgent: agentId === '' ? 0 : 1, isKnown: own === undefined ? 0 : 1 },
    ...{ responses: turn?.responses ?? NONE, interrupted: own?.status === 'interrupted' ? 1 : 0 },
    plans: turn?.permission_mode === 'plan' ? 1 : 0,
    planCalls: calls.filter(({ name }) => PLAN_TOOLS.has(name)).length,
    agents: calls.filter(
      ({ name, isAgent, status }) => isAgent || (toolKind(name) === 'agent' && !['denied', 'error'].includes(status)),
    ).length,
    files: files.size,
    lines: edits.reduce((sum, { lines }) => sum + (lines?.added ?? 0) + (lines?.removed ?? 0), 0),
    linesUnknown: edits.filter(({ lines }) => lines === null).length,
    retries: [...repeatsOf(calls).values()].filter(({ isRetry }) => isRetry).length,
    editedAgain: next.filter((file) => files.has(file)).length,
  };
}
