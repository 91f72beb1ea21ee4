import { flowsOf } from './flows.ts';
import { allOf, type ResponseWhere, type Where } from './response-filter.ts';

/** The same, of turns of main threads only that wrote and called no more than this by these models, and are known by name. */
export function ofLightTurns(
  where: ResponseWhere,
  models: readonly string[],
  most: { readonly outputTokens: number; readonly toolCalls: number },
): ResponseWhere {
  const flows = flowsOf(where);
  return within(where, {
    sql: `model IN (SELECT value FROM json_each(?)) AND agent_id = '' AND turn_id IN (
      SELECT turn_id FROM ${flows.sql}
      WHERE agent_id = '' AND turn_id <> '' AND model IN (SELECT value FROM json_each(?))
      GROUP BY turn_id
      HAVING sum(output_tokens) <= ? AND sum(tool_calls) <= ?
    )`,
    values: [JSON.stringify(models), ...flows.values, JSON.stringify(models), ...[most.outputTokens, most.toolCalls]],
  });
}

/** The same, of agents only that wrote less than so many tokens. */
export function ofLightAgents(where: ResponseWhere, belowOutputTokens: number): ResponseWhere {
  const flows = flowsOf(where);
  return within(where, {
    sql: `(session_id, agent_id) IN (
      SELECT session_id, agent_id FROM ${flows.sql} WHERE agent_id <> '' GROUP BY 1, 2 HAVING sum(output_tokens) < ?
    )`,
    values: [...flows.values, belowOutputTokens],
  });
}

function within(where: ResponseWhere, condition: Where): ResponseWhere {
  return { ...where, ...allOf([where, condition]), rest: allOf([where.rest, condition]) };
}
