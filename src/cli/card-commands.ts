import type { Command } from 'commander';
import { contextFor } from './run-context.ts';
import {
  type Adders,
  addAnswerOptions,
  addBudgetOption,
  addCommonOptions,
  addModelOption,
  addProjectOption,
  addShownOptions,
  addStoreOptions,
} from './shared-options.ts';

/** The cards: where the quota went, and why. */
export const CARDS: Adders = {
  quickstart: addQuickstart,
  context: addContext,
  advise: addAdvise,
  tokenmaxx: addTokenmaxx,
  'quota-audit': addQuotaAudit,
  compare: addCompare,
};

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
    .description(
      'What filled your prompts: every token by what it was, what it cost to send it, and what makes it lighter.',
    )
    .option('--by <view>', 'item, kind, tool, file, mcp, fixed or rebuild')
    .option('--session <id>', 'only this session: its id, or the beginning of it')
    .option('--all', 'list everything, not the heaviest only');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(context)))).action(async (options) => {
    const command = await import('./commands/context.ts');
    await command.context(options, contextFor(options));
  });
}

function addAdvise(tj: Command): void {
  const advise = tj
    .command('advise')
    .description('What would change it: what would have cost less without something, replayed on your own history.')
    .option('--kind <kind>', 'only levers of this kind, such as mcp-server, file or pause')
    .option('--top <n>', 'so many levers (the card has 5, --json and --md all)')
    .option('--explain <lever>', 'one lever with its evidence: its number on the card, or its id')
    .option('--session <id>', 'only this session: its id, or the beginning of it')
    .option('--md', 'Markdown, to paste into an issue or a CLAUDE.md');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(advise)))).action(async (options) => {
    const command = await import('./commands/advise.ts');
    await command.advise(options, contextFor(options));
  });
}

function addTokenmaxx(tj: Command): void {
  const tokenmaxx = tj
    .command('tokenmaxx')
    .description(
      'How lean you work: how much of the cost was context, and how much uncached input and output, on a scale of five.',
    )
    .option('--weekly', 'the last 7 days, with the change from the week before')
    .option('--svg <file>', 'a picture to share, into a new file (- prints it), instead of the card')
    .option('--png <file>', 'the same as a PNG (takes the optional package @resvg/resvg-js)')
    .option('--with-names', 'with the names of projects and MCP servers on the picture');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(tokenmaxx)))).action(async (options) => {
    const command = await import('./commands/tokenmaxx.ts');
    await command.tokenmaxx(options, contextFor(options));
  });
}

function addQuotaAudit(tj: Command): void {
  const audit = tj
    .command('quota-audit')
    .description(
      'Which past Opus work looks simple (Sonnet-shaped): candidates to spot-check, net of the cost of switching.',
    )
    .option(
      '--explain [session]',
      'all limits; of a session, its id or the beginning of it, the evidence for every turn',
    )
    .option('--export-config <target>', 'settings to try, with comments; applies nothing; the target is claude-code')
    .option('--output <file>', 'a new file for the settings, instead of standard output');
  addCommonOptions(addStoreOptions(addBudgetOption(addAnswerOptions(audit)))).action(async (options) => {
    const command = await import('./commands/quota-audit.ts');
    await command.quotaAudit(options, contextFor(options));
  });
}

function addCompare(tj: Command): void {
  const compare = tj
    .command('compare')
    .description(
      'Before and after: two windows per turn and per response, what changed most first. Without a window, the last 7 days against the 7 before.',
    )
    .option('--around <when>', 'the days before and after it: a date, 14d, an ISO time')
    .option('--days <count>', 'so many days on either side (default: 7)')
    .option('--before <window>', 'the earlier window: 2026-08-01..2026-08-07, 14d..7d, or one date')
    .option('--after <window>', 'the later one; 7d.. is up to now');
  const shown = addShownOptions(addModelOption(addProjectOption(compare)));
  addCommonOptions(addStoreOptions(addBudgetOption(shown))).action(async (options) => {
    const command = await import('./commands/compare.ts');
    await command.compare(options, contextFor(options));
  });
}
