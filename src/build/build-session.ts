import { type AgentId, MAIN_THREAD, type SessionId, type TurnId } from '../model/ids.ts';
import type { SessionFile, SessionRows, Sighting, Turn } from '../model/session-rows.ts';
import type { Agent, Tool } from '../model/span-rows.ts';
import { accountContexts } from './account-contexts.ts';
import { claudeContexts } from './claude-contexts.ts';
import { collectEvents } from './collect-events.ts';
import { joinRespawns } from './join-respawns.ts';
import { lastLedgers } from './last-ledgers.ts';
import { linkAgents } from './link-agents.ts';
import { pairCalls, toolsOf } from './pair-tools.ts';
import { placeAgents } from './place-agents.ts';
import { placeThreads } from './place-threads.ts';
import { sightResponses } from './sight-responses.ts';
import { orphanTurn, orphanTurnId, splitTurns } from './split-turns.ts';
import { originsOf, summaryOf, worktreesOf } from './summarize-session.ts';
import { timeChats } from './time-chats.ts';
import { unitFacts } from './unit-facts.ts';

/**
 * All rows of one session from the records of all its files: its span tree (spans.md). Pure: the order of `files` does
 * not matter, and the same records give the same rows however often and in however many parts they were read (A7, A8, A9).
 */
export function buildSession(sessionId: SessionId, files: readonly SessionFile[]): SessionRows {
  const placed = placeThreads(files.filter((file) => file.kind !== 'meta'));
  const { threaded, evidence } = joinRespawns(files, placed);
  const turns = splitTurns(sessionId, threaded);
  const sightings = sightResponses(threaded, turns.turnOfKey);
  timeChats(sightings, threaded, turns.turnOf);
  const calls = pairCalls(threaded, sightings);
  const contexts = accountContexts(threaded, sightings, calls);
  const interrupted = new Set<TurnId | AgentId>([
    ...turns.turns.filter((turn) => turn.status === 'interrupted').map((turn) => turn.turnId),
    ...[...evidence.values()].filter((agent) => agent.interrupted).map((agent) => agent.agentId),
  ]);
  const agents = placeAgents(evidence, linkAgents(evidence, calls, threaded), calls, turns, interrupted);
  const spawned = new Set(agents.map((agent) => agent.toolUseId));
  const tools = toolsOf(calls, turns.turnOfKey, interrupted, (id) => spawned.has(id));
  const tree = rooted(sessionId, turns.turns, sightings, tools, agents);
  return {
    session: summaryOf(sessionId, threaded, turns.turns),
    ...tree,
    unitFacts: unitFacts(tree.tools, tree.turns),
    events: collectEvents(threaded, turns),
    ledgers: lastLedgers(sessionId, threaded),
    claudeContexts: claudeContexts(threaded),
    contexts,
    origins: originsOf(sessionId, threaded),
    worktrees: worktreesOf(threaded),
  };
}

/** A row that was made just now, whose turn is not known yet. */
interface Draft extends Pick<Tool, 'startedAt' | 'endedAt'> {
  turnId: TurnId | null;
}

/** A1: roots are turns only. What stands before the first prompt, or has no main thread, hangs on a turn of its own. */
function rooted(
  sessionId: SessionId,
  turns: readonly Turn[],
  sightings: readonly Sighting[],
  tools: readonly Tool[],
  agents: readonly Agent[],
): Pick<SessionRows, 'turns' | 'sightings' | 'tools' | 'agents'> {
  const isLoose = (owner: AgentId, turnId: TurnId | null) => owner === MAIN_THREAD && turnId === null;
  const loose: Draft[] = [];
  for (const sighting of sightings) if (isLoose(sighting.agentId, sighting.turnId)) loose.push(sighting);
  const responses = loose.length;
  for (const tool of tools) if (isLoose(tool.agentId, tool.turnId)) loose.push(tool);
  for (const agent of agents) if (agent.turnId === null) loose.push(agent);
  if (loose.length === 0) return { turns, sightings, tools, agents };
  const turnId = orphanTurnId(sessionId);
  for (const row of loose) row.turnId = turnId;
  const times = loose.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]).filter((at) => at !== null);
  const sorted = times.sort((a, b) => a - b);
  const orphan = orphanTurn(sessionId, sorted[0] ?? null, sorted.at(-1) ?? null);
  return { turns: [{ ...orphan, responses }, ...turns], sightings, tools, agents };
}
