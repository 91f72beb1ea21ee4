import type { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import type { Filter } from '../model/filter.ts';
import { PLANS, type Plan } from '../model/plan.ts';
import { MINUTE_MS, SECOND_MS } from '../model/time.ts';
import type { RowFormat } from '../render/row-table.ts';
import { settingOf } from './config-file.ts';
import { PLAN } from './config-keys.ts';
import { parseMoment } from './parse-moment.ts';
import type { RunContext } from './run-context.ts';

/** What adds a command to tj, by its name. */
export type Adders = Readonly<Record<string, (tj: Command) => void>>;

/** Options that every command takes. */
export interface CommonOptions {
  readonly root?: readonly string[];
  readonly json?: boolean;
  readonly color: boolean;
}

/** Options of a command that reads what changed before it answers. */
export interface BudgetOptions {
  readonly budget: string;
}

/** Options of a command that answers from responses. */
export interface AnswerOptions extends CommonOptions {
  readonly db?: string;
  readonly since?: string;
  readonly until?: string;
  readonly project?: string;
  readonly model?: string;
  readonly utc?: boolean;
  readonly timezone?: string;
  readonly pricing?: string;
  /** Absent: not known. */
  readonly plan?: string;
  readonly dollars?: boolean;
}

/** Options of a command whose answer is a table. */
export interface TableOptions {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly md?: boolean;
}

/** Adds the formats of a table for other programs. */
export function addTableOptions(command: Command): Command {
  return command
    .option('--csv', 'the rows as CSV (RFC 4180), with the fields of --json')
    .option('--md', 'the rows as a Markdown table');
}

/** The format that is asked for; `text` for people. `UserError` for more than one. */
export function formatOf({ json, csv, md }: TableOptions): 'text' | 'json' | RowFormat {
  const asked = (['json', 'csv', 'md'] as const).filter((format) => ({ json, csv, md })[format]);
  if (asked.length > 1) throw new UserError('usage', `--${asked.join(' and --')}: one of them at a time`, 2);
  return asked[0] ?? 'text';
}

/** Adds what every command takes. */
export function addCommonOptions(command: Command): Command {
  return command
    .option('--root <dir>', 'only this config folder of Claude Code, or its projects folder (repeatable)', collect)
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--no-color', 'no colour (also NO_COLOR)');
}

/** Adds the store and the time that may be spent on reading what changed. */
export function addStoreOptions(command: Command): Command {
  return command.option('--db <file>', 'the store (default: TJ_HOME/tj.db, else ~/.tj/tj.db)');
}

/** Adds what narrows an answer and how it is shown. */
export function addAnswerOptions(command: Command): Command {
  const narrowing = addProjectOption(
    command
      .option('--since <when>', 'from then on: 24h, 7d, 2w, 2026-08-01, an ISO time, or all')
      .option('--until <when>', 'up to then; a date counts to its end'),
  );
  return addShownOptions(addModelOption(narrowing));
}

/** Adds what narrows an answer to models. */
export function addModelOption(command: Command): Command {
  return command.option('--model <id>', 'only this model, in any spelling; opus or opus-5 for all that are called so');
}

/** Adds what narrows an answer to projects. */
export function addProjectOption(command: Command): Command {
  return command.option('--project <text>', 'only projects whose path contains the text');
}

/** Adds what decides how times and money are shown. */
export function addShownOptions(command: Command): Command {
  return addZoneOptions(command)
    .option('--pricing <file>', 'your own prices and aliases, laid over the list prices')
    .option('--plan <plan>', `how you pay: ${PLANS.join(', ')}`)
    .option('--dollars', 'show dollars on a subscription too');
}

/** Adds what decides in which zone days and times are. */
export function addZoneOptions(command: Command): Command {
  return command
    .option('--utc', 'days and times in UTC')
    .option('--timezone <zone>', 'days and times in this zone, such as Europe/Berlin');
}

/** Time that a command may spend on reading before it answers, unless it is told another. */
export const USUAL_BUDGET = '20s';

/** Adds the limit on the time spent on reading before the answer. */
export function addBudgetOption(command: Command): Command {
  return command.option('--budget <time>', 'time to read what changed before answering; 0 reads nothing', USUAL_BUDGET);
}

/** The filter that the options ask for. `UserError` for a value that is none. */
export function filterOf(options: AnswerOptions, context: RunContext): Filter {
  const utc = options.utc ?? false;
  if (utc && options.timezone !== undefined)
    throw new UserError('usage', '--utc and --timezone: one of them at a time', 2);
  const since = isUnbounded(options) ? null : parseMoment(options.since ?? '', '--since', context.now, utc);
  const until = options.until === undefined ? null : parseMoment(options.until, '--until', context.now, utc);
  if (since !== null && until !== null && since >= until) {
    throw new UserError('bad-value', `--since ${options.since} is not before --until ${options.until}`, 2);
  }
  return { since, until, project: options.project ?? null, model: options.model ?? null, sessionId: null };
}

function isUnbounded({ since }: AnswerOptions): boolean {
  return since === undefined || since.trim() === 'all';
}

/** The plan: as asked for, else as configured. `UserError` for one that is none. */
export function planOf(options: AnswerOptions, context: RunContext): Plan {
  const plan = options.plan ?? settingOf(context, PLAN).value;
  const known = PLANS.find((each) => each === plan);
  if (known === undefined)
    throw new UserError('bad-value', `--plan ${options.plan}: expected one of ${PLANS.join(', ')}`, 2);
  return known;
}

/** Milliseconds of a budget: `500ms`, `20s`, `2m`, `0`. `UserError` for anything else. */
export function parseBudget(text: string): number {
  const found = /^(\d{1,6})(ms|s|m)?$/.exec(text.trim());
  if (found === null || (found[2] === undefined && found[1] !== '0')) {
    throw new UserError('bad-value', `--budget ${text}: expected 0 or a time such as 500ms, 20s or 2m`, 2);
  }
  const unit = found[2] === 'm' ? MINUTE_MS : found[2] === 's' ? SECOND_MS : 1;
  return Number(found[1]) * unit;
}

/** One more value of an option that can be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
