import type { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import { labelOf } from '../model/label.ts';
import { contextFor } from './run-context.ts';
import { type Adders, addBudgetOption, addStoreOptions, addZoneOptions, collect } from './shared-options.ts';

/** What changes the settings of Claude Code, and what they call. */
export const CLAUDE_CODE: Adders = {
  hook: addHook,
  statusline: addStatusLine,
  mcp: addMcp,
};

function addMcp(tj: Command): void {
  const mcp = tj
    .command('mcp')
    .description(
      'An MCP server for Claude itself, to answer from tj in a session: claude mcp add tj -- tj mcp. As any question to tj ' +
        "it keeps what it reads in tj's own store, and writes nothing else.",
    )
    .option('--root <dir>', 'only this config folder of Claude Code, or its projects folder (repeatable)', collect)
    .option('--pricing <file>', 'your own prices and aliases, laid over the list prices');
  addZoneOptions(addStoreOptions(addBudgetOption(mcp))).action(async (options) => {
    const command = await import('./commands/mcp.ts');
    await command.mcp(options, tj.version() ?? '');
  });
}

function addHook(tj: Command): void {
  const hook = tj
    .command('hook')
    .description('Have Claude Code tell tj when a session ends; where the hook is, and how it does.')
    .argument('[command]')
    .usage('[command] [options]');
  addShowOptions(hook).action(async (action: string | undefined, options) => {
    refuseUnknown('hook', action);
    const command = await import('./commands/hook.ts');
    await command.hookStatus(options, contextFor(options));
  });
  const install = hook
    .command('install')
    .description("Write the hook into Claude Code's settings.json, after showing the change and asking.")
    .option('--catch-up', 'also when a session begins: read whatever changed, in the background');
  addChangeOptions(addProject(install)).action(async (options) => {
    const command = await import('./commands/hook.ts');
    await command.hookInstall(options, contextFor(options));
  });
  const uninstall = hook.command('uninstall').description("Take tj's own entries out again, and nothing else.");
  addChangeOptions(addProject(uninstall)).action(async (options) => {
    const command = await import('./commands/hook.ts');
    await command.hookUninstall(options, contextFor(options));
  });
  addShowOptions(
    hook.command('status').description('Where the hook is, whether it can run, and what it had trouble with.'),
  ).action(async (options) => {
    const command = await import('./commands/hook.ts');
    await command.hookStatus(options, contextFor(options));
  });
  const shell = hook
    .command('shell')
    .description('A shell function: claude --as NAME names the session. For ~/.zshrc: eval "$(tj hook shell zsh)"')
    .argument('[shell]', 'bash or zsh (default: the one that SHELL names)');
  addShowOptions(shell).action(async (name: string | undefined, options) => {
    const command = await import('./commands/hook.ts');
    command.hookShellFunction(name, options, contextFor(options));
  });
}

function addStatusLine(tj: Command): void {
  const statusline = tj
    .command('statusline')
    .description("For Claude Code's status line: model, context and quota in one line. Keeps the quota it was told.")
    .argument('[command]')
    .usage('[command] [options]')
    .option('--json', 'one JSON document on standard output, nothing else')
    .action(async (action: string | undefined, options) => {
      refuseUnknown('statusline', action);
      const command = await import('./commands/statusline.ts');
      await command.statusline(options);
    });
  const install = statusline
    .command('install')
    .description("Set tj as the status line in Claude Code's settings.json, after showing the change and asking.");
  addChangeOptions(install).action(async (options) => {
    const command = await import('./commands/set-statusline.ts');
    await command.statuslineInstall(options, contextFor(options));
  });
  const uninstall = statusline.command('uninstall').description("Take tj's status line out again.");
  addChangeOptions(uninstall).action(async (options) => {
    const command = await import('./commands/set-statusline.ts');
    await command.statuslineUninstall(options, contextFor(options));
  });
}

function refuseUnknown(command: string, action: string | undefined): void {
  if (action === undefined) return;
  throw new UserError('usage', `unknown command '${command} ${labelOf(action)}': 'tj ${command} --help' lists them`, 2);
}

function addProject(command: Command): Command {
  return command.option('--project [dir]', "that project's settings (default: the current folder's), not the user's");
}

function addChangeOptions(command: Command): Command {
  const asking = command
    .option('--yes', 'write without asking')
    .option('--dry-run', 'show what would change, and write nothing');
  return addShowOptions(asking);
}

function addShowOptions(command: Command): Command {
  return command
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--no-color', 'no colour (also NO_COLOR)');
}
