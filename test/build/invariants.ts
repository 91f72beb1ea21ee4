import { MAIN_OWNER, type Span } from '../../src/model/spans.ts';
import type { Store } from '../../src/store/open-store.ts';
import { groupBy, type SessionTree } from '../tree.ts';

/** Every way in which the trees of a store break A1 to A6 or A11 (spans.md section 4), in words; none is right. */
export function broken(trees: ReadonlyMap<string, SessionTree>, store: Store): string[] {
  const faults: string[] = [];
  for (const tree of trees.values()) {
    const say = (rule: string, what: string) => faults.push(`${rule} ${tree.sessionId}: ${what}`);
    parents(tree, say);
    owners(tree, say);
    times(tree, store, say);
    copies(tree, store, say);
  }
  once(trees, store, (rule, what) => faults.push(`${rule}: ${what}`));
  sums(trees, store, (rule, what) => faults.push(`${rule}: ${what}`));
  return faults;
}

type Say = (rule: string, what: string) => void;

function parents({ spans, rows }: SessionTree, say: Say): void {
  const ids = new Map(spans.map((span) => [span.spanId, span]));
  if (ids.size !== spans.length) say('A1', 'two spans share an id');
  for (const span of spans) {
    if ((span.parentSpanId === null) !== (span.kind === 'turn')) say('A1', `${span.kind} ${span.spanId} as a root`);
    if (span.parentSpanId === null) continue;
    const parent = ids.get(span.parentSpanId);
    if (parent === undefined) say('A1', `${span.kind} ${span.name} has no parent`);
    else if (parent.traceId !== span.traceId) say('A1', `${span.kind} ${span.name} is in another trace`);
  }
  const agents = rows.agents.map((agent) => agent.agentId);
  if (new Set(agents).size !== agents.length || agents.some((id) => id.length === 0)) say('A2', 'agent ids');
}

function owners({ spans }: SessionTree, say: Say): void {
  const agents = new Map(spans.filter((span) => span.kind === 'agent').map((span) => [span.agentId, span]));
  const threads = groupBy(
    spans.filter((span) => span.kind === 'chat' || span.kind === 'tool'),
    (span) => span.agentId,
  );
  for (const [agentId, own] of threads) {
    const agent = agents.get(agentId);
    if (agentId !== MAIN_OWNER && agent === undefined) say('A5', `no agent ${agentId}`);
    if (own.some((span) => agent !== undefined && span.parentSpanId !== agent.spanId))
      say('A5', `below another: ${agentId}`);
    if (own.some((span) => span.agentName === '')) say('A5', `no name: ${agentId}`);
    const chats = own.filter((span) => span.kind === 'chat' && span.endedAt !== null).sort(byTime);
    chats.forEach((chat, i) => {
      const before = chats[i - 1];
      if (before !== undefined && Number(chat.startedAt) < Number(before.endedAt))
        say('A5', `${chat.responseId} overlaps`);
    });
  }
}

function byTime(a: Span, b: Span): number {
  return Number(a.startedAt) - Number(b.startedAt) || Number(a.endedAt) - Number(b.endedAt);
}

function times({ sessionId, spans }: SessionTree, store: Store, say: Say): void {
  const [from, to] = store
    .prepare<[string], [number | null, number | null]>('SELECT first_at, ended_at FROM sessions WHERE session_id = ?')
    .raw()
    .get(sessionId) ?? [null, null];
  for (const { kind, name, startedAt, endedAt } of spans) {
    if (startedAt !== null && endedAt !== null && endedAt < startedAt)
      say('A6', `${kind} ${name} ends before it begins`);
    for (const at of [startedAt, endedAt]) {
      if (at !== null && (from === null || to === null || at < from || at > to)) say('A6', `${kind} ${name} at ${at}`);
    }
  }
}

/** A11: no response of a tree is another session's. */
function copies({ sessionId, spans }: SessionTree, store: Store, say: Say): void {
  const owner = store.prepare<[string], string>('SELECT session_id FROM own_responses WHERE key = ?').pluck();
  for (const span of spans) {
    if (span.responseId !== null && !owner.all(span.responseId).includes(sessionId)) say('A11', span.responseId);
  }
}

/** A3: each response and each tool call stands in the trees exactly once. */
function once(trees: ReadonlyMap<string, SessionTree>, store: Store, say: Say): void {
  const spans = [...trees.values()].flatMap((tree) => tree.spans);
  const chats = spans.filter((span) => span.kind === 'chat').length;
  const responses = store.prepare<[], number>('SELECT count(*) FROM own_responses WHERE attempt = 0').pluck().get();
  if (chats !== responses) say('A3', `${chats} chats, ${responses} responses`);
  const shown = spans.flatMap((span) => (span.toolUseId === null ? [] : [span.toolUseId]));
  if (new Set(shown).size !== shown.length) say('A3', `${shown.length - new Set(shown).size} tool calls twice`);
  const calls = store.prepare<[], string>('SELECT DISTINCT tool_use_id FROM tools').pluck().all();
  const missing = calls.filter((id) => !new Set(shown).has(id));
  if (missing.length > 0) say('A3', `${missing.length} tool calls missing: ${missing.slice(0, 3).join(', ')}`);
}

/** A4: the chats of all trees sum to the table of responses. */
function sums(trees: ReadonlyMap<string, SessionTree>, store: Store, say: Say): void {
  const all = store
    .prepare<[], number>(
      `SELECT coalesce(sum(input_tokens + output_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens), 0)
      FROM own_responses`,
    )
    .pluck()
    .get();
  let sum = 0;
  for (const { spans } of trees.values()) {
    for (const { tokens } of spans) {
      if (tokens !== null)
        sum += tokens.input + tokens.output + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
    }
  }
  if (sum !== all) say('A4', `${sum} tokens in the trees, ${all} in all`);
}
