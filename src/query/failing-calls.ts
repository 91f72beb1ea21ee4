import type { AgentId, TurnId } from '../model/ids.ts';
import type { ToolStatus } from '../model/span-rows.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { sessionsWithin } from './flows.ts';
import type { ResponseWhere } from './response-filter.ts';

/** A call with arguments that failed at least twice within its turn, or its agent. */
export interface FailingCall {
  readonly sessionId: string;
  readonly toolUseId: string;
  /** Key of the response that made it. */
  readonly key: string;
  readonly agentId: AgentId;
  readonly turnId: TurnId | null;
  readonly name: string;
  readonly target: string;
  readonly inputHash: string;
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly status: ToolStatus;
  readonly resultHash: string;
  /** Beginning of the error's text; '' for what is no error. */
  readonly error: string;
}

/** A response that made such calls. */
export interface FailingResponse {
  readonly sessionId: string;
  readonly key: string;
  readonly toolCalls: number;
  readonly output: number;
  readonly at: Millis | null;
  readonly model: string;
  readonly fast: boolean;
  readonly geo: string;
  readonly tier: string;
  readonly promptTokens: number;
}

/**
 * Which calls failed more than once with the same arguments, in sessions that have a response that `where` lets through?
 * Failed or not, session by session in their order.
 */
export function failingCalls(store: Store, where: ResponseWhere): FailingCall[] {
  const sessions = sessionsWithin(where);
  return store
    .prepare<unknown[], FailingCall>(`
      WITH failing AS (
        SELECT session_id, agent_id, turn_id, name, input_hash FROM tools
        WHERE owned AND status = 'error' AND input_hash <> '' AND ${sessions.sql}
        GROUP BY 1, 2, 3, 4, 5
        HAVING count(*) >= 2
      )
      SELECT session_id AS sessionId, tool_use_id AS toolUseId, key, agent_id AS agentId, turn_id AS turnId, name, target,
        input_hash AS inputHash, started_at AS startedAt, ended_at AS endedAt, status, result_hash AS resultHash, error
      FROM tools
      WHERE owned AND session_id IN (SELECT session_id FROM failing) AND EXISTS (
        SELECT 1 FROM failing
        WHERE failing.input_hash = tools.input_hash AND failing.session_id = tools.session_id
          AND failing.agent_id = tools.agent_id AND failing.turn_id IS tools.turn_id AND failing.name = tools.name
      )
      ORDER BY session_id, ordinal`)
    .all(...sessions.values);
}

/** The responses of these keys that `where` lets through. Keys that several responses have are left out. */
export function failingResponses(
  store: Store,
  where: ResponseWhere,
  calls: readonly Pick<FailingCall, 'sessionId' | 'key'>[],
): FailingResponse[] {
  const keys = JSON.stringify([...new Set(calls.map(({ key }) => key))]);
  return store
    .prepare<unknown[], Omit<FailingResponse, 'fast'> & { readonly fast: number }>(`
      SELECT session_id AS sessionId, key, tool_calls AS toolCalls, output_tokens AS output, at, model, fast, geo, tier,
        prompt_tokens AS promptTokens
      FROM own_responses
      WHERE attempt = 0 AND key IN (SELECT value FROM json_each(?)) AND ${where.sql}
      GROUP BY session_id, key
      HAVING count(*) = 1
      ORDER BY session_id, key`)
    .all(keys, ...where.values)
    .map((row) => ({ ...row, fast: row.fast === 1 }));
}
