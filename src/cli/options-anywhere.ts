import type { Command } from 'commander';
import { UserError } from '../model/errors.ts';

/**
 * Hands options that stand before a command on to it: `tj --root X usage` is `tj usage --root X`. Where both places name
 * a value, the one after the command counts, and a list has both. `UserError` for an option that the command does not
 * take; `session-end` reads its own words and never fails.
 */
export function passOptionsDown(command: Command): void {
  if (command.name() === 'session-end') return;
  for (let above = command.parent; above !== null; above = above.parent) {
    for (const option of above.options) {
      const name = option.attributeName();
      if (above.getOptionValueSource(name) !== 'cli') continue;
      if (!command.options.some((own) => own.long === option.long))
        throw new UserError(
          'usage',
          `'${nameOf(command)}' takes no option ${option.long}: 'tj --help' lists commands`,
          2,
        );
      const joined = joinedValue(above.getOptionValue(name), command.getOptionValue(name));
      if (Array.isArray(joined) || command.getOptionValueSource(name) !== 'cli')
        command.setOptionValueWithSource(name, joined, 'cli');
    }
  }
}

function joinedValue(above: unknown, own: unknown): unknown {
  return Array.isArray(above) && Array.isArray(own) ? [...above, ...own] : above;
}

/** As it is typed: `tj hook status`. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
