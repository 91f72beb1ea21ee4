import { priceSources } from '../analyse/price-sources.ts';
import type { Pricer } from '../analyse/pricer.ts';
import { spanTree } from '../analyse/span-tree.ts';
import type { StepPricer } from '../analyse/step-pricer.ts';
import { threadServers } from '../analyse/thread-servers.ts';
import { sumUsage } from '../analyse/usage.ts';
import { ContextWeigher } from '../analyse/weigh-context.ts';
import { repeatsOf } from '../build/repeats.ts';
import { groupBy } from '../model/group-by.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import { ownerIdOf, type Span, spanIdOf } from '../model/spans.ts';
import { totalTokens } from '../model/tokens.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { PriceTable } from '../price/price-table.ts';
import { resolveModel } from '../price/resolve-model.ts';
import { type ChatRow, chatReader } from '../query/chat-rows.ts';
import { contextLabels, contextReader } from '../query/contexts.ts';
import { type TreeRows, treeRows } from '../query/tree-rows.ts';
import type { PricedChat, SpanSource, ThreadFacts } from '../render/otlp.ts';
import type { SpanCost } from '../render/span-json.ts';
import type { Store } from '../store/open-store.ts';

/** What prices the responses that are sent. */
export interface Prices {
  readonly table: PriceTable;
  readonly price: Pricer;
  readonly thresholds: readonly number[];
  readonly steps: StepPricer;
}

const NO_SERVERS: ThreadFacts = { servers: [] };

/** Reads the spans of one session after the other, whole, with all that is sent of them. */
export function sessionSpans(store: Store, prices: Prices): (sessionId: string) => Iterable<SpanSource> {
  const trees = treeRows(store);
  const chatsOf = chatReader(store, 'session_id = ?', prices.thresholds);
  const threadsOf = threadReader(store, prices);
  return function* read(sessionId) {
    const tree = trees(sessionId);
    const chats = chatsOf([sessionId]);
    const spans = spanTree(sessionId, tree, chats);
    if (spans.length === 0) return;
    const beside = besides(sessionId, tree, chats, threadsOf(sessionId), prices);
    let isFirstTurn = true;
    for (const span of spans) {
      yield beside(span, isFirstTurn);
      if (span.kind === 'turn') isFirstTurn = false;
    }
  };
}

/** Finds for a span the row that it was made of. */
function besides(
  sessionId: string,
  tree: TreeRows,
  chats: readonly ChatRow[],
  threads: ReadonlyMap<string, ThreadFacts>,
  prices: Prices,
): (span: Span, isFirstTurn: boolean) => SpanSource {
  const turns = new Map<string, TreeRows['turns'][number]>(tree.turns.map((turn) => [turn.turnId, turn]));
  const agents = new Map<string, TreeRows['agents'][number]>(
    tree.agents.map((agent) => [ownerIdOf(agent.agentId), agent]),
  );
  const tools = new Map(tree.tools.map((tool) => [tool.toolUseId, tool]));
  const repeats = repeatsOf(tree.tools);
  const byId = new Map(chats.map((chat) => [spanIdOf('chat', sessionId, `${chat.key}\n${chat.variant}`), chat]));
  const thread = (id: string) => threads.get(id) ?? NO_SERVERS;
  return (span, isFirstTurn) => {
    const [turn, agent] = [turns.get(span.spanId), agents.get(span.agentId)];
    const [tool, chat] = [tools.get(span.toolUseId ?? ''), byId.get(span.spanId)];
    if (span.kind === 'turn' && turn !== undefined)
      return { ...span, of: 'turn', turn, thread: isFirstTurn ? thread(MAIN_THREAD) : null };
    if (span.kind === 'agent' && agent !== undefined)
      return { ...span, of: 'agent', agent, thread: thread(agent.agentId) };
    if (span.kind === 'tool' && tool !== undefined) {
      return { ...span, of: 'tool', tool, isRetry: repeats.get(tool.toolUseId)?.isRetry ?? false };
    }
    if (span.kind === 'chat' && chat !== undefined) {
      return { ...span, of: 'chat', chat, ...pricedChat(chat, prices) };
    }
    throw new Error(`span ${span.spanId} of session ${sessionId} was made of no row`);
  };
}

/** What the fixed context of the threads of a session had of MCP servers. */
function threadReader(store: Store, { steps }: Prices): (sessionId: string) => Map<string, ThreadFacts> {
  const weigher = new ContextWeigher(steps);
  const labels = contextLabels(store);
  const rowsOf = contextReader(store, 'session_id = ?');
  return (sessionId) => {
    const threads = new Map<string, ThreadFacts>();
    for (const row of rowsOf([sessionId])) {
      if (!row.tools.includes('mcp')) continue;
      threads.set(row.agentId, { servers: threadServers(row, weigher.weigh(row), labels(sessionId, row.agentId)) });
    }
    return threads;
  };
}

function pricedChat(chat: ChatRow, prices: Prices): PricedChat {
  const idOf = (model: string) => resolveModel(prices.table, model)?.prices.id ?? model;
  const pricedAs = idOf(chat.model);
  const cost = spanCost(chat.attempts, prices);
  if (chat.attempts.length === 1) return { pricedAs, cost, others: [] };
  const byModel = groupBy(chat.attempts, ({ model }) => idOf(model));
  byModel.delete(pricedAs);
  const others = [...byModel].map(([model, attempts]) => {
    const tokens = attempts.reduce((sum, attempt) => sum + totalTokens(attempt.tokens), 0);
    return { model, tokens, cost: spanCost(attempts, prices) };
  });
  return { pricedAs, cost, others };
}

/** The list price of attempts of one response, with whose price that is; null without one. */
export function spanCost(
  attempts: readonly UsageGroup[],
  { price, table }: Pick<Prices, 'price' | 'table'>,
): SpanCost | null {
  const { cost } = sumUsage(attempts, price);
  if (cost === null) return null;
  return { cost, source: [...new Set(priceSources(attempts, table).map(({ source }) => source))].join(', ') };
}
