import { groupBy } from '../model/group-by.ts';
import { type AgentId, MAIN_THREAD } from '../model/ids.ts';
import type { AgentLink } from '../model/span-rows.ts';
import type { AgentEvidence } from './agent-evidence.ts';
import { isInternal, WARMUP } from './internal-agent.ts';
import { type Rule, rulesOf } from './link-rules.ts';
import type { PairedCall } from './pair-tools.ts';
import type { ThreadedRecord } from './place-threads.ts';

/** Which call an agent was started by, and how that is known. */
export interface AgentOrigin {
  readonly call: PairedCall | null;
  readonly link: AgentLink;
}

/**
 * Links every agent with a transcript to the call that started it: rule by rule, the most exact first; within a rule in
 * order of time (spans.md section 3). Calls are those of the whole session, since nesting is not in a file's path.
 */
export function linkAgents(
  agents: ReadonlyMap<AgentId, AgentEvidence>,
  calls: readonly PairedCall[],
  threaded: readonly (readonly ThreadedRecord[])[],
): Map<AgentId, AgentOrigin> {
  const linker = new Linker(agents, calls);
  linker.byMeta();
  linker.byRun();
  for (const rule of rulesOf(threaded)) linker.apply(rule);
  return linker.finish();
}

class Linker {
  readonly #origins = new Map<AgentId, AgentOrigin>();
  readonly #free: Map<string, PairedCall>;
  readonly #calls: ReadonlyMap<string, PairedCall>;
  readonly #agents: readonly AgentEvidence[];
  readonly #runs: ReadonlyMap<string, readonly PairedCall[]>;

  constructor(agents: ReadonlyMap<AgentId, AgentEvidence>, calls: readonly PairedCall[]) {
    this.#calls = new Map(calls.map((call) => [call.call.id, call]));
    const made = calls.filter((call) => call.call.spawn !== null && !call.result?.refused);
    this.#free = new Map(made.map((call) => [call.call.id, call]));
    this.#runs = runsOf(calls);
    const own = [...agents.values()].filter(isOwn);
    this.#agents = [...agents.values()].filter((agent) => !isOwn(agent)).sort(inOrderOfTime);
    for (const { agentId } of own) this.#origins.set(agentId, { call: null, link: 'internal' });
  }

  /** The agent's metadata names the call, which need not be one of a tool that starts agents by its name. */
  byMeta(): void {
    for (const agent of this.#agents) {
      const call = this.#calls.get(agent.meta?.toolUseId ?? '');
      if (call !== undefined && call.thread !== agent.agentId) this.#claim(agent, call, 'meta');
    }
  }

  /** The agents of a workflow stand in a folder that the result of the call names; of calls that went on with it, the last before. */
  byRun(): void {
    for (const agent of this.#agents) {
      if (this.#origins.has(agent.agentId)) continue;
      const calls = this.#runs.get(agent.runId ?? '') ?? [];
      const call =
        calls.findLast(({ at }) => at === null || agent.startedAt === null || at <= agent.startedAt) ?? calls[0];
      if (call !== undefined && call.thread !== agent.agentId) this.#claim(agent, call, 'run');
    }
  }

  apply(rule: Rule): void {
    const callsBy = new Map<string, PairedCall[]>();
    for (const call of this.#free.values()) {
      const text = rule.ofCall(call);
      if (text === null) continue;
      const same = callsBy.get(text);
      if (same === undefined) callsBy.set(text, [call]);
      else same.push(call);
    }
    if (callsBy.size === 0) return;
    const waiting = this.#agents.filter((agent) => !this.#origins.has(agent.agentId));
    const shares = rule.alone ? countOf(waiting, rule) : null;
    for (const agent of waiting) {
      for (const text of rule.ofAgent(agent)) {
        const candidates = (text === null ? undefined : callsBy.get(text)) ?? [];
        const free = candidates.filter((call) => this.#free.has(call.call.id) && canStart(call, agent, rule));
        const [call] = free;
        if (call === undefined || (shares !== null && (free.length > 1 || shares.get(text ?? '') !== 1))) continue;
        this.#claim(agent, call, rule.link);
        break;
      }
    }
  }

  /** No agent may stand below itself: the first one of a circle gives up its claim. */
  finish(): Map<AgentId, AgentOrigin> {
    for (const agent of this.#agents) {
      if (!this.#origins.has(agent.agentId)) this.#origins.set(agent.agentId, { call: null, link: 'unlinked' });
    }
    for (const { agentId } of this.#agents) {
      if (this.#isBelowItself(agentId)) this.#origins.set(agentId, { call: null, link: 'unlinked' });
    }
    return this.#origins;
  }

  #claim(agent: AgentEvidence, call: PairedCall, link: AgentLink): void {
    this.#origins.set(agent.agentId, { call, link });
    this.#free.delete(call.call.id);
  }

  #isBelowItself(start: AgentId): boolean {
    const seen = new Set<AgentId>();
    for (let at = this.#parentOf(start); at !== MAIN_THREAD && !seen.has(at); at = this.#parentOf(at)) {
      if (at === start) return true;
      seen.add(at);
    }
    return false;
  }

  #parentOf(agentId: AgentId): AgentId {
    return this.#origins.get(agentId)?.call?.thread ?? MAIN_THREAD;
  }
}

/** Whether Claude Code started it by itself: a side agent, or one that warms up the cache (2.0.77). */
function isOwn(agent: AgentEvidence): boolean {
  return isInternal(agent.agentId) || (agent.prompt?.label === WARMUP.prompt && agent.meta?.toolUseId == null);
}

/** The calls that ran a workflow, by its run, in their order. */
function runsOf(calls: readonly PairedCall[]): ReadonlyMap<string, readonly PairedCall[]> {
  const ran = calls.filter((call) => call.result?.runId != null);
  return groupBy(ran, (call) => call.result?.runId ?? '');
}

function countOf(agents: readonly AgentEvidence[], rule: Rule): Map<string, number> {
  const counts = new Map<string, number>();
  for (const agent of agents) {
    for (const text of rule.ofAgent(agent)) if (text !== null) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** An agent's own calls did not start it, nor did a call made after it began, nor, by its prompt, one of another type. */
function canStart(call: PairedCall, agent: AgentEvidence, rule: Rule): boolean {
  if (call.thread === agent.agentId) return false;
  if (rule.exact) return true;
  const [asked, is] = [call.call.spawn?.agentType ?? null, agent.meta?.agentType ?? null];
  if (rule.link === 'prompt' && asked !== null && is !== null && asked !== is) return false;
  return call.at === null || agent.startedAt === null || call.at <= agent.startedAt;
}

function inOrderOfTime(a: AgentEvidence, b: AgentEvidence): number {
  const [x, y] = [a.startedAt ?? Number.POSITIVE_INFINITY, b.startedAt ?? Number.POSITIVE_INFINITY];
  if (x !== y) return x < y ? -1 : 1;
  return a.agentId < b.agentId ? -1 : 1;
}
