import { groupBy } from '../model/group-by.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import type { Turn } from '../model/session-rows.ts';
import { MAIN_OWNER, ownerIdOf, type Span, spanIdOf, traceIdOf } from '../model/spans.ts';
import type { ChatRow } from '../query/chat-rows.ts';
import type { TreeRows } from '../query/tree-rows.ts';

/**
 * The spans of one session (spans.md), turn by turn; within a turn in order of time, of those that began together turns,
 * then agents, chats and tools. A turn of which another session owns all that is in it is not part of this one (A11).
 */
export function spanTree(sessionId: string, tree: TreeRows, chats: readonly ChatRow[]): Span[] {
  const maker = new SpanMaker(sessionId, tree);
  const children = [
    ...tree.agents.map((agent) => maker.agent(agent)),
    ...chats.map((chat) => maker.chat(chat)),
    ...tree.tools.filter((tool) => !tool.isAgent).map((tool) => maker.tool(tool)),
  ];
  const order = new Map(children.map((span, index) => [span, index]));
  const byTrace = groupBy(children, (span) => span.traceId);
  return tree.turns.flatMap((turn) => {
    const below = byTrace.get(traceIdOf(turn.turnId)) ?? [];
    if (below.length === 0 && turn.responses > 0) return [];
    below.sort((a, b) => timeOf(a) - timeOf(b) || (order.get(a) ?? 0) - (order.get(b) ?? 0));
    return [maker.turn(turn), ...below];
  });
}

function timeOf(span: Span): number {
  return span.startedAt ?? Number.MAX_SAFE_INTEGER;
}

class SpanMaker {
  readonly #sessionId: string;
  readonly #agents: ReadonlyMap<string, TreeRows['agents'][number]>;

  constructor(sessionId: string, tree: TreeRows) {
    this.#sessionId = sessionId;
    this.#agents = new Map(tree.agents.map((agent) => [agent.agentId, agent]));
  }

  turn(turn: Turn): Span {
    return {
      ...this.#base(MAIN_THREAD, turn.turnId),
      ...{ spanId: turn.turnId, parentSpanId: null, kind: 'turn', name: turn.label, status: turn.status },
      ...{ startedAt: turn.startedAt, endedAt: turn.endedAt, error: turn.error },
    };
  }

  chat(chat: ChatRow): Span {
    return {
      ...this.#owned(chat.agentId, chat.turnId),
      ...{ spanId: spanIdOf('chat', this.#sessionId, `${chat.key}\n${chat.variant}`), kind: 'chat', name: chat.model },
      ...{ startedAt: chat.startedAt, endedAt: chat.endedAt, model: chat.model, responseId: chat.key },
      ...{ tokens: chat.tokens, thinkingTokens: chat.thinkingTokens },
    };
  }

  tool(tool: TreeRows['tools'][number]): Span {
    return {
      ...this.#owned(tool.agentId, tool.turnId),
      ...{ spanId: spanIdOf('tool', this.#sessionId, tool.toolUseId), kind: 'tool', name: tool.name },
      ...{ startedAt: tool.startedAt, endedAt: tool.endedAt, status: tool.status, error: tool.error },
      ...{ toolUseId: tool.toolUseId, target: tool.target },
    };
  }

  agent(agent: TreeRows['agents'][number]): Span {
    return {
      ...this.#owned(agent.parentAgentId, agent.turnId),
      ...{ spanId: this.#agentSpanId(agent.agentId), kind: 'agent', name: this.#nameOf(agent.agentId) },
      ...{ agentId: ownerIdOf(agent.agentId), agentName: this.#nameOf(agent.agentId), status: agent.status },
      ...{ startedAt: agent.startedAt, endedAt: agent.endedAt, toolUseId: agent.toolUseId, target: agent.label },
    };
  }

  /** What hangs on a turn, or on the agent whose thread it is of. */
  #owned(agentId: string, turnId: string | null) {
    const agent = this.#agents.get(agentId);
    const turn = agent?.turnId ?? turnId ?? '';
    return { ...this.#base(agentId, turn), parentSpanId: agent === undefined ? turn : this.#agentSpanId(agentId) };
  }

  #base(agentId: string, turnId: string) {
    return {
      ...{ sessionId: this.#sessionId, traceId: traceIdOf(turnId), agentId: ownerIdOf(agentId) },
      ...{ agentName: agentId === MAIN_THREAD ? MAIN_OWNER : this.#nameOf(agentId), status: 'ok', error: '' },
      ...{ model: null, toolUseId: null, responseId: null, target: '', tokens: null, thinkingTokens: null },
    };
  }

  #nameOf(agentId: string): string {
    return this.#agents.get(agentId)?.agentType ?? 'agent';
  }

  #agentSpanId(agentId: string): string {
    return spanIdOf('agent', this.#sessionId, agentId);
  }
}
