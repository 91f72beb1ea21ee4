import { basename } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../../model/errors.ts';
import { labelOf } from '../../model/label.ts';
import { bashCompletion } from '../../render/completion/bash.ts';
import { fishCompletion } from '../../render/completion/fish.ts';
import { zshCompletion } from '../../render/completion/zsh.ts';
import { completedCommands, SHELLS } from '../completion/completed-commands.ts';
import { print } from '../output.ts';

const WRITERS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `tj completion`: what a shell reads to complete tj with Tab. `UserError` for a shell that is none of those. */
export function completion(
  asked: string | undefined,
  tj: Command,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const name = asked ?? basename(env.SHELL ?? '');
  const shell = SHELLS.find((each) => each === name);
  if (shell === undefined)
    throw new UserError('usage', `tj completion ${labelOf(name)}: expected ${SHELLS.join(', ')}`, 2);
  print(WRITERS[shell](completedCommands(tj)));
}
