// Sessions in a terminal, and the ways they end.
import { readFileSync } from 'node:fs';
import { checkClosed, checkTokens } from './closed.mjs';
import { say } from './messages-api.mjs';
import { askSessions, transcriptsOf } from './sandbox.mjs';
import { gone, openTerminal } from './terminal.mjs';
import { until } from './until.mjs';

/** Two sessions of one process: one ended by /clear, one by /exit. */
export async function clearedAndLeft(trial, sandbox) {
  const terminal = await openTerminal(sandbox);
  const first = await ask(trial, terminal, 'first question');
  const clearedAt = Date.now();
  await terminal.type('/clear');
  await until('the screen is cleared', () => !terminal.screen().includes('first question'), terminal.screen);
  await checkClosed(trial, sandbox, { sessionId: first, reason: 'clear', endedAt: clearedAt, responses: 1 });
  const second = await ask(trial, terminal, 'second question');
  trial.check('/clear begins another session', first !== second, `${first}, then ${second}`);
  await terminal.type('/exit');
  const endedAt = await gone(terminal.pid);
  await checkClosed(trial, sandbox, { sessionId: second, reason: 'prompt_input_exit', endedAt, responses: 1 });
}

/** A session left for another one by /resume. */
export async function switched(trial, sandbox) {
  const terminal = await openTerminal(sandbox);
  const sessionId = await ask(trial, terminal, 'question before a switch');
  await terminal.type('/resume');
  await until(
    'sessions are there to choose from',
    () => terminal.screen().includes('Enter to resume'),
    terminal.screen,
  );
  const endedAt = Date.now();
  terminal.press('Enter');
  await checkClosed(trial, sandbox, { sessionId, reason: 'resume', endedAt, responses: 1 });
  await until('another session is shown', () => !terminal.screen().includes('question before'), terminal.screen);
  await terminal.type('/exit');
  await gone(terminal.pid);
}

/** The window of the terminal is closed: Claude Code is told by a hangup, as is its hook. */
export async function windowClosed(trial, sandbox) {
  const terminal = await openTerminal(sandbox);
  const sessionId = await ask(trial, terminal, 'third question');
  terminal.close();
  const endedAt = await gone(terminal.pid);
  await checkClosed(trial, sandbox, { sessionId, reason: 'other', endedAt, responses: 1 });
}

/** Killed while it waits for an answer: no hook is called, and nothing that was written is lost. */
export async function killed(trial, sandbox) {
  const terminal = await openTerminal(sandbox);
  const sessionId = await ask(trial, terminal, 'fourth question');
  trial.api.script = () => new Promise(() => {});
  await terminal.type('fifth question');
  await until('the question is in the transcript', () => isPrompted(sandbox, sessionId, 'fifth question'));
  process.kill(terminal.pid, 'SIGKILL');
  await gone(terminal.pid);
  const session = askSessions(sandbox).find((one) => one.session_id === sessionId);
  trial.check('the next tj command knows all of it', session?.prompts === 2, `${session?.prompts} prompts`);
  trial.check('neither closed nor running', session.state === 'stale' && session.closed_by === null, session.state);
  checkTokens(trial, session, 1);
}

/** Whether the transcript of a session has the prompt; what is being written ends without a line break. */
function isPrompted(sandbox, sessionId, question) {
  const path = transcriptsOf(sandbox).find((transcript) => transcript.endsWith(`${sessionId}.jsonl`));
  const records = readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  return records.some(({ type, message }) => type === 'user' && message.content === question);
}

/** Asks a question, waits for its answer, and gives the session that it was asked in. */
export async function ask(trial, terminal, question) {
  const answer = `You asked: ${question}.`;
  trial.api.script = () => say(answer);
  await terminal.type(question);
  await until('an answer is on the screen', () => terminal.screen().includes(answer), terminal.screen);
  return trial.api.asked.at(-1).sessionId;
}
