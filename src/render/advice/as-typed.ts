import type { AdviceReport } from '../../analyse/advice/advice-report.ts';
import type { Lever } from '../../analyse/advice/lever.ts';
import type { TypedOption } from '../../model/typed-option.ts';
import { commandFor } from '../typed-command.ts';

/** The levers that are shown, their commands of tj for the window and the narrowing that was typed. */
export function asTyped(levers: AdviceReport['levers'], typed: readonly TypedOption[]): AdviceReport['levers'] {
  return levers.map(({ place, lever }) => ({ place, lever: leverAsTyped(lever, typed) }));
}

function leverAsTyped(lever: Lever, typed: readonly TypedOption[]): Lever {
  return {
    ...lever,
    actions: lever.actions.map((action) =>
      action.command === undefined ? action : { ...action, command: commandFor(action.command, typed) },
    ),
    check: lever.check === null ? null : commandFor(lever.check, typed),
  };
}
