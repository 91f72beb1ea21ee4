import { fileURLToPath } from 'node:url';
import { UserError } from '../../model/errors.ts';
import { escaped } from '../../model/escaped.ts';
import { OWN_FOLDER } from '../../model/own-folder.ts';
import type { Verb } from './own-command.ts';
import { quoted } from './shell-words.ts';

/** The script that started this process, as a real path: Node resolves links before it runs a module. */
export const OWN_SCRIPT = fileURLToPath(new URL('bin/tj.js', OWN_FOLDER));

/** The command that runs this tj, whatever is on the path then. `UserError` where this tj may be gone by then. */
export function commandOfThisTj(verb: Verb): string {
  if (/[\\/]_npx[\\/]/.test(OWN_SCRIPT)) {
    const what = `${escaped(OWN_SCRIPT)} lies in the cache of npx, which may vanish`;
    throw new UserError('npx-cache', `${what}: install tj first ('npm install -g tokenjar'), then run this again`, 1);
  }
  return `${quoted(process.execPath)} ${quoted(OWN_SCRIPT)} ${verb}`;
}
