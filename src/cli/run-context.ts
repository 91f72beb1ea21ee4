import { fstatSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { errorCode } from '../discover/error-code.ts';
import { lookAt } from '../discover/look-at.ts';
import { type Calendar, calendarOf, utcCalendar } from '../model/calendar.ts';
import { UserError } from '../model/errors.ts';
import { MINUTE_MS, type Millis, millis, parseIso } from '../model/time.ts';
import type { TypedOption } from '../model/typed-option.ts';
import { typedOptions } from './typed-options.ts';
import { useTimezone } from './use-timezone.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a command knows of the process it runs in. */
export interface RunContext {
  readonly env: Environment;
  readonly home: string;
  /** The moment of asking; `TJ_NOW` fixes it. */
  readonly now: Millis;
  /** The zone of days and times where one was asked for, by its name; null for this machine's. */
  readonly timezone: string | null;
  /** Options that say what the answer is of, as they were typed. */
  readonly typed: readonly TypedOption[];
  /** Folder of the store and of the user's own prices. */
  readonly tjHome: string;
  /** Columns of standard output; 80 when it is no terminal. */
  readonly width: number;
  readonly colour: boolean;
  readonly unicode: boolean;
  /** Whether standard error is a terminal: only then progress and notes are shown. */
  readonly notes: boolean;
}

/** Streams as far as anybody looks at them. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** A stream where it can be a terminal. Of a pipe or a file Node would make one all the same, which takes it some milliseconds. */
export function terminal(stream: 'stdout' | 'stderr'): Terminal {
  return canBeTerminal(stream === 'stdout' ? 1 : 2) ? process[stream] : {};
}

function canBeTerminal(fd: 1 | 2): boolean {
  try {
    return fstatSync(fd).isCharacterDevice();
  } catch (error) {
    // Closed, or none that can be asked: Node knows what it is.
    errorCode(error);
    return true;
  }
}

/** Reads the process once; `UserError` for a `TJ_NOW` that is no time. */
export function runContext(env: Environment, stdout: Terminal, stderr: Terminal, noColor: boolean): RunContext {
  // An empty HOME is no folder: Node would take the current one.
  const home = env.HOME || userInfo().homedir;
  return {
    env,
    home,
    now: nowOf(env),
    timezone: null,
    typed: [],
    tjHome: env.TJ_HOME ? resolve(env.TJ_HOME) : join(home, '.tj'),
    width: widthOf(env, stdout),
    colour: colourOf(env, stdout, noColor),
    unicode: unicodeOf(env),
    notes: stderr.isTTY === true,
  };
}

/** The context of a command, with the options it was given. `UserError` for a zone that is none. */
export function contextFor(options: { readonly color: boolean; readonly timezone?: string }): RunContext {
  const { color, timezone } = options;
  const context = {
    ...runContext(process.env, terminal('stdout'), terminal('stderr'), !color),
    typed: typedOptions(options),
  };
  return timezone === undefined ? context : { ...context, timezone: useTimezone(timezone) };
}

/** Path of the store: `--db`, else in `TJ_HOME`, else in `~/.tj`. `UserError` for a `--db` that names no file. */
export function storePath(context: RunContext, db: string | undefined): string {
  if (db === undefined) return join(context.tjHome, 'tj.db');
  if (db.trim() === '') throw new UserError('bad-value', '--db: the name of a file is missing', 2);
  const path = resolve(db);
  if (lookAt(path) === 'folder')
    throw new UserError('bad-value', `--db ${path}: it is a folder, a file was expected`, 2);
  return path;
}

/** Days of the zone that was asked for, of this machine's, or of UTC. */
export function calendarFor(utc: boolean, { timezone, now }: Pick<RunContext, 'timezone' | 'now'>): Calendar {
  return utc
    ? utcCalendar(now)
    : calendarOf(timezone ?? 'local', (at) => at - new Date(at).getTimezoneOffset() * MINUTE_MS, now);
}

function nowOf(env: Environment): Millis {
  if (!env.TJ_NOW) return millis(Date.now());
  const now = parseIso(env.TJ_NOW);
  if (now === null) throw new UserError('bad-value', `TJ_NOW ${env.TJ_NOW}: expected an ISO time`, 2);
  return now;
}

/** Columns of a stream: COLUMNS counts where there is no terminal to ask. */
export function widthOf(env: Environment, stdout: Terminal): number {
  if (stdout.isTTY && stdout.columns) return stdout.columns;
  const asked = Number.parseInt(env.COLUMNS ?? '', 10);
  return asked > 0 ? asked : 80;
}

/** `--no-color` and NO_COLOR before FORCE_COLOR before the terminal. */
function colourOf(env: Environment, stdout: Terminal, noColor: boolean): boolean {
  if (noColor || env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stdout.isTTY === true && env.TERM !== 'dumb';
}

function unicodeOf(env: Environment): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return locale === '' ? env.TERM !== 'linux' : /utf-?8/i.test(locale);
}
