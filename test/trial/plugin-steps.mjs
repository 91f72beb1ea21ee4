// The plugin of this repository, as its users install it.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkClosed } from './closed.mjs';
import { say } from './messages-api.mjs';
import { print } from './print-steps.mjs';
import { lookAtStore, REPOSITORY, runClaude } from './sandbox.mjs';
import { until } from './until.mjs';

/** It is valid, installs from the marketplace of the repository, and its hook closes a session. */
export async function pluginInstalled(trial, sandbox) {
  await plugin(trial, sandbox, 'validate', '--strict', join(REPOSITORY, 'plugin'));
  await plugin(trial, sandbox, 'validate', '--strict', REPOSITORY);
  await install(trial, sandbox);
  const { sessionId, endedAt } = await print(trial, sandbox, 'say hello');
  await checkClosed(trial, sandbox, { sessionId, reason: 'other', endedAt, responses: 1 });
  const prompt = JSON.stringify(trial.api.asked.at(-1).request);
  trial.check('it adds nothing to prompts', !/tj:|tj context|quota-audit/.test(prompt), `${prompt.length} characters`);
}

/** Each skill hands Claude its text; its tj commands run without asking for leave, and no other. */
export async function pluginSkills(trial, sandbox) {
  await skill(trial, sandbox, 'context', ['tj context --json --since 7d']);
  await skill(trial, sandbox, 'quota', ['tj tokenmaxx --json --since 7d', 'tj quota-audit --json --since 7d']);
}

async function skill(trial, sandbox, name, commands) {
  const before = trial.api.asked.length;
  trial.api.script = (request) => (resultsIn(request).length > 0 ? say('Told.') : [...commands, 'tj index'].map(bash));
  await print(trial, sandbox, `/tj:${name} the last 7 days`, '--permission-mode', 'manual');
  const text = JSON.stringify(trial.api.asked[before].request.messages);
  trial.check(
    'Claude is told what was asked for',
    text.includes('Asked for: the last 7 days'),
    `${text.length} characters`,
  );
  const results = resultsIn(trial.api.asked.at(-1).request);
  for (const [index, command] of commands.entries()) {
    const document = results[index].is_error ? null : JSON.parse(results[index].content);
    trial.check(`${command} runs without asking`, document?.schema === 1, `schema ${document?.schema}`);
  }
  const refused = results.at(-1);
  trial.check('tj index does not', refused.is_error === true, refused.content);
}

/** Where there is no tj the hook does nothing, and says nothing. */
export async function pluginWithoutTj(trial, sandbox) {
  await install(trial, sandbox);
  const { stderr } = await print(trial, sandbox, 'say hello');
  trial.check('nothing is said', stderr === '', JSON.stringify(stderr));
  trial.check('nothing is kept', !existsSync(sandbox.env.TJ_HOME), `no ${sandbox.env.TJ_HOME}`);
}

/** Two hooks that report one end: one session. */
export async function pluginBesideHook(trial, sandbox) {
  await install(trial, sandbox);
  const { sessionId, endedAt } = await print(trial, sandbox, 'say hello');
  await checkClosed(trial, sandbox, { sessionId, reason: 'other', endedAt, responses: 1 });
  await until('no report waits', () => readdirSync(join(sandbox.env.TJ_HOME, 'spool')).length === 0);
  const rows = lookAtStore(sandbox).filter((session) => session.session_id === sessionId);
  trial.check('one session', rows.length === 1 && rows[0].state === 'closed', `${rows.length}, ${rows[0].state}`);
}

async function install(trial, sandbox) {
  await plugin(trial, sandbox, 'marketplace', 'add', REPOSITORY);
  await plugin(trial, sandbox, 'install', 'tj@tokenjar');
}

async function plugin(trial, sandbox, ...args) {
  const { status, stdout, stderr } = await runClaude(sandbox, ['plugin', ...args]);
  const last = `${stdout}${stderr}`.trim().split('\n').at(-1);
  trial.check(`claude plugin ${args.slice(0, -1).join(' ')}`, status === 0, last);
}

function bash(command, index) {
  const input = { command, description: 'Ask tj' };
  return { type: 'tool_use', id: `toolu_trial_bash_${index}`, name: 'Bash', input };
}

function resultsIn(request) {
  const blocks = request.messages.flatMap(({ content }) => (Array.isArray(content) ? content : []));
  return blocks.filter((block) => block.type === 'tool_result');
}
