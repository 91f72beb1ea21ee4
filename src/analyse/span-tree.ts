import { groupBy } from '../model/group-by.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import type { Turn } from '../model/session-rows.ts';
import { MAIN_OWNER, ownerIdOf, type Span, type SpanKind, spanIdOf, traceIdOf } from '../model/spans.ts';
import type { Millis } from '../model/time.ts';
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

/** A span while what only its kind has is filled in. */
type Draft = { -readonly [Key in keyof Span]: Span[Key] };

class SpanMaker {
  readonly #sessionId: string;
  readonly #agents: ReadonlyMap<string, TreeRows['agents'][number]>;
  readonly #traces = new Map<string, string>();

  constructor(sessionId: string, tree: TreeRows) {
    this.#sessionId = sessionId;
    this.#agents = new Map(tree.agents.map((agent) => [agent.agentId, agent]));
  }

  turn({ turnId, label, startedAt, endedAt, status, error }: Turn): Span {
    const span = this.#spanOf('turn', turnId, MAIN_THREAD, turnId, startedAt, endedAt);
    return Object.assign(span, { parentSpanId: null, name: label, status, error });
  }

  chat(chat: ChatRow): Span {
    const { agentId, turnId, startedAt, endedAt, key, variant, model, tokens, thinkingTokens } = chat;
    const id = spanIdOf('chat', this.#sessionId, `${key}\n${variant}`);
    const span = this.#spanOf('chat', id, agentId, turnId, startedAt, endedAt);
    return Object.assign(span, { name: model, model, responseId: key, tokens, thinkingTokens });
  }

  tool(tool: TreeRows['tools'][number]): Span {
    const { agentId, turnId, startedAt, endedAt, toolUseId, name, target, status, error } = tool;
    const id = spanIdOf('tool', this.#sessionId, toolUseId);
    const span = this.#spanOf('tool', id, agentId, turnId, startedAt, endedAt);
    return Object.assign(span, { name, target, toolUseId, status, error });
  }

  agent(agent: TreeRows['agents'][number]): Span {
    const { agentId, parentAgentId, turnId, startedAt, endedAt, toolUseId, label, status } = agent;
    const span = this.#spanOf('agent', this.#agentSpanId(agentId), parentAgentId, turnId, startedAt, endedAt);
    const name = this.#nameOf(agentId);
    return Object.assign(span, {
      name,
      agentId: ownerIdOf(agentId),
      agentName: name,
      toolUseId,
      target: label,
      status,
    });
  }

  /** A span of a thread, which hangs on a turn, or on the agent whose thread it is. All have one shape: there can be very many. */
  #spanOf(
    kind: SpanKind,
    spanId: string,
    thread: string,
    turnId: string | null,
    startedAt: Millis | null,
    endedAt: Millis | null,
  ): Draft {
    const agent = this.#agents.get(thread);
    const turn = agent?.turnId ?? turnId ?? '';
    return {
      spanId,
      traceId: this.#traceOf(turn),
      parentSpanId: agent === undefined ? turn : this.#agentSpanId(thread),
      sessionId: this.#sessionId,
      kind,
      name: '',
      agentId: ownerIdOf(thread),
      agentName: thread === MAIN_THREAD ? MAIN_OWNER : this.#nameOf(thread),
      startedAt,
      endedAt,
      status: 'ok',
      error: '',
      model: null,
      toolUseId: null,
      responseId: null,
      target: '',
      tokens: null,
      thinkingTokens: null,
    };
  }

  #traceOf(turnId: string): string {
    const known = this.#traces.get(turnId) ?? traceIdOf(turnId);
    this.#traces.set(turnId, known);
    return known;
  }

  #nameOf(agentId: string): string {
    return this.#agents.get(agentId)?.agentType ?? 'agent';
  }

  #agentSpanId(agentId: string): string {
    return spanIdOf('agent', this.#sessionId, agentId);
  }
}
