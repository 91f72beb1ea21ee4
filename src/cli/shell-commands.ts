import type { Command } from 'commander';
import { contextFor } from './run-context.ts';

/** One line for each shell. */
const SET_UP = `
Set it up with one line. In ~/.bashrc:
  eval "$(tj completion bash)"
In ~/.zshrc, after compinit:
  eval "$(tj completion zsh)"
In ~/.config/fish/config.fish:
  tj completion fish | source`;

/** What helps with tj itself. */
export function addShell(tj: Command): void {
  tj.command('help')
    .description('A topic (counting, cost, windows, json, exit-codes, privacy), or a command with its options.')
    .argument('[words...]', 'a topic or a command; nothing for the list of topics')
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .action(async (words: readonly string[], options) => {
      const { help } = await import('./commands/help.ts');
      await help(words, tj, options.json === true, contextFor(options));
    });
  tj.command('completion')
    .description('What a shell reads to complete tj with Tab.')
    .argument('[shell]', 'bash, zsh or fish (default: the one that SHELL names)')
    .addHelpText('after', SET_UP)
    .action(async (shell: string | undefined) => {
      const { completion } = await import('./commands/completion.ts');
      await completion(shell, tj, process.env);
    });
}
