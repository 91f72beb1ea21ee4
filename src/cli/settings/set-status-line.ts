import type { Node } from 'jsonc-parser';
import { UserError } from '../../model/errors.ts';
import { escaped } from '../../model/escaped.ts';
import type { SettingsChange } from '../../render/settings-change.ts';
import { addMember, removeChild, replaceValue } from './edit-json.ts';
import { ownCommand, renewedCommand } from './own-command.ts';
import { memberOf, parseSettings } from './parse-settings.ts';

const KEY = 'statusLine';

/** Seconds. The line is also told anew while nobody types: the cache goes cold meanwhile. Older versions do not know it. */
const REFRESH_S = 60;

/** Settings with tj's status line. `UserError` for another one that is set already, and for what is no settings file. */
export function setStatusLine(text: string, command: string, path: string): SettingsChange {
  const root = parseSettings(text, path);
  const set = memberOf(root, KEY, text, path);
  if (set === undefined) {
    const added = addMember(text, root, KEY, { type: 'command', command, refreshInterval: REFRESH_S });
    return { text: added, entries: [{ key: KEY, command, timeout: null, action: 'added' }] };
  }
  const old = ownStatusLine(set, text, path);
  if (old === null) {
    const todo = "take it out first, or have its command hand its input on to 'tj statusline'";
    throw new UserError('foreign-status-line', `${escaped(path)} has another status line: ${todo}`, 1);
  }
  const own = ownCommand(old.value, 'statusline');
  const renewed = own === null ? command : renewedCommand(own, command, 'statusline');
  const updated = withRefresh(renewed === old.value ? text : replaceValue(text, old, renewed), path);
  const action = updated === text ? 'unchanged' : 'updated';
  return { text: updated, entries: [{ key: KEY, command: renewed, timeout: null, action }] };
}

/** An interval that is set stays as it is. */
function withRefresh(text: string, path: string): string {
  const set = memberOf(parseSettings(text, path), KEY, text, path);
  if (set === undefined || memberOf(set, 'refreshInterval', text, path) !== undefined) return text;
  return addMember(text, set, 'refreshInterval', REFRESH_S);
}

/** Settings without tj's status line; another one stays. `UserError` for what is no settings file. */
export function removeStatusLine(text: string, path: string): SettingsChange {
  const set = memberOf(parseSettings(text, path), KEY, text, path);
  const old = set === undefined ? null : ownStatusLine(set, text, path);
  if (set?.parent === undefined || old === null) return { text, entries: [] };
  const removed = { key: KEY, command: String(old.value), timeout: null, action: 'removed' } as const;
  return { text: removeChild(text, set.parent), entries: [removed] };
}

/** The command of a status line that is tj's. */
function ownStatusLine(set: Node, text: string, path: string): Node | null {
  const command = set.type === 'object' ? memberOf(set, 'command', text, path) : undefined;
  return typeof command?.value === 'string' && ownCommand(command.value, 'statusline') !== null ? command : null;
}
