import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../model/errors.ts';
import { CONFIG_KEYS, type ConfigKey, checkedValue } from './config-keys.ts';
import type { RunContext } from './run-context.ts';

/** What the file holds; keys of a later version of tj stay in it as they are. */
type Content = Readonly<Record<string, unknown>>;

/** A key with the value that is in force and where it comes from. */
export interface Setting {
  readonly key: ConfigKey;
  readonly value: string;
  readonly source: 'environment' | 'file' | 'default';
}

/** The settings file of this user. */
export function configPath({ tjHome }: Pick<RunContext, 'tjHome'>): string {
  return join(tjHome, 'config.json');
}

/** Keys of the file that this version of tj does not know. */
export function unknownKeys(run: RunContext): string[] {
  const known = new Set<string>(CONFIG_KEYS.map(({ name }) => name));
  return Object.keys(readConfig(configPath(run))).filter((name) => !known.has(name));
}

/** Environment before file before default. `UserError` for a value that is none, and for a file that cannot be used. */
export function settingOf(run: RunContext, key: ConfigKey): Setting {
  const path = configPath(run);
  const inFile = readConfig(path)[key.name];
  const fromFile = inFile === undefined ? undefined : checkedValue(key, inFile, `${path}: ${key.name}`);
  const asked = run.env[key.env];
  if (asked) return { key, value: checkedValue(key, asked, key.env), source: 'environment' };
  if (fromFile !== undefined) return { key, value: fromFile, source: 'file' };
  return { key, value: key.fallback, source: 'default' };
}

/** Writes a value, or takes it out where it is undefined; tells whether that changed anything. */
export function writeSetting(run: RunContext, key: ConfigKey, value: string | undefined): boolean {
  const path = realPath(configPath(run));
  const { [key.name]: before, ...others } = readConfig(path);
  if (before === value) return false;
  writePrivately(path, `${JSON.stringify(value === undefined ? others : { ...others, [key.name]: value }, null, 2)}\n`);
  return true;
}

function readConfig(path: string): Content {
  const text = textOf(path);
  if (text === null) return {};
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError('bad-config', `${path}: not JSON: ${error.message.replace(/\s+/g, ' ')}`, 2);
  }
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Content;
  throw new UserError('bad-config', `${path}: expected an object with keys`, 2);
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw new UserError('bad-config', `${path}: cannot be read (${error.code})`, 1);
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
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx' });
    chmodSync(beside, 0o600);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    if (!(error instanceof Error) || !('code' in error)) throw error;
    throw new UserError('bad-config', `${path}: cannot be written (${error.code})`, 1);
  }
}
