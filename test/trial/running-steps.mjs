// Which sessions run, as Claude Code notes it in sessions/<pid>.json and tj status tells it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './messages-api.mjs';
import { print } from './print-steps.mjs';
import { runClaude, runTj } from './sandbox.mjs';
import { gone, openTerminal } from './terminal.mjs';
import { ask } from './terminal-steps.mjs';
import { until } from './until.mjs';

/** When no session runs by its times any more. */
const LATER = { TJ_NOW: new Date(Date.now() + 48 * 3_600_000).toISOString() };

/** In a terminal: at rest, at work, killed. */
export async function runningInTerminal(trial, sandbox) {
  const terminal = await openTerminal(sandbox);
  const sessionId = await ask(trial, terminal, 'are you there');
  const atRest = await until(
    'it waits for the person',
    () => noted(sandbox, terminal.pid)?.status === 'idle' && noted(sandbox, terminal.pid),
  );
  trial.check('its note names the session', atRest.sessionId === sessionId, JSON.stringify(atRest));
  const told = runningIn(sandbox, LATER).find((one) => one.session_id === sessionId);
  trial.check(
    'two days later tj status still tells that it runs',
    told?.state === 'idle',
    JSON.stringify(told?.process),
  );
  trial.check('with its process', told.process.pid === terminal.pid, `${told.process.pid}, ${terminal.pid}`);
  trial.api.script = () => new Promise(() => {});
  await terminal.type('think for long');
  const atWork = await until(
    'it is at work',
    () => noted(sandbox, terminal.pid)?.status === 'busy' && runningIn(sandbox, LATER)[0],
  );
  trial.check(
    'at work it is active, whatever its times say',
    atWork.state === 'active',
    JSON.stringify(atWork.process),
  );
  process.kill(terminal.pid, 'SIGKILL');
  await gone(terminal.pid);
  trial.check('a kill leaves the note behind', noted(sandbox, terminal.pid) !== null, terminal.pid);
  const isTold = runningIn(sandbox).some((one) => one.session_id === sessionId);
  trial.check('and tj status does not take it for running', !isTold, JSON.stringify(runningIn(sandbox)));
}

/** Of claude -p: a session that is gone on with, while it waits for its answer and after its end. */
export async function runningInPrint(trial, sandbox) {
  const { sessionId } = await print(trial, sandbox, 'say hello');
  trial.check('once it is over it does not run', !runningIn(sandbox, LATER).some(isOf(sessionId)), sessionId);
  let release;
  trial.api.script = () => new Promise((resolve) => (release = () => resolve(say('Done.'))));
  const running = runClaude(sandbox, ['-p', 'more', '--resume', sessionId, '--output-format', 'json']);
  await until('the API is asked', () => release !== undefined);
  const told = runningIn(sandbox, LATER).find(isOf(sessionId));
  trial.check('while it waits for its answer it runs', told?.process != null, JSON.stringify(told?.process));
  release();
  const { status } = await running;
  trial.check('claude -p ends well', status === 0, status);
  trial.check('its note is gone with it', noted(sandbox, told.process.pid) === null, told.process.pid);
}

const isOf = (sessionId) => (session) => session.session_id === sessionId;

function noted(sandbox, pid) {
  const path = join(sandbox.config, 'sessions', `${pid}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function runningIn(sandbox, env = {}) {
  return JSON.parse(runTj(sandbox, ['status', '--json'], env).stdout).running;
}
