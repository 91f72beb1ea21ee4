import { chmodSync, existsSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readSmall } from '../discover/read-small.ts';
import { UserError } from '../model/errors.ts';
import { labelOf } from '../model/label.ts';
import { makeFolder } from '../spool/make-folder.ts';
import { CONFIG_KEYS, type ConfigKey, type ConfigValue, checkedValue } from './config-keys.ts';
import type { RunContext } from './run-context.ts';

/** What the file holds; keys of a later version of tj stay in it as they are. */
export type ConfigContent = Readonly<Record<string, unknown>>;

/** A key with the value that is in force and where it comes from. */
export interface Setting<T extends ConfigValue = ConfigValue> {
  readonly key: ConfigKey<T>;
  readonly value: T;
  readonly source: 'environment' | 'file' | 'default';
}

/** The settings file of this user. */
export function configPath({ tjHome }: Pick<RunContext, 'tjHome'>): string {
  return join(tjHome, 'config.json');
}

/** What the settings file holds, unchecked; nothing where there is none. `UserError` for one that cannot be used. */
export function readConfig(path: string): ConfigContent {
  const text = textOf(path);
  if (text === null) return {};
  let content: unknown;
  try {
    // Some editors begin a file with a byte order mark.
    content = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError('bad-config', `${path}: not JSON: ${labelOf(error.message)}`, 2);
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as ConfigContent;
  throw new UserError('bad-config', `${path}: expected an object with keys`, 2);
}

/** Keys of the file that this version of tj does not know. */
export function unknownKeys(content: ConfigContent): string[] {
  const known = new Set<string>(CONFIG_KEYS.map(({ name }) => name));
  return Object.keys(content).filter((name) => !known.has(name));
}

/** Environment before file before default. `UserError` for a value that is none, and for a file that cannot be used. */
export function settingOf<T extends ConfigValue>(
  run: Pick<RunContext, 'env' | 'tjHome'>,
  key: ConfigKey<T>,
): Setting<T> {
  const path = configPath(run);
  const inFile = readConfig(path)[key.name];
  const fromFile = inFile === undefined ? undefined : checkedValue(key, inFile, `${path}: ${key.name}`);
  const asked = run.env[key.env];
  if (asked) return { key, value: checkedValue(key, key.read(asked), key.env), source: 'environment' };
  if (fromFile !== undefined) return { key, value: fromFile, source: 'file' };
  return { key, value: key.fallback, source: 'default' };
}

/** The content with another value of this key; without the key where that is undefined. */
export function withSetting(content: ConfigContent, key: ConfigKey, value: ConfigValue | undefined): ConfigContent {
  const { [key.name]: _before, ...others } = content;
  return value === undefined ? others : { ...others, [key.name]: value };
}

/** Writes the file whole or not at all. `UserError` when it cannot be written. */
export function writeConfig(run: Pick<RunContext, 'tjHome'>, content: ConfigContent): void {
  writePrivately(realPath(configPath(run)), `${JSON.stringify(content, null, 2)}\n`);
}

function textOf(path: string): string | null {
  try {
    return readSmall(path).toString('utf8');
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    const why = error.code === 'EFBIG' ? 'is too large for settings' : `cannot be read (${error.code})`;
    throw new UserError('bad-config', `${path}: ${why}`, 1);
  }
}

/** Where a link leads that people keep their settings behind; the path itself where there is no file. */
function realPath(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

/** Whole or not at all, for the user's eyes only. */
function writePrivately(path: string, text: string): void {
  const beside = `${path}.${process.pid}`;
  try {
    makeFolder(dirname(path));
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx' });
    chmodSync(beside, 0o600);
    renameSync(beside, path);
  } catch (error) {
    if (existsSync(beside)) rmSync(beside);
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError('bad-config', `${path}: cannot be written (${error.code})`, 1);
  }
}
