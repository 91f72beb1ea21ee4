import { expect, it } from 'vitest';
import { program } from '../../src/cli/program.ts';
import { KEPT, typedOptions } from '../../src/cli/typed-options.ts';
import { commandFor } from '../../src/render/typed-command.ts';

const ALL = typedOptions(Object.fromEntries(Object.keys(KEPT).map((key) => [key, 'x'])));

/** Of one session of one project, or written by Claude Code. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  session: ['--project'],
  'session-end': ['--session', '--root'],
};

it.each(program('1').commands.map((command) => [command.name(), command] as const))(
  'a command that is shown keeps all that was typed and that it takes: tj %s',
  (name, command) => {
    const kept = commandFor(`tj ${name}`, ALL)
      .split(' ')
      .filter((word) => word.startsWith('--'));
    const takes = command.options.flatMap(({ long }) => (ALL.some(({ option }) => option === long) ? [long] : []));
    expect(kept.sort()).toEqual(takes.filter((option) => !LEFT_OUT[name]?.includes(option ?? '')).sort());
  },
);
