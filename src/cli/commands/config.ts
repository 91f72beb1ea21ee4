import { UserError } from '../../model/errors.ts';
import { configJson, configLines } from '../../render/config.ts';
import { configPath, settingOf, unknownKeys, writeSetting } from '../config-file.ts';
import { CONFIG_KEYS, checkedValue, configKey } from '../config-keys.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import type { CommonOptions } from '../shared-options.ts';

/** Words that each action takes. */
const ACTIONS: ReadonlyMap<string, number> = new Map([
  ['get', 1],
  ['set', 2],
  ['unset', 1],
  ['path', 0],
]);

type Options = Pick<CommonOptions, 'json' | 'color'>;

/** `tj config`: every setting, its value and where that comes from; `get`, `set`, `unset` one of them; `path` of the file. */
export async function config(words: readonly string[], options: Options, run: RunContext): Promise<void> {
  const [action, name, value] = words;
  checkArguments(action, words.length - 1);
  if (action === undefined) await showAll(options, run);
  else if (action === 'path') show(options, { path: configPath(run) }, configPath(run));
  else {
    const key = configKey(name ?? '');
    if (action !== 'get') {
      const wanted = action === 'set' ? checkedValue(key, value, key.name) : undefined;
      writeSetting(run, key, wanted);
    }
    const setting = settingOf(run, key);
    const overridden = action !== 'get' && setting.source === 'environment' ? ` (${key.env} goes before the file)` : '';
    show(
      options,
      configJson([setting], configPath(run), unknownKeys(run)),
      action === 'get' ? setting.value : `${key.name} = ${setting.value}${overridden}`,
    );
  }
}

async function showAll(options: Options, run: RunContext): Promise<void> {
  const settings = CONFIG_KEYS.map((key) => settingOf(run, key));
  const unknown = unknownKeys(run);
  if (options.json) printJson(configJson(settings, configPath(run), unknown));
  else print(configLines(settings, configPath(run), unknown, await lookOf(run)));
}

function show({ json }: Options, document: object, text: string): void {
  if (json) printJson({ schema: 1, ...document });
  else print(`${text}\n`);
}

function checkArguments(action: string | undefined, given: number): void {
  if (action === undefined) return;
  const count = ACTIONS.get(action);
  if (count === undefined)
    throw new UserError('usage', `tj config ${action}: expected ${[...ACTIONS.keys()].join(', ')}, or nothing`, 2);
  if (given !== count)
    throw new UserError(
      'usage',
      `tj config ${action}: expected ${['nothing more', 'a key', 'a key and a value'][count]}`,
      2,
    );
}
