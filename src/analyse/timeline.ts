import { groupBy } from '../model/group-by.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import type { Turn } from '../model/session-rows.ts';
import type { Agent, SessionEvent, Tool } from '../model/span-rows.ts';
import type { ChatRow } from '../query/chat-rows.ts';
import type { TreeRows } from '../query/tree-rows.ts';

/** What happened in a turn, response by response. */
export interface TurnSteps {
  readonly turn: Turn;
  readonly steps: readonly Step[];
  /** Agents of the turn that no shown call started. */
  readonly loose: readonly AgentSteps[];
  /** Quotas that were used up in it. */
  readonly limits: readonly SessionEvent[];
}

/** One response with the calls it made. */
export interface Step {
  readonly chat: ChatRow;
  readonly calls: readonly Call[];
}

export interface Call {
  readonly tool: Tool;
  /** The agent that the call started. */
  readonly agent: AgentSteps | null;
}

export interface AgentSteps {
  readonly agent: Agent;
  readonly steps: readonly Step[];
  readonly limits: readonly SessionEvent[];
}

/** One step for each response, not for each record, agents within the calls that started them (insight.md section 8). */
export function timelineOf(tree: TreeRows, chats: readonly ChatRow[]): TurnSteps[] {
  return new Timeline(tree, chats).turns();
}

class Timeline {
  readonly #tree: TreeRows;
  readonly #chats: ReadonlyMap<string, readonly ChatRow[]>;
  readonly #tools: ReadonlyMap<string, readonly Tool[]>;
  readonly #agentOfCall = new Map<string, Agent>();
  readonly #limits: readonly SessionEvent[];
  readonly #shown = new Set<Agent>();

  constructor(tree: TreeRows, chats: readonly ChatRow[]) {
    this.#tree = tree;
    this.#limits = tree.events.filter(({ kind }) => kind === 'quota-limit');
    this.#chats = groupBy(chats, threadOf);
    this.#tools = groupBy(tree.tools, (tool) => `${tool.agentId}\n${tool.key}`);
    for (const agent of tree.agents) if (agent.toolUseId !== null) this.#agentOfCall.set(agent.toolUseId, agent);
  }

  turns(): TurnSteps[] {
    const told = this.#tree.turns.map((turn) => ({ turn, steps: this.#steps(`\n${turn.turnId}`) }));
    return told
      .map(({ turn, steps }) => ({ turn, steps, loose: this.#looseOf(turn), limits: this.#limitsOf(turn) }))
      .filter(({ turn, steps, loose }) => turn.responses === 0 || steps.length > 0 || loose.length > 0);
  }

  #looseOf(turn: Turn): AgentSteps[] {
    return this.#tree.agents
      .filter((agent) => agent.turnId === turn.turnId && agent.parentAgentId === MAIN_THREAD && !this.#shown.has(agent))
      .map((agent) => this.#agent(agent));
  }

  #agent(agent: Agent): AgentSteps {
    this.#shown.add(agent);
    const limits = this.#limits.filter(({ agentId }) => agentId === agent.agentId);
    return { agent, steps: this.#steps(agent.agentId), limits };
  }

  #limitsOf({ turnId }: Turn): readonly SessionEvent[] {
    return this.#limits.filter((event) => event.agentId === MAIN_THREAD && event.turnId === turnId);
  }

  #steps(thread: string): Step[] {
    const told = new Set<string>();
    return (this.#chats.get(thread) ?? []).map((chat) => {
      // A key that stands for several responses (C3) has its calls told once, with the first.
      const id = `${chat.agentId}\n${chat.key}`;
      const tools = told.has(id) ? [] : (this.#tools.get(id) ?? []);
      told.add(id);
      return { chat, calls: tools.map((tool) => ({ tool, agent: this.#agentOf(tool) })) };
    });
  }

  #agentOf(tool: Tool): AgentSteps | null {
    const agent = this.#agentOfCall.get(tool.toolUseId);
    return agent === undefined || this.#shown.has(agent) ? null : this.#agent(agent);
  }
}

function threadOf(chat: ChatRow): string {
  return chat.agentId === MAIN_THREAD ? `\n${chat.turnId ?? ''}` : chat.agentId;
}
