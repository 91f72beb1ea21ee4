import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newHome } from './tj.ts';

/** A home with hooks: one that can run, one that cannot, settings that are none, reports that wait and trouble in the log. */
export function hookedHome() {
  const home = newHome();
  write(join(home, '.claude/settings.json'), `${JSON.stringify(SETTINGS, null, 2)}\n`);
  write(join(home, 'app/.claude/settings.json'), '{\n  // for all of us\n  "model": "opus"\n}\n');
  write(join(home, '.tj/spool/1.json'), '{}');
  write(join(home, '.tj/hook.log'), LOG);
  return { home, root: '', cwd: join(home, 'app') };
}

/** A home without anything. */
export function emptyHome() {
  const home = newHome();
  mkdirSync(join(home, 'app'));
  return { home, root: '', cwd: join(home, 'app') };
}

const ENTRY = { type: 'command', command: 'tj session-end', timeout: 30 };

const SETTINGS = {
  model: 'opus',
  env: { ANTHROPIC_API_KEY: 'sk-ant-api03-0123456789abcdefghij' },
  hooks: {
    Stop: [
      { hooks: [{ type: 'command', command: 'notify-send "Claude is done, and this command is a rather long one"' }] },
    ],
    SessionEnd: [{ hooks: [{ type: 'command', command: 'save-notes.sh' }, ENTRY] }],
    SessionStart: [
      { hooks: [{ ...ENTRY, command: '"/opt/node-18/bin/node" "/opt/tj/bin/tj.js" session-end --catch-up' }] },
    ],
  },
  theme: 'dark',
};

const LOG = `2026-03-04T18:00:00.000Z session-end: what came on standard input as its payload is none
2026-03-04T19:30:00.000Z the store /data/tj.db is in use by another tj: try again
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
