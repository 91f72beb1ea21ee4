import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UserError } from '../../model/errors.ts';
import { BY_HAND, type HookReport } from '../../model/hook-report.ts';
import { labelOf } from '../../model/label.ts';
import { OWN_FOLDER } from '../../model/own-folder.ts';
import { type HookPayload, parsePayload } from '../../parse/hook-payload.ts';
import { handDrainTo, lockDrain } from '../../spool/drain-lock.ts';
import { logTrouble } from '../../spool/hook-log.ts';
import { spoolReport } from '../../spool/spool-report.ts';
import { isTraced } from '../is-traced.ts';
import { readBounded } from '../read-bounded.ts';
import { type RunContext, runContext, terminal } from '../run-context.ts';
import { runFactsOf } from '../run-facts.ts';
import { traceRoots } from '../trace-roots.ts';

const BOUNDS = { mostBytes: 1024 * 1024, waitMs: 400, isEnough: (text: string) => parsePayload(text) !== null };

const OPTIONS = {
  session: { type: 'string' },
  instance: { type: 'string' },
  foreground: { type: 'boolean', default: false },
  'catch-up': { type: 'boolean', default: false },
  drain: { type: 'boolean', default: false },
  root: { type: 'string', multiple: true },
} as const;

type Options = ReturnType<typeof optionsIn>;

/**
 * `tj session-end`, called by Claude Code at the end of a session, with `--catch-up` at its beginning: leaves what the
 * hook was told in the spool, starts a process of its own that reads the session, and is gone. Says nothing on standard
 * output and never fails: trouble is one line in the log.
 */
export async function sessionEnd(words: readonly string[]): Promise<void> {
  let run: RunContext | null = null;
  try {
    run = contextOr();
    const options = optionsOr(words, run);
    if (options.drain) await drainInBackground(options, run);
    else await takeReport(options, run);
  } catch (error) {
    tell(run, error instanceof Error ? error.message : String(error));
  }
}

/** A `TJ_NOW` that is no time must not cost the report: it is kept as of this moment. */
function contextOr(): RunContext {
  const contextIn = (env: NodeJS.ProcessEnv) => runContext(env, terminal('stdout'), terminal('stderr'), true);
  try {
    return contextIn(process.env);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const run = contextIn({ ...process.env, TJ_NOW: '' });
    tell(run, error.message);
    return run;
  }
}

function optionsIn(words: readonly string[]) {
  return parseArgs({ args: [...words], options: OPTIONS, strict: true }).values;
}

/** A word that this version does not know must not cost the report. */
function optionsOr(words: readonly string[], run: RunContext): Options {
  try {
    return optionsIn(words);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    tell(run, `session-end: ${error.message.split('. ')[0]}`);
    return optionsIn([]);
  }
}

async function takeReport(options: Options, run: RunContext): Promise<void> {
  const payload = options.session === undefined ? await payloadOf(run) : await chosen(options.session, run);
  if (payload === null || isOfAgent(payload)) return;
  const cwd = payload.cwd ?? run.env.CLAUDE_PROJECT_DIR ?? null;
  if (options.session === undefined && !mayBeTraced(cwd, run)) return;
  const facts = runFactsOf(run);
  const report: HookReport = {
    ...payload,
    at: run.now,
    cwd,
    reason: options['catch-up'] ? null : labelOf(payload.reason ?? '') || 'other',
    run: { ...facts, instance: options.instance === undefined ? facts.instance : labelOf(options.instance) || null },
  };
  spoolReport(run.tjHome, report, `${process.pid}-${process.hrtime.bigint().toString(36)}`);
  if (options.foreground) await drainHere(options, true, run);
  else await startDrain(options, run);
}

/** Settings that cannot be read must not cost the report: whoever drains the spool reads them again. */
function mayBeTraced(cwd: string | null, run: RunContext): boolean {
  try {
    return isTraced(cwd, traceRoots(run));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    tell(run, error.message);
    return true;
  }
}

async function payloadOf(run: RunContext): Promise<HookPayload | null> {
  if (process.stdin.isTTY) {
    process.stderr.write("tj: session-end is called by Claude Code ('tj hook install'); by hand: --session ID\n");
    return null;
  }
  const { text, stopped } = await readBounded(process.stdin, BOUNDS);
  const payload = parsePayload(text);
  if (payload !== null) return payload;
  const why = { end: 'is none', enough: 'is none', 'too-much': 'is longer than 1 MB', 'too-late': 'did not end' };
  tell(run, `session-end: what came on standard input as its payload ${why[stopped]}`);
  return null;
}

/** The session that the id or a unique beginning of it names; one that is not known yet is taken by its word. */
async function chosen(id: string, run: RunContext): Promise<HookPayload> {
  const { knownSession } = await import('../known-session.ts');
  return { sessionId: await knownSession(id, run), transcriptPath: null, cwd: null, reason: BY_HAND };
}

/** Agents of a session may report an end of their own; their session brings them. */
function isOfAgent({ transcriptPath }: HookPayload): boolean {
  return transcriptPath !== null && /[\\/](?:subagents[\\/]|agent-[^\\/]+$)/.test(transcriptPath);
}

/**
 * A process of its own, which outlives this one and whoever called it. Where one is at it already it is left to that one,
 * which looks into the spool once more at its end.
 */
async function startDrain(options: Options, run: RunContext): Promise<void> {
  if (!lockDrain(run.tjHome)) return;
  const roots = (options.root ?? []).flatMap((root) => ['--root', root]);
  const words = [fileURLToPath(new URL('bin/tj.js', OWN_FOLDER)), 'session-end', '--drain', ...roots];
  const child = spawn(process.execPath, words, { detached: true, stdio: 'ignore', windowsHide: true });
  child.unref();
  if (child.pid !== undefined) handDrainTo(run.tjHome, child.pid);
  await once(child, 'spawn');
}

async function drainInBackground(options: Options, run: RunContext): Promise<void> {
  const { constants, getPriority, setPriority } = await import('node:os');
  // Whoever is lower already may not go up to there.
  if (getPriority() < constants.priority.PRIORITY_BELOW_NORMAL) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  await drainHere(options, false, run);
}

async function drainHere(options: Options, isAwaited: boolean, run: RunContext): Promise<void> {
  const { drainSpool } = await import('../drain-spool.ts');
  await drainSpool({ root: options.root ?? [], isAwaited }, run);
}

/** Into the log, and for whoever calls it by hand. */
function tell(run: RunContext | null, trouble: string): void {
  if (run !== null) logTrouble(run.tjHome, new Date(run.now), trouble);
  process.stderr.write(`tj: ${trouble}\n`);
}
