import { UserError } from '../../model/errors.ts';
import { configJson, configLines, type ShownSetting } from '../../render/config.ts';
import { configPath, readConfig, settingOf, unknownKeys, withSetting, writeConfig } from '../config-file.ts';
import {
  CONFIG_KEYS,
  type ConfigKey,
  type ConfigValue,
  checkedValue,
  configKey,
  openValue,
  shownValue,
} from '../config-keys.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import type { CommonOptions } from '../shared-options.ts';

/** What each action takes after its name. */
export const ACTIONS = { get: 'a key', set: 'a key and a value', unset: 'a key', path: 'nothing more' } as const;

const NONE = 'none';

type Action = keyof typeof ACTIONS;
type Options = Pick<CommonOptions, 'json' | 'color'>;

/** `tj config`: every setting, its value and where that comes from; `get`, `set`, `unset` one of them; `path` of the file. */
export async function config(words: readonly string[], options: Options, run: RunContext): Promise<void> {
  const [word, name = '', ...values] = words;
  if (word === undefined) return showAll(options, run);
  const action = actionOf(word);
  if (action === 'path') {
    if (words.length > 1) throw wrongWords(action);
    return show(options, { path: configPath(run) }, configPath(run));
  }
  if (words.length < 2) throw wrongWords(action);
  const key = configKey(name);
  const isOne = values.length === 1 || (key.isList && values.length > 0);
  if (action === 'set' ? !isOne : values.length > 0) throw wrongWords(action);
  if (action === 'unset') change(run, key, undefined);
  else if (action === 'set') await set(run, key, values);
  else await checkFile(run);
  const shown = shownSetting(run, key);
  const overridden = action !== 'get' && shown.source === 'environment' ? ` (${key.env} goes before the file)` : '';
  const text = action === 'get' ? shown.text : `${key.name} = ${shown.text || 'none'}${overridden}`;
  show(options, configJson([shown], configPath(run), unknownKeys(readConfig(configPath(run)))), text);
}

async function showAll(options: Options, run: RunContext): Promise<void> {
  await checkFile(run);
  const settings = CONFIG_KEYS.map((key) => shownSetting(run, key));
  const unknown = unknownKeys(readConfig(configPath(run)));
  if (options.json) printJson(configJson(settings, configPath(run), unknown));
  else print(configLines(settings, configPath(run), unknown, await lookOf(run)));
}

/** Nothing is written beside a value that is none; the one that is set may have been. */
async function set(run: RunContext, key: ConfigKey, values: readonly string[]): Promise<void> {
  // As an unset one is shown. Where none is a word of its own it is that word.
  if (values.join() === NONE && key.words === null && shownValue(key.fallback) === '')
    return change(run, key, undefined);
  const json = key.isList ? values.flatMap(key.read) : key.read(values[0] ?? '');
  const value = checkedValue(key, json, key.name);
  await checkFile(run, key);
  change(run, key, value);
}

/** The whole file, but for a key that is about to change. */
async function checkFile(run: RunContext, but?: ConfigKey): Promise<void> {
  const path = configPath(run);
  const content = readConfig(path);
  const { checkConfig } = await import('../config-schema.ts');
  checkConfig(but === undefined ? content : withSetting(content, but, undefined), path);
}

function change(run: RunContext, key: ConfigKey, value: ConfigValue | undefined): void {
  const before = readConfig(configPath(run));
  const after = withSetting(before, key, value);
  if (JSON.stringify(before[key.name]) !== JSON.stringify(value)) writeConfig(run, after);
}

function shownSetting(run: RunContext, key: ConfigKey): ShownSetting {
  const setting = settingOf(run, key);
  const value = openValue(key, setting.value);
  return { ...setting, value, text: key.isSecret && typeof value === 'object' ? value.join() : shownValue(value) };
}

function show({ json }: Options, document: object, text: string): void {
  if (json) printJson({ schema: 1, ...document });
  else print(`${text}\n`);
}

function actionOf(word: string): Action {
  const actions = Object.keys(ACTIONS) as Action[];
  const action = actions.find((each) => each === word);
  if (action !== undefined) return action;
  throw new UserError('usage', `tj config ${word}: expected ${actions.join(', ')}, or nothing`, 2);
}

function wrongWords(action: Action): UserError {
  return new UserError('usage', `tj config ${action}: expected ${ACTIONS[action]}`, 2);
}
