import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../../discover/error-code.ts';
import { UserError } from '../../model/errors.ts';
import { escaped } from '../../model/escaped.ts';
import { isoOf, type Millis } from '../../model/time.ts';
import { makeFolder } from '../../spool/make-folder.ts';
import { cannot, contentOf, type FileContent, type SettingsFile } from './settings-file.ts';

/** What a backup is called, after the name of the file. */
export const BACKUP = '.tj-backup';

/**
 * Writes settings whole or not at all, after a backup beside them, with the permissions and the owner that they had; new
 * ones are for the user alone. Tells the backup, null where there was nothing. `UserError`, and nothing written, where
 * the file is another than was read, or cannot be written.
 */
export function writeSettingsFile(file: SettingsFile, text: string, now: Millis): string | null {
  const { target, content } = file;
  const beside = `${target}.tj-${process.pid}`;
  const made: string[] = [];
  try {
    // Renaming would go over a file that is read-only.
    if (content !== null && existsSync(target)) accessSync(target, constants.W_OK);
    // Folders are not made where a link leads to: whoever made the link may be somebody else.
    if (content === null && target === file.path) makeFolder(dirname(target));
    const backup = content === null ? null : writeBackup(target, content, now);
    if (backup !== null) made.push(backup);
    writeAs(beside, text, content);
    made.push(beside);
    if (contentOf(target)?.text !== content?.text) {
      const what = content === null ? 'was made' : 'changed or vanished';
      throw new UserError(
        'changed',
        `${escaped(file.path)} ${what} in the meantime: nothing was written, try again`,
        1,
      );
    }
    renameSync(beside, target);
    return backup;
  } catch (error) {
    for (const path of made) rmSync(path, { force: true });
    throw error instanceof UserError ? error : cannot('be written', file.path, error);
  }
}

/** Never over another backup. */
function writeBackup(target: string, content: FileContent, now: Millis): string {
  const time = isoOf(now).slice(0, 19).replaceAll(':', '-');
  for (let tries = 0; ; tries++) {
    const path = [`${target}${BACKUP}`, ...(tries === 0 ? [] : [time]), ...(tries < 2 ? [] : [tries])].join('-');
    try {
      writeAs(path, content.text, content);
      return path;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** Leaves nothing behind where it fails. */
function writeAs(path: string, text: string, like: FileContent | null): void {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
    const { uid, gid } = statSync(path);
    if (like !== null && (like.uid !== uid || like.gid !== gid)) chownSync(path, like.uid, like.gid);
    chmodSync(path, like?.mode ?? 0o600);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') rmSync(path, { force: true });
    throw error;
  }
}
