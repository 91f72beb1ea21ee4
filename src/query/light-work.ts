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

/** The same, of agents only. */
export function ofAgents(where: ResponseWhere): ResponseWhere {
  return within(where, { sql: "agent_id <> ''", values: [] });
}

/** The same, of responses of which a call failed; where sums are kept, of all that are summed with one. */
export function ofFailing(where: ResponseWhere): ResponseWhere {
  return within(where, { sql: 'tool_errors > 0', values: [] });
}

function within(where: ResponseWhere, condition: Where): ResponseWhere {
  return { ...where, ...allOf([where, condition]), rest: allOf([where.rest, condition]) };
}
