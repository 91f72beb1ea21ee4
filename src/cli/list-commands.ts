import type { Command } from 'commander';
import { GROUPINGS } from '../model/groupings.ts';
import { contextFor } from './run-context.ts';
import {
  type Adders,
  addAnswerOptions,
  addBudgetOption,
  addCommonOptions,
  addProjectOption,
  addShownOptions,
  addStoreOptions,
  addTableOptions,
} from './shared-options.ts';

/** What the store holds, looked at from several sides. */
export const LISTS: Adders = {
  status: addStatus,
  quota: addQuota,
  usage: addUsage,
  sessions: addSessions,
  session: addSession,
  runs: addRuns,
  run: addRun,
  agents: addAgents,
  report: addReport,
};

function addStatus(tj: Command): void {
  const status = tj
    .command('status')
    .description('What goes on: the last hours, running sessions, what is kept, what can be resumed.')
    .option('--window <time>', 'how far back: 24h or 7d', '24h')
    .option('--watch', 'what runs now, again every 5 seconds, until q; into a pipe a line for what is new');
  const shown = addShownOptions(addProjectOption(status));
  addCommonOptions(addStoreOptions(addBudgetOption(shown))).action(async (options) => {
    const command = await import('./commands/status.ts');
    await command.status(options, contextFor(options));
  });
}

function addQuota(tj: Command): void {
  const quota = tj
    .command('quota')
    .description('The quota of the plan as Claude Code reports it: what moved it, what one percent is, will it last.')
    .option('--window <quota>', 'the 5-hour or the weekly quota: 5h or 7d', '5h')
    .option('--by <group>', 'what moved it by session, project or model', 'session')
    .option('--since <when>', 'all windows from then on: 24h, 7d, 2026-08-01, an ISO time, or all')
    .option('--fail-above <percent>', 'one line instead, with exit code 3 where more is used');
  addCommonOptions(addStoreOptions(addBudgetOption(addShownOptions(quota)))).action(async (options) => {
    const command = await import('./commands/quota.ts');
    await command.quota(options, contextFor(options));
  });
}

function addUsage(tj: Command): void {
  const usage = tj
    .command('usage')
    .description('Tokens and list price, in all or by group.')
    .option('--by <group>', `${GROUPINGS.join(', ')}; or two of them, as in project,month`)
    .option('--fail-above-cost <dollars>', 'exit code 3 and one line where the list price is above it');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(addTableOptions(usage))))).action(
    async (options) => {
      const command = await import('./commands/usage.ts');
      await command.usage(options, contextFor(options));
    },
  );
}

function addSessions(tj: Command): void {
  const sessions = tj
    .command('sessions')
    .description('Sessions, newest activity first.')
    .option('--all', 'list all of them, not the newest 20 only');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(addTableOptions(sessions))))).action(
    async (options) => {
      const command = await import('./commands/sessions.ts');
      await command.sessions(options, contextFor(options));
    },
  );
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

function addRuns(tj: Command): void {
  const runs = tj
    .command('runs')
    .description('Sessions that were started as one piece of work (TJ_RUN_ID); with an id, the sessions of one run.')
    .argument('[id]', 'a run id, or the beginning of it');
  const all = addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(addTableOptions(runs)))));
  all.action(async (id: string | undefined, options) => {
    const command = await import('./commands/runs.ts');
    await command.runs(id, options, contextFor(options));
  });
  const setup = runs
    .command('setup')
    .description('Where the code of a harness starts sessions, how tj groups them, and what to add. Changes nothing.')
    .option('--map <dir>', 'the folder of the harness: its files are read, links are not followed')
    .option('--instrument', 'the helper that sets TJ_RUN_ID and TJ_PARENT_SESSION_ID, and the lines to change')
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--no-color', 'no colour (also NO_COLOR)');
  addStoreOptions(setup).action(async (options) => {
    const command = await import('./commands/runs-setup.ts');
    await command.runsSetup(options, contextFor(options));
  });
}

function addRun(tj: Command): void {
  tj.command('run')
    .description('Run a command, all sessions that it starts as one run; its weight in the end, on standard error.')
    .argument('<command...>', 'tj run --name nightly -- ./nightly.sh --all')
    .passThroughOptions()
    .option('--name <name>', 'what the run id begins with (default: the command)')
    .option('--no-color', 'no colour (also NO_COLOR)')
    .action(async (command: readonly string[], options) => {
      const { run } = await import('./commands/run.ts');
      await run(command, options, contextFor(options));
    });
}

function addAgents(tj: Command): void {
  const agents = tj
    .command('agents')
    .description('What ran in agents: by type, the heaviest, and those that look too large for what they did.')
    .option('--all', 'list all types and agents')
    .option('--session <id>', 'only this session: its id, or the beginning of it');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(addTableOptions(agents))))).action(
    async (options) => {
      const command = await import('./commands/agents.ts');
      await command.agents(options, contextFor(options));
    },
  );
}

function addReport(tj: Command): void {
  const report = tj
    .command('report')
    .description('All of it as one page to look at: a file of its own, for a browser, that asks nobody for anything.')
    .option('--session <id>', 'only this session: its id, or the beginning of it')
    .option('-o, --output <file>', 'the file; - prints the page', 'tj-report.html')
    .option('--open', 'open it in the browser')
    .option('--force', 'write over a file that is no report of tj')
    .option('--no-names', 'without titles, paths, and names of projects, servers and branches');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(report)))).action(async (options) => {
    const command = await import('./commands/report.ts');
    await command.report(options, contextFor(options));
  });
}
