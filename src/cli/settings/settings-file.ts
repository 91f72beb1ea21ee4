import { lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { errorCode } from '../../discover/error-code.ts';
import { UserError } from '../../model/errors.ts';
import { escaped } from '../../model/escaped.ts';

/** A settings file as it was read. */
export interface SettingsFile {
  /** As it was asked for. */
  readonly path: string;
  /** Where links lead; the file itself is never a link. */
  readonly target: string;
  /** Null where there is no file. */
  readonly content: FileContent | null;
}

/** What a file holds, and whose it is. */
export interface FileContent {
  readonly text: string;
  /** Permissions. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Nobody has settings of that size. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Reads a settings file. `UserError` where it cannot be read, is no file, or no text in UTF-8. */
export function readSettingsFile(path: string): SettingsFile {
  try {
    const target = targetOf(path);
    return { path, target, content: contentOf(target) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw cannot('be read', path, error);
  }
}

/** The content of a file; null where there is none. Throws what the file system says. */
export function contentOf(path: string): FileContent | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  // Looked at before it is opened: what is no file may never end, or act when it is opened.
  if (!stat.isFile())
    throw new UserError('bad-settings', `${escaped(path)} is ${stat.isDirectory() ? 'a folder' : 'no file'}`, 1);
  if (stat.size > MOST_BYTES) throw new UserError('bad-settings', `${escaped(path)} is too large for settings`, 1);
  const { mode, uid, gid } = stat;
  return { text: decoded(readFileSync(path), path), mode: mode & 0o777, uid, gid };
}

/** The one line that is said of a file that did not let itself be read or written. */
export function cannot(what: string, path: string, error: unknown): UserError {
  return new UserError('no-settings', `${escaped(path)} cannot ${what} (${errorCode(error)})`, 1);
}

/** With its byte order mark, where it has one: every byte is put back. */
function decoded(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UserError('bad-settings', `${escaped(path)} is no text in UTF-8`, 1);
  }
}

/** Also of a link to a file that is not there yet. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    return isLink ? targetOf(resolve(dirname(path), readlinkSync(path))) : path;
  }
}
