import type { Tool } from '../model/span-rows.ts';
import { toolKind } from '../model/tool-kind.ts';

/** Calls that are looked back over, and how many equal ones among them make a loop. */
const LOOP_WITHIN = 6;
const LOOP_CALLS = 4;

/** A call as far as it can repeat another. */
type ComparedCall = Pick<
  Tool,
  'toolUseId' | 'agentId' | 'turnId' | 'name' | 'target' | 'inputHash' | 'status' | 'startedAt' | 'endedAt'
>;

/** What a call repeats. */
export interface Repeat {
  /** The same call failed before, and has not succeeded since. */
  readonly isRetry: boolean;
  /** At least the fourth equal call of the last six. */
  readonly isLoop: boolean;
}

/**
 * The calls that repeat others, by id (insight.md section 8): within a turn of the main thread, or an agent, calls of one
 * tool with equal arguments. A retry is told whatever came between; what is read again after an edit of it is no loop.
 * `tools` in the order of the session.
 */
export function repeatsOf(tools: readonly ComparedCall[]): Map<string, Repeat> {
  const repeats = new Map<string, Repeat>();
  const scopes = new Map<string, Scope>();
  for (const tool of tools) {
    const name = `${tool.agentId}\n${tool.turnId ?? ''}`;
    let scope = scopes.get(name);
    if (scope === undefined) {
      scope = { failedAt: new Map(), recent: [], edits: new Map() };
      scopes.set(name, scope);
    }
    const repeat = add(scope, tool);
    if (repeat.isRetry || repeat.isLoop) repeats.set(tool.toolUseId, repeat);
  }
  return repeats;
}

interface Scope {
  /** Calls whose last known outcome is an error, with the time of that outcome. */
  readonly failedAt: Map<string, number>;
  /** The last calls, each with how often its target had been edited. */
  readonly recent: string[];
  readonly edits: Map<string, number>;
}

function add(scope: Scope, tool: ComparedCall): Repeat {
  // Arguments that were not kept cannot be compared.
  if (tool.inputHash === '') return { isRetry: false, isLoop: false };
  const call = `${tool.name}\n${tool.inputHash}`;
  const failedAt = scope.failedAt.get(call);
  const isRetry = failedAt !== undefined && (tool.startedAt === null || failedAt <= tool.startedAt);
  if (tool.status === 'error') scope.failedAt.set(call, tool.endedAt ?? Number.NEGATIVE_INFINITY);
  else if (tool.status === 'ok') scope.failedAt.delete(call);
  const state = `${call}\n${scope.edits.get(tool.target) ?? 0}`;
  scope.recent.push(state);
  if (scope.recent.length > LOOP_WITHIN) scope.recent.shift();
  const isLoop = scope.recent.filter((each) => each === state).length >= LOOP_CALLS;
  if (toolKind(tool.name) === 'edit' && tool.status === 'ok')
    scope.edits.set(tool.target, (scope.edits.get(tool.target) ?? 0) + 1);
  return { isRetry, isLoop };
}
