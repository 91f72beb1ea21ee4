import type { Command } from 'commander';
import { UserError } from '../model/errors.ts';
import type { Filter } from '../model/filter.ts';
import { PLANS, type Plan } from '../model/plan.ts';
import { MINUTE_MS, SECOND_MS } from '../model/time.ts';
import { settingOf } from './config-file.ts';
import { PLAN } from './config-keys.ts';
import { parseMoment } from './parse-moment.ts';
import type { RunContext } from './run-context.ts';

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
  readonly pricing?: string;
  /** Absent: not known. */
  readonly plan?: string;
  readonly dollars?: boolean;
}

/** Adds what every command takes. */
export function addCommonOptions(command: Command): Command {
  return command
    .option('--root <dir>', "Claude Code's config folder or its projects folder (repeatable)", collect)
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
      .option('--since <when>', 'from then on: 24h, 7d, 2w, 2026-08-01 or an ISO time')
      .option('--until <when>', 'up to then; a date counts to its end'),
  ).option('--model <id>', 'only this model, in any spelling of its id');
  return addShownOptions(narrowing);
}

/** Adds what narrows an answer to projects. */
export function addProjectOption(command: Command): Command {
  return command.option('--project <text>', 'only projects whose path contains the text');
}

/** Adds what decides how times and money are shown. */
export function addShownOptions(command: Command): Command {
  return command
    .option('--utc', 'days and times in UTC')
    .option('--pricing <file>', 'your own prices and aliases, laid over the list prices')
    .option('--plan <plan>', `how you pay: ${PLANS.join(', ')}`)
    .option('--dollars', 'show dollars on a subscription too');
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
  const since = options.since === undefined ? null : parseMoment(options.since, '--since', context.now, utc);
  const until = options.until === undefined ? null : parseMoment(options.until, '--until', context.now, utc);
  if (since !== null && until !== null && since >= until) {
    throw new UserError('bad-value', `--since ${options.since} is not before --until ${options.until}`, 2);
  }
  return { since, until, project: options.project ?? null, model: options.model ?? null, sessionId: null };
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

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
