import { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import { runContext } from './run-context.ts';
import {
  addAnswerOptions,
  addBudgetOption,
  addCommonOptions,
  addStoreOptions,
  type CommonOptions,
  USUAL_BUDGET,
} from './shared-options.ts';

/** All commands of tj. What a command needs is imported when it is run. */
export function program(version: string): Command {
  const tj = new Command('tj')
    .description(
      'Where did my Claude Code quota go, and what would change it? Answers from the transcripts on your disk.',
    )
    .version(version, '-V, --version')
    .argument('[command]')
    .usage('[command] [options]')
    .enablePositionalOptions();
  addStoreOptions(addCommonOptions(tj));
  tj.action(async (command: string | undefined, options: CommonOptions & { readonly db?: string }) => {
    if (command !== undefined) throw new UserError('usage', `unknown command '${command}': 'tj --help' lists them`, 2);
    const { overview } = await import('./commands/overview.ts');
    await overview({ ...options, budget: USUAL_BUDGET }, contextFor(options));
  });
  addQuickstart(tj);
  addContext(tj);
  addTokenmaxx(tj);
  addQuotaAudit(tj);
  addIndex(tj);
  addUsage(tj);
  addSessions(tj);
  addSession(tj);
  addAgents(tj);
  addExport(tj);
  addPricing(tj);
  addConfig(tj);
  return tj;
}

function addQuickstart(tj: Command): void {
  const quickstart = tj
    .command('quickstart')
    .description('Where the quota went, in one card. Reads the newest 300 sessions and keeps nothing.')
    .option('--full', 'read all sessions');
  addCommonOptions(addAnswerOptions(quickstart)).action(async (options) => {
    const command = await import('./commands/quickstart.ts');
    await command.quickstart(options, contextFor(options));
  });
}

function addContext(tj: Command): void {
  const context = tj
    .command('context')
    .description('What filled your prompts: every token by what it was, and what it cost to carry it along.')
    .option('--by <view>', 'item, kind, tool, file or mcp')
    .option('--session <id>', 'only this session: its id, or the beginning of it')
    .option('--all', 'list everything, not the heaviest only');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(context)))).action(async (options) => {
    const command = await import('./commands/context.ts');
    await command.context(options, contextFor(options));
  });
}

function addTokenmaxx(tj: Command): void {
  const tokenmaxx = tj
    .command('tokenmaxx')
    .description(
      'How lean you work: the share that went into work, and the share that went into carrying context to it.',
    )
    .option('--weekly', 'the last 7 days, with the change from the week before');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(tokenmaxx)))).action(async (options) => {
    const command = await import('./commands/tokenmaxx.ts');
    await command.tokenmaxx(options, contextFor(options));
  });
}

function addQuotaAudit(tj: Command): void {
  const audit = tj
    .command('quota-audit')
    .description('Which past Opus work was Sonnet-shaped: candidates to spot-check, net of the cost of switching.')
    .option('--explain <session>', 'the evidence for every turn of a session: its id, or the beginning of it')
    .option('--export-config <target>', 'settings to try, with comments; applies nothing; the target is claude-code')
    .option('--output <file>', 'a new file for the settings, instead of standard output');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(audit)))).action(async (options) => {
    const command = await import('./commands/quota-audit.ts');
    await command.quotaAudit(options, contextFor(options));
  });
}

function addIndex(tj: Command): void {
  const index = tj
    .command('index')
    .description('Read all transcripts that changed and keep what they say, also after Claude Code deletes them.')
    .option('--reindex', 'read everything that still exists anew');
  addCommonOptions(addStoreOptions(index)).action(async (options) => {
    const { indexTranscripts } = await import('./commands/index-transcripts.ts');
    await indexTranscripts(options, contextFor(options));
  });
}

function addUsage(tj: Command): void {
  const usage = tj
    .command('usage')
    .description('Tokens and list price, in all or by group.')
    .option(
      '--by <group>',
      'day, week, month, window, session, project, model, agent, agent-type, tool, mcp, skill, plugin or command',
    );
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(usage)))).action(async (options) => {
    const command = await import('./commands/usage.ts');
    await command.usage(options, contextFor(options));
  });
}

function addSessions(tj: Command): void {
  const sessions = tj
    .command('sessions')
    .description('Sessions, newest activity first.')
    .option('--all', 'list all of them, not the newest 20 only');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(sessions)))).action(async (options) => {
    const command = await import('./commands/sessions.ts');
    await command.sessions(options, contextFor(options));
  });
}

function addSession(tj: Command): void {
  const session = tj
    .command('session')
    .description('One session looked into: its prompts, models, context, tools and agents.')
    .argument('[id]', 'its id, or the beginning of it')
    .option('--last', 'the session that was active last')
    .option('--timeline', 'response by response, with every call and agent, newest first')
    .option('--oldest', 'the timeline as it happened')
    .option('--map', 'prompt by prompt: files, commands, searches, agents, errors, weight')
    .option('--spans', 'the span tree');
  const all = addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(session))));
  all.action(async (id: string | undefined, options) => {
    const command = await import('./commands/session.ts');
    await command.session(id, options, contextFor(options));
  });
}

function addAgents(tj: Command): void {
  const agents = tj
    .command('agents')
    .description('What ran in agents: by type, the heaviest, and those that look too large for what they did.')
    .option('--all', 'list all types and agents')
    .option('--session <id>', 'only this session: its id, or the beginning of it');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(agents)))).action(async (options) => {
    const command = await import('./commands/agents.ts');
    await command.agents(options, contextFor(options));
  });
}

function addExport(tj: Command): void {
  const exporting = tj
    .command('export')
    .description('The span trees, for other programs. Labels, hashes and sizes, never contents.')
    .option('--ndjson', 'one span a line on standard output')
    .option('--session <id>', 'only this session: its id, or the beginning of it');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(exporting)))).action(async (options) => {
    const { exportSpans } = await import('./commands/export-spans.ts');
    await exportSpans(options, contextFor(options));
  });
}

function addPricing(tj: Command): void {
  tj.command('pricing')
    .description('The list prices in force, or all rows of one model.')
    .argument('[model]', "a model's id, in any spelling")
    .option('--pricing <file>', 'your own prices and aliases, laid over the list prices')
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .action(async (model: string | undefined, options) => {
      const { pricing } = await import('./commands/pricing.ts');
      await pricing(model, options, contextFor(options));
    });
}

function addConfig(tj: Command): void {
  tj.command('config')
    .description('Your settings: all of them, or get, set, unset one; path tells the file.')
    .argument('[words...]', 'nothing for all of them, or: get KEY, set KEY VALUE..., unset KEY, path')
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .action(async (words: readonly string[], options) => {
      const { config } = await import('./commands/config.ts');
      await config(words, options, contextFor(options));
    });
}

function contextFor(options: Pick<CommonOptions, 'color'>) {
  return runContext(process.env, process.stdout, process.stderr, !options.color);
}
