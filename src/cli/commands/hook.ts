import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { errorCode } from '../../discover/error-code.ts';
import { UserError } from '../../model/errors.ts';
import { escaped } from '../../model/escaped.ts';
import { labelOf } from '../../model/label.ts';
import { hookShell, hookShellJson, SHELLS } from '../../render/hook-shell.ts';
import type { SettingsChange } from '../../render/settings-change.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import type { ChangeOptions } from '../settings/change-settings.ts';
import type { HookEvent } from '../settings/hook-entries.ts';
import { inHome, projectSettings, userSettings } from '../settings/settings-path.ts';

export interface HookOptions extends ChangeOptions {
  /** A folder; true for the current one; absent: the user's settings. */
  readonly project?: string | true;
}

export interface InstallOptions extends HookOptions {
  readonly catchUp?: boolean;
}

/** `tj hook install`: Claude Code runs tj when a session ends, with `--catch-up` also when one begins. */
export async function hookInstall(options: InstallOptions, run: RunContext): Promise<void> {
  const { changeSettings } = await import('../settings/change-settings.ts');
  const { setHooks } = await import('../settings/set-hooks.ts');
  const { commandOfThisTj } = await import('../settings/own-place.ts');
  const command = commandOfThisTj('session-end');
  const { HARMLESS } = await import('../settings/own-command.ts');
  const commands = { SessionEnd: `${command}${HARMLESS}`, SessionStart: `${command} --catch-up${HARMLESS}` };
  const events: HookEvent[] = options.catchUp ? ['SessionEnd', 'SessionStart'] : ['SessionEnd'];
  const path = settingsPath(options, run);
  const wanted = {
    path,
    edit: (text: string) => setHooks(text, events, commands, path),
    done: 'The hook is installed',
    nothing: 'The hook is installed already, nothing was changed',
    hints: ['a session that runs may not see it before it is started anew', 'tj hook status looks after it'],
  };
  await changeSettings(wanted, options, run);
}

/** `tj hook uninstall`: takes out what install put in, and nothing else. */
export async function hookUninstall(options: HookOptions, run: RunContext): Promise<void> {
  const { changeSettings } = await import('../settings/change-settings.ts');
  const { setHooks } = await import('../settings/set-hooks.ts');
  const { removeHooks } = await import('../settings/remove-hooks.ts');
  const path = settingsPath(options, run);
  const undone = (removed: SettingsChange['entries']) => {
    const commandOf = (event: HookEvent) => removed.find(({ key }) => key === event)?.command ?? '';
    const commands = { SessionEnd: commandOf('SessionEnd'), SessionStart: commandOf('SessionStart') };
    const events = (['SessionEnd', 'SessionStart'] as const).filter((event) => commands[event] !== '');
    return (text: string) => setHooks(text, events, commands, path);
  };
  const wanted = {
    path,
    edit: (text: string) => removeHooks(text, path),
    undone,
    done: 'The hook is taken out',
    nothing: 'No hook of tj is there, nothing was changed',
    hints: ['what tj has kept so far stays; tj index reads new sessions'],
  };
  await changeSettings(wanted, options, run);
}

/** `tj hook status`: where the hook is, whether it can run, and what it had trouble with. */
export async function hookStatus(options: Pick<HookOptions, 'json'>, run: RunContext): Promise<void> {
  const { hookReport } = await import('../settings/hook-report.ts');
  const { hookStatusCard, hookStatusJson } = await import('../../render/hook-status.ts');
  const report = hookReport(run, process.cwd());
  if (options.json) printJson(hookStatusJson(report));
  else {
    const { lookOf } = await import('../look.ts');
    print(hookStatusCard(report, await lookOf(run)));
  }
}

/** `tj hook shell`: a function for the start of a shell, which names sessions. `UserError` for a shell that is none of those. */
export function hookShellFunction(
  asked: string | undefined,
  options: Pick<HookOptions, 'json'>,
  run: RunContext,
): void {
  const name = asked ?? basename(run.env.SHELL ?? '');
  const shell = SHELLS.find((each) => each === name);
  if (shell === undefined)
    throw new UserError('usage', `tj hook shell ${labelOf(name)}: expected ${SHELLS.join(' or ')}`, 2);
  if (options.json) printJson(hookShellJson(shell));
  else print(hookShell(shell));
}

function settingsPath({ project }: HookOptions, run: RunContext): string {
  if (project === undefined) return userSettings(run);
  const folder = project === true ? process.cwd() : inHome(project, run.home);
  if (isFolder(folder)) return projectSettings(folder);
  throw new UserError('bad-value', `--project ${escaped(folder)}: there is no such folder`, 2);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    errorCode(error);
    return false;
  }
}
