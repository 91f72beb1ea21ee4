import type { SettingsChange } from '../../render/settings-change.ts';
import type { RunContext } from '../run-context.ts';
import { type ChangeOptions, changeSettings } from '../settings/change-settings.ts';
import { HARMLESS } from '../settings/own-command.ts';
import { commandOfThisTj } from '../settings/own-place.ts';
import { removeStatusLine, setStatusLine } from '../settings/set-status-line.ts';
import { userSettings } from '../settings/settings-path.ts';

/** `tj statusline install`: Claude Code shows tj's line, and tells tj the quota. Another status line is never replaced. */
export async function statuslineInstall(options: ChangeOptions, run: RunContext): Promise<void> {
  const path = userSettings(run);
  const command = `${commandOfThisTj('statusline')}${HARMLESS}`;
  const wanted = {
    path,
    edit: (text: string) => setStatusLine(text, command, path),
    done: 'The status line is installed',
    nothing: 'The status line is installed already, nothing was changed',
    hints: ['the quota shows after the first response of a session, on a Pro or Max plan'],
  };
  await changeSettings(wanted, options, run);
}

/** `tj statusline uninstall`: takes out tj's status line, and no other. */
export async function statuslineUninstall(options: ChangeOptions, run: RunContext): Promise<void> {
  const path = userSettings(run);
  const wanted = {
    path,
    edit: (text: string) => removeStatusLine(text, path),
    undone: (removed: SettingsChange['entries']) => (text: string) =>
      setStatusLine(text, removed[0]?.command ?? '', path),
    done: 'The status line is taken out',
    nothing: 'No status line of tj is there, nothing was changed',
    hints: ['quotas that were kept stay'],
  };
  await changeSettings(wanted, options, run);
}
