import {
  type ChangedSettings,
  changeDone,
  changeJson,
  changePreview,
  type SettingsChange,
} from '../../render/settings-change.ts';
import { checkConsent } from '../check-consent.ts';
import { confirm } from '../confirm.ts';
import { lookOf } from '../look.ts';
import { print, printError, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import { backupBefore } from './backup-before.ts';
import { type Edit, editText } from './edit-text.ts';
import { readSettingsFile, type SettingsFile } from './settings-file.ts';
import { writeSettingsFile } from './write-settings-file.ts';

export interface ChangeOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly color: boolean;
}

/** One change of one settings file. */
export interface WantedChange {
  readonly path: string;
  readonly edit: Edit;
  /** For what takes entries out: puts these in again, to find the backup that was made before they came. */
  readonly undone?: (removed: SettingsChange['entries']) => Edit;
  /** What is said when it is done, and where there was nothing to do; the path follows. */
  readonly done: string;
  readonly nothing: string;
  readonly hints: readonly string[];
}

/**
 * Shows a change, asks, writes it and tells what was done. `UserError` without consent where nobody can be asked, and for
 * a file that cannot be read, is of another shape, or cannot be written.
 */
export async function changeSettings(wanted: WantedChange, options: ChangeOptions, run: RunContext): Promise<void> {
  checkConsent(options, 'to write');
  const file = readSettingsFile(wanted.path);
  const change = changeOf(wanted, file, run);
  const isOther = change.after !== change.before;
  const look = await lookOf(run);
  if (isOther && options.dryRun && !options.json) return print(changePreview(change, look));
  if (isOther && !options.yes && !options.dryRun) {
    printError(changePreview(change, look));
    if (!(await confirm('Write this?'))) return print('Nothing was written.\n');
  }
  const backup = isOther && !options.dryRun ? writeSettingsFile(file, change.after ?? '', run.now) : null;
  const done = { ...change, backup };
  if (options.json) printJson(changeJson(done, options.dryRun ?? false));
  else print(changeDone(done, isOther ? wanted.done : wanted.nothing, isOther ? wanted.hints : [], look));
}

function changeOf({ path, edit, undone }: WantedChange, file: SettingsFile, run: RunContext): ChangedSettings {
  const before = file.content?.text ?? null;
  const edited = editText(before ?? '', edit);
  const isOther = edited.entries.some(({ action }) => action !== 'unchanged');
  const original = isOther && undone !== undefined ? backupBefore(file, undone(edited.entries)) : null;
  const after = isOther ? (original ?? edited.text) : before;
  return { path, target: file.target, before, after, entries: edited.entries, backup: null, home: run.home };
}
