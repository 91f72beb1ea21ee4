import type { AgentSteps, Call, Step, TurnSteps } from '../analyse/timeline.ts';
import type { Repeat } from '../build/repeats.ts';
import type { SessionEvent } from '../model/span-rows.ts';
import { isoOrNull } from './sessions-json.ts';

type Repeats = ReadonlyMap<string, Repeat>;

/** The steps of a session's turns, agents within the calls that started them: `timeline` of `tj session --timeline --json`. */
export function timelineFields(turns: readonly TurnSteps[], repeats: Repeats): object[] {
  return turns.map(({ turn, steps, loose, limits }) => ({
    turn_id: turn.turnId,
    limits: limits.map(limitFields),
    steps: steps.map((step) => stepFields(step, repeats)),
    agents_without_call: loose.map((agent) => agentFields(agent, repeats)),
  }));
}

function stepFields({ chat, calls }: Step, repeats: Repeats): object {
  const { startedAt, label, model, finished, contextTokens, tokens } = chat;
  return {
    ...{ started_at: isoOrNull(startedAt), said: label || null, model, finished },
    ...{ prompt_tokens: contextTokens, output_tokens: tokens.output },
    calls: calls.map((call) => callFields(call, repeats)),
  };
}

function callFields({ tool, agent }: Call, repeats: Repeats): object {
  const { toolUseId, name, target, status, error, startedAt, endedAt, resultChars } = tool;
  const repeat = repeats.get(toolUseId);
  return {
    ...{ tool: name, target: target || null, status, error: error || null },
    duration_ms: startedAt === null || endedAt === null ? null : endedAt - startedAt,
    ...{ retry: repeat?.isRetry ?? false, loop: repeat?.isLoop ?? false, result_chars: resultChars },
    agent: agent === null ? null : agentFields(agent, repeats),
  };
}

function agentFields({ agent, steps, limits }: AgentSteps, repeats: Repeats): object {
  const { agentId, agentType, label, link, status, startedAt, endedAt } = agent;
  return {
    ...{ agent_id: agentId, agent_type: agentType, title: label || null, link, status },
    ...{ started_at: isoOrNull(startedAt), ended_at: isoOrNull(endedAt) },
    limits: limits.map(limitFields),
    steps: steps.map((step) => stepFields(step, repeats)),
  };
}

function limitFields({ at, label, resetsAt }: SessionEvent): object {
  return { at: isoOrNull(at), quota: label, resets_at: isoOrNull(resetsAt) };
}
