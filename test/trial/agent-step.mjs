// A session that has a part of its work done by an agent.
import { checkClosed } from './closed.mjs';
import { say } from './messages-api.mjs';
import { print } from './print-steps.mjs';

const TASK = 'count to three';

/** The agent's tokens are its session's. */
export async function delegated(trial, sandbox) {
  trial.api.script = (request) => {
    const said = JSON.stringify(request.messages);
    if (said.includes('"tool_result"')) return say('The agent counted.');
    return said.includes('delegate') ? callAgent() : say('One, two, three.');
  };
  const { sessionId, endedAt } = await print(trial, sandbox, 'delegate');
  const session = await checkClosed(trial, sandbox, { sessionId, reason: 'other', endedAt, responses: 3 });
  trial.check('the agent is known', session.agents === 1 && session.tool_calls === 1, `${session.agents} agents`);
}

function callAgent() {
  const input = { description: 'Count', prompt: TASK, subagent_type: 'general-purpose', run_in_background: false };
  return [{ type: 'tool_use', id: 'toolu_trial_agent', name: 'Agent', input }];
}
