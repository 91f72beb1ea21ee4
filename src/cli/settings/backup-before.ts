import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../../discover/error-code.ts';
import { UserError } from '../../model/errors.ts';
import { type Edit, editText } from './edit-text.ts';
import { contentOf, type SettingsFile } from './settings-file.ts';
import { BACKUP } from './write-settings-file.ts';

/**
 * The text of a backup of which `edit`, adding all it is about, makes exactly the text that there is now; null where none
 * is. So what was there before comes back to the byte, also what an edit cannot know: how an empty object was written.
 */
export function backupBefore({ target, content }: SettingsFile, edit: Edit): string | null {
  for (const path of backupsOf(target)) {
    const backup = textOf(path);
    if (backup === null) continue;
    const again = redone(backup, edit);
    if (again !== null && again === content?.text) return backup;
  }
  return null;
}

/** Newest first. */
function backupsOf(target: string): string[] {
  const begins = `${basename(target)}${BACKUP}`;
  try {
    const names = readdirSync(dirname(target)).filter((name) => name.startsWith(begins));
    return names
      .sort()
      .reverse()
      .map((name) => join(dirname(target), name));
  } catch (error) {
    errorCode(error);
    return [];
  }
}

function textOf(path: string): string | null {
  try {
    return contentOf(path)?.text ?? null;
  } catch (error) {
    if (!(error instanceof UserError)) errorCode(error);
    return null;
  }
}

/** Null for a backup that is no settings file, or had entries of tj already. */
function redone(backup: string, edit: Edit): string | null {
  try {
    const { text, entries } = editText(backup, edit);
    return entries.every(({ action }) => action === 'added') ? text : null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return null;
  }
}
