import { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import { CARDS } from './card-commands.ts';
import { CLAUDE_CODE } from './claude-commands.ts';
import { KEEPING } from './keep-commands.ts';
import { LISTS } from './list-commands.ts';
import { passOptionsDown } from './options-anywhere.ts';
import { addPagerOption, holdForPager } from './pager.ts';
import { contextFor } from './run-context.ts';
import {
  type Adders,
  addCommonOptions,
  addStoreOptions,
  addZoneOptions,
  type CommonOptions,
  USUAL_BUDGET,
} from './shared-options.ts';
import { addShell } from './shell-commands.ts';

const COMMANDS: Adders = { ...CARDS, ...LISTS, ...KEEPING, ...CLAUDE_CODE };

/**
 * All commands of tj, or the one that the words typed after it begin with: making all is longer than finding that one. What a command
 * needs is imported when it is run.
 */
export function program(version: string, words: readonly string[] = []): Command {
  const tj = new Command('tj')
    .description(
      'Where did my Claude Code quota go, and what would change it? Answers from the transcripts on your disk.',
    )
    .version(version, '-V, --version')
    .argument('[command]')
    .usage('[command] [options]')
    .enablePositionalOptions()
    .hook('preAction', (_, command) => {
      passOptionsDown(command);
      holdForPager(command);
    });
  addStoreOptions(addCommonOptions(addZoneOptions(tj)));
  tj.action(async (command: string | undefined, options: CommonOptions & { readonly db?: string }) => {
    if (command !== undefined) throw new UserError('usage', `unknown command '${command}': 'tj --help' lists them`, 2);
    const { overview } = await import('./commands/overview.ts');
    await overview({ ...options, budget: USUAL_BUDGET }, contextFor(options));
  });
  const [asked = ''] = words;
  if (Object.hasOwn(COMMANDS, asked)) COMMANDS[asked]?.(tj);
  else for (const add of [...Object.values(COMMANDS), addShell]) add(tj);
  addPagerOption(tj);
  return tj;
}
