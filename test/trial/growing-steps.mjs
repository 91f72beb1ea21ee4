// What Claude Code does to a transcript that is there already.
import { readFileSync, statSync } from 'node:fs';
import { say } from './messages-api.mjs';
import { print } from './print-steps.mjs';
import { transcriptsOf } from './sandbox.mjs';
import { gone, openTerminal } from './terminal.mjs';
import { ask } from './terminal-steps.mjs';

/** Whatever goes on with a session adds to its transcript, and changes nothing that stands in it. */
export async function onlyGrows(trial, sandbox) {
  const { sessionId } = await print(trial, sandbox, 'say hello');
  const after = watched(trial, sandbox);
  await print(trial, sandbox, 'more', '--resume', sessionId);
  after('--resume');
  await print(trial, sandbox, 'still more', '--continue');
  after('--continue');
  await print(trial, sandbox, '/rename another title', '--resume', sessionId);
  after('/rename');
  trial.api.script = () => say(`<summary>${'What was said. '.repeat(40)}</summary>`);
  await print(trial, sandbox, '/compact', '--resume', sessionId);
  after('/compact');
  await print(trial, sandbox, 'forked', '--resume', sessionId, '--fork-session');
  after('--fork-session');
  const terminal = await openTerminal(sandbox, ['--resume', sessionId]);
  await ask(trial, terminal, 'in a terminal');
  await terminal.type('/exit');
  await gone(terminal.pid);
  after('a terminal');
}

/** Checks all transcripts against what they were when it was asked last. */
function watched(trial, sandbox) {
  const look = () =>
    new Map(transcriptsOf(sandbox).map((path) => [path, { bytes: readFileSync(path), ino: statSync(path).ino }]));
  let before = look();
  return (what) => {
    const now = look();
    const changed = [...before].filter(([path, { bytes, ino }]) => {
      const file = now.get(path);
      return file?.ino !== ino || !file.bytes.subarray(0, bytes.length).equals(bytes);
    });
    const sizes = [...now]
      .map(([path, { bytes }]) => `${before.get(path)?.bytes.length ?? 0} to ${bytes.length}`)
      .join(', ');
    trial.check(`${what} only adds to transcripts`, changed.length === 0, `bytes ${sizes}`);
    before = now;
  };
}
