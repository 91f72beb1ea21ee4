// Sessions without a terminal: claude -p.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkClosed, checkTokens } from './closed.mjs';
import { say } from './messages-api.mjs';
import { askSessions, runClaude, runTj, transcriptsOf } from './sandbox.mjs';
import { until } from './until.mjs';

/** Runs `claude -p` and checks that it went well. */
export async function print(trial, sandbox, prompt, ...args) {
  const run = await runClaude(sandbox, ['-p', prompt, '--output-format', 'json', ...args]);
  const result = run.status === 0 ? JSON.parse(run.stdout) : {};
  const said = run.status === 0 ? JSON.stringify(result.result) : run.stdout;
  trial.check(
    `claude -p "${prompt}" ends well`,
    run.status === 0 && !result.is_error,
    `${run.status}, ${said}${run.stderr}`,
  );
  return { ...run, sessionId: result.session_id, costUsd: result.total_cost_usd };
}

/** Without a hook: tj finds what Claude Code has written. */
export async function withoutHook(trial, sandbox) {
  const { sessionId, costUsd } = await print(trial, sandbox, 'say hello');
  const transcripts = transcriptsOf(sandbox);
  const isThere = transcripts.length === 1 && transcripts[0].endsWith(`${sessionId}.jsonl`);
  trial.check('a transcript is written', isThere, `${transcripts.length} transcript of session ${sessionId}`);
  const [session] = askSessions(sandbox);
  trial.check(
    'without a hook it is not closed',
    session.state === 'active',
    `${session.state} by ${session.closed_by}`,
  );
  checkTokens(trial, session, 1);
  const agrees = Math.abs(session.cost_usd - costUsd) < 1e-9;
  trial.check('list price as Claude Code reckons it', agrees, `${session.cost_usd} and ${costUsd} (${session.models})`);
}

/** A hook in settings.json, put there by tj, closes a session that ends by itself. */
export async function hookInstalled(trial, sandbox) {
  const { status, stdout, stderr } = runTj(sandbox, ['hook', 'install', '--yes']);
  trial.check('tj hook install --yes', status === 0, `${stdout}${stderr}`.trim().replaceAll('\n', ' | '));
  const run = { ...sandbox, env: { ...sandbox.env, TJ_RUN_ID: 'trial run' } };
  const { sessionId, endedAt } = await print(trial, run, 'say hello');
  const session = await checkClosed(trial, sandbox, { sessionId, reason: 'other', endedAt, responses: 1 });
  trial.check('the hook knows its run', session.run_id === 'trial run', session.run_id);
}

/** A hook whose Node is gone, as after an upgrade of it: nobody notices. */
export async function hookOfNothing(trial, sandbox) {
  runTj(sandbox, ['hook', 'install', '--yes']);
  const path = join(sandbox.config, 'settings.json');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(process.execPath, '/gone/node'));
  const { status, stderr } = await runClaude(sandbox, ['-p', 'say hello', '--debug-to-stderr']);
  const lines = stderr.split('\n').filter((line) => /hook/i.test(line) && /fail|error|not found/i.test(line));
  trial.check('claude -p ends well', status === 0, status);
  trial.check('no word of a hook that failed', lines.length === 0, lines.join(' | ') || 'none');
  const { state } = JSON.parse(runTj(sandbox, ['hook', 'status', '--json']).stdout);
  trial.check('tj hook status says that it is broken', state === 'broken', state);
}

/** A session that was left in a terminal is open again while it is resumed, then closed by its last end. */
export async function resumed(trial, sandbox) {
  const closed = askSessions(sandbox).find((session) => session.closed_by === 'prompt_input_exit');
  const before = trial.api.asked.length;
  let release;
  trial.api.script = () => new Promise((resolve) => (release = () => resolve(say('More.'))));
  const running = print(trial, sandbox, 'more', '--resume', closed.session_id);
  await until('the API is asked', () => trial.api.asked.length > before);
  const open = await until('the new prompt is in the transcript', () => {
    const session = askSessions(sandbox).find((one) => one.session_id === closed.session_id);
    return session.prompts > closed.prompts && session;
  });
  trial.check('open again while it runs', open.state === 'active', `${open.state} by ${open.closed_by}`);
  release();
  const { sessionId, endedAt } = await running;
  trial.check('resumed under its own id', sessionId === closed.session_id, sessionId);
  await checkClosed(trial, sandbox, { sessionId, reason: 'other', endedAt, responses: closed.responses + 1 });
  const rows = askSessions(sandbox).filter((session) => session.session_id === sessionId);
  trial.check('one session, closed by its last end', rows.length === 1 && rows[0].closed_by === 'other', rows.length);
}
