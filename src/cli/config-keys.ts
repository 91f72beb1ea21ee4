import { UserError } from '../model/errors.ts';
import { PLANS } from '../render/money-policy.ts';

/** One thing that can be configured. */
export interface ConfigKey {
  readonly name: 'plan';
  /** The variable that goes before the file. */
  readonly env: string;
  readonly fallback: string;
  readonly about: string;
  /** What a value may be. */
  readonly allowed: readonly string[];
}

/** All keys of `config.json`. */
export const CONFIG_KEYS: readonly ConfigKey[] = [
  {
    name: 'plan',
    env: 'TJ_PLAN',
    fallback: 'unknown',
    about: 'how you pay: with a subscription shares are shown, with api dollars too, with local none',
    allowed: PLANS,
  },
];

/** The key of this name. `UserError` for one that is none. */
export function configKey(name: string): ConfigKey {
  const key = CONFIG_KEYS.find((each) => each.name === name);
  if (key !== undefined) return key;
  throw new UserError(
    'unknown-key',
    `no key '${name}': there is ${CONFIG_KEYS.map((each) => each.name).join(', ')}`,
    2,
  );
}

/** The value, checked. `UserError` that begins with `where` it stands. */
export function checkedValue({ allowed }: ConfigKey, value: unknown, where: string): string {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw new UserError('bad-config', `${where}: ${shown}: expected one of ${allowed.join(', ')}`, 2);
}
