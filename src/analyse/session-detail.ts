import { type Repeat, repeatsOf } from '../build/repeats.ts';
import { groupBy } from '../model/group-by.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import { largest } from '../model/long-lists.ts';
import type { Turn } from '../model/session-rows.ts';
import type { Agent, Tool } from '../model/span-rows.ts';
import { spanIdOf } from '../model/spans.ts';
import type { Millis } from '../model/time.ts';
import type { PriceTable } from '../price/price-table.ts';
import { resolveModel } from '../price/resolve-model.ts';
import type { ChatRow } from '../query/chat-rows.ts';
import type { TreeRows } from '../query/tree-rows.ts';
import { type Judgement, judgeAgent } from './agent-flags.ts';
import { type Composition, compositionOf } from './composition.ts';
import type { Pricer } from './pricer.ts';
import { type ToolCount, toolCounts } from './tool-counts.ts';
import { type TurnReason, turnReason } from './turn-reason.ts';
import { sumUsage, type Usage } from './usage.ts';

/** One session looked into. */
export interface SessionDetail {
  readonly usage: Usage;
  readonly composition: Composition;
  readonly turns: readonly TurnDetail[];
  readonly agents: readonly AgentDetail[];
  /** Heaviest first. */
  readonly models: readonly { readonly model: string; readonly usage: Usage }[];
  readonly tools: readonly ToolCount[];
  readonly repeats: ReadonlyMap<string, Repeat>;
  /** Prompt size of each response of the main thread, in its order. */
  readonly context: readonly ContextPoint[];
}

export interface TurnDetail {
  readonly turn: Turn;
  /** Of all that the turn led to, agents included. */
  readonly usage: Usage;
  readonly tools: readonly Tool[];
  readonly agents: number;
  /** The largest prompt that the main thread sent for it; null where it sent none. */
  readonly promptTokens: number | null;
  /** What most of its cost was for. */
  readonly reason: TurnReason | null;
}

export interface AgentDetail {
  readonly agent: Agent;
  /** Agents above it. */
  readonly depth: number;
  /** Of the agent and all agents below it (A4). */
  readonly usage: Usage;
  readonly toolCalls: number;
  /** Of the agent alone, without those below it. */
  readonly judgement: Judgement;
}

export interface ContextPoint {
  readonly at: Millis | null;
  readonly spanId: string;
  readonly promptTokens: number;
  readonly chat: ChatRow;
}

/**
 * What one session consists of; `chats` are its responses, `cut` the agents, as `session/agent`, of which some are left
 * out. Turns that another session owns are left out (A11).
 */
export function sessionDetail(
  sessionId: string,
  tree: TreeRows,
  chats: readonly ChatRow[],
  cut: ReadonlySet<string>,
  price: Pricer,
  table: PriceTable,
): SessionDetail {
  const above = new Ancestry(tree.agents);
  const byTurn = groupBy(chats, (chat) => above.turnOf(chat.agentId, chat.turnId));
  const toolsByTurn = groupBy(tree.tools, (tool) => above.turnOf(tool.agentId, tool.turnId));
  const agentsByTurn = groupBy(tree.agents, (agent) => agent.turnId ?? '');
  const usageOf = (some: readonly ChatRow[] | undefined) =>
    sumUsage(
      (some ?? []).flatMap((chat) => chat.attempts),
      price,
    );
  const judge = ({ agentId, link }: Agent, own: readonly ChatRow[], calls: number) => {
    const groups = own.flatMap((chat) => chat.attempts);
    const work = { groups, toolCalls: link === 'call' ? null : calls, isCut: cut.has(`${sessionId}/${agentId}`) };
    return judgeAgent(work, price, table);
  };
  const byModel = groupBy(chats, (chat) => resolveModel(table, chat.model)?.prices.id ?? (chat.model || 'unknown'));
  const attempts = chats.flatMap((chat) => chat.attempts);
  const repeats = repeatsOf(tree.tools);
  return {
    usage: sumUsage(attempts, price),
    composition: compositionOf(attempts, price),
    turns: tree.turns
      .filter(({ turnId, responses }) => responses === 0 || byTurn.has(turnId) || agentsByTurn.has(turnId))
      .map((turn) => ({
        turn,
        usage: usageOf(byTurn.get(turn.turnId)),
        tools: toolsByTurn.get(turn.turnId) ?? [],
        agents: agentsByTurn.get(turn.turnId)?.length ?? 0,
        promptTokens: largestPrompt(byTurn.get(turn.turnId) ?? []),
        reason: turnReason(byTurn.get(turn.turnId) ?? [], price),
      })),
    agents: agentDetails(tree, chats, above, usageOf, judge),
    models: [...byModel]
      .map(([model, some]) => ({ model, usage: usageOf(some) }))
      .sort((a, b) => weight(b.usage) - weight(a.usage) || (a.model < b.model ? -1 : 1)),
    tools: toolCounts(tree.tools, repeats),
    repeats,
    context: chats
      .filter((chat) => chat.agentId === MAIN_THREAD)
      .map((chat) => ({
        at: chat.at,
        spanId: spanIdOf('chat', sessionId, `${chat.key}\n${chat.variant}`),
        promptTokens: chat.contextTokens,
        chat,
      })),
  };
}

function largestPrompt(chats: readonly ChatRow[]): number | null {
  const own = chats.filter(({ agentId }) => agentId === MAIN_THREAD);
  return own.length === 0
    ? null
    : largest(
        own.map(({ contextTokens }) => contextTokens),
        0,
      );
}

function agentDetails(
  tree: TreeRows,
  chats: readonly ChatRow[],
  above: Ancestry,
  usageOf: (some: readonly ChatRow[] | undefined) => Usage,
  judge: (agent: Agent, own: readonly ChatRow[], calls: number) => Judgement,
): AgentDetail[] {
  const below = new Map<string, ChatRow[]>();
  for (const chat of chats) {
    for (const agentId of above.of(chat.agentId)) {
      const list = below.get(agentId);
      if (list === undefined) below.set(agentId, [chat]);
      else list.push(chat);
    }
  }
  const own = groupBy(chats, (chat) => chat.agentId);
  const calls = groupBy(tree.tools, (tool) => tool.agentId);
  return tree.agents.map((agent) => {
    const toolCalls = calls.get(agent.agentId)?.length ?? 0;
    return {
      agent,
      depth: above.of(agent.agentId).length - 1,
      usage: usageOf(below.get(agent.agentId)),
      toolCalls,
      judgement: judge(agent, own.get(agent.agentId) ?? [], toolCalls),
    };
  });
}

/** Which agents stand above one another. */
class Ancestry {
  readonly #agents: ReadonlyMap<string, Agent>;

  constructor(agents: readonly Agent[]) {
    this.#agents = new Map(agents.map((agent) => [agent.agentId, agent]));
  }

  /** The agent itself and those above it; none for the main thread. */
  of(agentId: string): string[] {
    const line: string[] = [];
    for (let agent = this.#agents.get(agentId); agent !== undefined; agent = this.#agents.get(agent.parentAgentId))
      line.push(agent.agentId);
    return line;
  }

  turnOf(agentId: string, turnId: string | null): string {
    return this.#agents.get(agentId)?.turnId ?? turnId ?? '';
  }
}

/** List price in dollars, or, of what has none, nothing: for order only. */
function weight(usage: Usage): number {
  return Number(usage.cost ?? 0n);
}
