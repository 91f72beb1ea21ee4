import { toldTo } from './messages-api.mjs';
import { lookAtStore } from './sandbox.mjs';
import { until } from './until.mjs';

/** Checks that a session comes into the store soon after `endedAt`, closed by `reason`, with what the API told. */
export async function checkClosed(trial, sandbox, { sessionId, reason, endedAt, responses }) {
  const { session, at } = await until(
    `session ${sessionId} is closed`,
    () => closedIn(sandbox, sessionId),
    () =>
      JSON.stringify(lookAtStore(sandbox).map(({ session_id, state, closed_by }) => [session_id, state, closed_by])),
  );
  const afterMs = Math.max(0, at - endedAt);
  trial.check(`closed by ${reason}`, session.closed_by === reason, `${session.state} by ${session.closed_by}`);
  trial.check(
    'in the store soon after its end',
    afterMs <= trial.soonMs,
    `seen after ${(afterMs / 1000).toFixed(1)} s`,
  );
  checkTokens(trial, session, responses);
  return session;
}

/** Checks the tokens of a session against what the API told, and that it told so many responses. */
export function checkTokens(trial, session, responses) {
  const told = toldTo(trial.api, session.session_id);
  const counted = Object.fromEntries(Object.keys(told).map((field) => [field, session[field]]));
  const same = JSON.stringify(counted) === JSON.stringify(told) && told.responses === responses;
  trial.check(`the tokens that the API told, in responses: ${responses}`, same, JSON.stringify(counted));
}

function closedIn(sandbox, sessionId) {
  const session = lookAtStore(sandbox).find((one) => one.session_id === sessionId);
  return session?.state === 'closed' ? { session, at: Date.now() } : null;
}
