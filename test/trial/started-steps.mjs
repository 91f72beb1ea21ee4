// What tj starts by itself: a command as a run, and claude -p for titles.

import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say } from './messages-api.mjs';
import { print } from './print-steps.mjs';
import { askSessions, runTj } from './sandbox.mjs';

/** Without a hook, and one session within the other. */
export async function ranAsOne(trial, sandbox) {
  putOnPath(sandbox);
  const inner = {
    type: 'tool_use',
    id: 'toolu_trial_inner',
    name: 'Bash',
    input: { command: 'claude -p inner </dev/null' },
  };
  trial.api.script = (request) => {
    const text = JSON.stringify(request.messages);
    return text.includes('outer') && !text.includes('toolu_trial_inner') ? [inner] : say('Done.');
  };
  const { status, stdout, stderr } = await tjBeside(sandbox, ['run', '--name', 'trial', '--', ...OUTER]);
  const line = stderr.trim().split('\n').at(-1);
  trial.check(
    'tj run ends as its command',
    status === 0 && stdout === 'Done.\n',
    `${status}, ${JSON.stringify(stdout)}`,
  );
  const said = /^tj: run (trial-\S+): 2 sessions, 3 responses, .* tokens/.exec(line);
  trial.check('it says what the run came to', said !== null, line);
  const { members } = JSON.parse(runTj(sandbox, ['runs', said?.[1] ?? '', '--json']).stdout);
  const [outer, below] = members;
  const isBelow = below?.parent_session_id === outer?.session_id && below?.title === 'inner';
  trial.check(
    'what a session started stands below it',
    isBelow,
    members.map(({ title, depth }) => `${title} ${depth}`).join(),
  );
}

const OUTER = ['claude', '-p', 'outer', '--allowedTools', 'Bash'];

/** Titles of sessions that have none: one request, of labels alone, in a session that is labelled. */
export async function titled(trial, sandbox) {
  putOnPath(sandbox);
  trial.api.script = () => say('Hello.');
  const { sessionId } = await print(trial, sandbox, 'say hello');
  trial.api.script = () => say('{"1": "Greeting of the trial"}');
  const before = trial.api.asked.length;
  const { status, stdout, stderr } = await tjBeside(sandbox, ['label', '--suggest', '--yes']);
  trial.check('tj label --suggest --yes', status === 0, `${stdout}${stderr}`.trim().replaceAll('\n', ' | '));
  const asked = trial.api.asked.slice(before).map(({ request }) => request);
  const isSmall = asked.length === 1 && (asked[0].tools ?? []).length === 0 && /haiku/.test(asked[0].model);
  trial.check('one request without tools to the small model', isSmall, asked.map(({ model }) => model).join());
  const { characters } = { characters: JSON.stringify(asked[0].messages).length };
  trial.check(
    'it holds the labels',
    JSON.stringify(asked[0].messages).includes('say hello'),
    `${characters} characters`,
  );
  const labels = askSessions(sandbox).map(({ session_id: id, label }) => [id, label]);
  const own = labels.filter(([id]) => id !== sessionId).map(([, label]) => label);
  trial.check(
    'the title is kept',
    labels.some(([id, label]) => id === sessionId && label === 'Greeting of the trial'),
    stdout.trim(),
  );
  trial.check('the session that was made by asking is labelled', own.join() === 'tj label --suggest', own.join());
}

/** Claude Code under the name that people type. */
function putOnPath({ claude, env }) {
  const path = join(env.PATH.split(':')[0], 'claude');
  writeFileSync(path, `#!/bin/sh\nexec "${claude}" "$@"\n`);
  chmodSync(path, 0o755);
}

/** tj while the API of the trial answers. */
function tjBeside({ env, work }, args) {
  const tj = join(dirname(work), 'bin/tj');
  const child = spawn(tj, args, { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) child[stream].on('data', (text) => (said[stream] += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...said }));
  });
}
