import type { TypedOption } from '../model/typed-option.ts';

/** Options that say what an answer is of and what it is read from, in the order in which they are shown. */
export const KEPT = {
  ...{ since: '--since', until: '--until', project: '--project', model: '--model', session: '--session' },
  ...{ kind: '--kind', root: '--root', db: '--db', pricing: '--pricing', utc: '--utc', timezone: '--timezone' },
} as const;

/** Those of them that were typed, of all that a command was given. */
export function typedOptions(given: object): TypedOption[] {
  const values = new Map<string, unknown>(Object.entries(given));
  return Object.entries(KEPT).flatMap(([key, option]): TypedOption[] => {
    const value = values.get(key);
    if (value === true) return [{ option, value: null }];
    return [value].flat().flatMap((each) => (typeof each === 'string' ? [{ option, value: each }] : []));
  });
}
