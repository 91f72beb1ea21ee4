import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { REPOSITORY } from './sandbox.mjs';

/** The package of the native Claude Code; not a dependency of tj. */
const PACKAGE = '@anthropic-ai/claude-code-linux-x64';

/** What the trial cannot do without, in words; null when all of it is there. */
export function lacking() {
  if (findClaude() === null) return `Claude Code: TJ_TRIAL_CLAUDE=FILE, or ${PACKAGE} in node_modules`;
  if (!existsSync(join(REPOSITORY, 'dist/cli/main.js'))) return 'a build: npm run build';
  if (spawnSync('tmux', ['-V']).status !== 0) return 'tmux';
  if (spawnSync('ip', ['-V']).status !== 0) return 'ip, of iproute2';
  if (spawnSync('unshare', ['-rn', 'true']).status !== 0) return 'leave to make network namespaces';
  return null;
}

/** Path of the program; null where there is none. */
export function findClaude() {
  const named = process.env.TJ_TRIAL_CLAUDE;
  if (named) return existsSync(named) ? named : null;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)), 'claude');
  } catch (error) {
    if (error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
