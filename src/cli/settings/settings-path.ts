import { join, resolve } from 'node:path';
import type { RunContext } from '../run-context.ts';

/** The user's settings: in the first folder of `CLAUDE_CONFIG_DIR`, else in `~/.claude`. */
export function userSettings({ env, home }: RunContext): string {
  const first = (env.CLAUDE_CONFIG_DIR ?? '')
    .split(',')
    .map((folder) => folder.trim())
    .find((folder) => folder !== '');
  return join(first === undefined ? join(home, '.claude') : inHome(first, home), 'settings.json');
}

/** A project's settings; `local` those that are not shared. */
export function projectSettings(folder: string, local = false): string {
  return join(folder, '.claude', local ? 'settings.local.json' : 'settings.json');
}

/** An absolute path, also of one that begins with `~`. */
export function inHome(path: string, home: string): string {
  return /^~(?:$|[\\/])/.test(path) ? join(home, path.slice(1)) : resolve(path);
}
