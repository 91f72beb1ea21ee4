import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { sumUsage } from '../../analyse/usage.ts';
import { errorCode } from '../../discover/error-code.ts';
import { findRoots } from '../../discover/find-roots.ts';
import { UserError } from '../../model/errors.ts';
import type { HookReport, RunFacts } from '../../model/hook-report.ts';
import { isoOf, type Millis, millis, SECOND_MS } from '../../model/time.ts';
import { inRun, responsesBefore } from '../../query/runs.ts';
import { ranLine } from '../../render/run-card.ts';
import { keepHookReports } from '../../store/hook-reports.ts';
import { answer, BY_SESSION, ownStore } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { drainSpool } from '../drain-spool.ts';
import { liveSessions } from '../live-sessions.ts';
import { printError } from '../output.ts';
import { type RunContext, storePath } from '../run-context.ts';
import { runFactsOf } from '../run-facts.ts';
import { USUAL_BUDGET } from '../shared-options.ts';
import { withStore } from '../with-store.ts';

export interface RunOptions {
  readonly name?: string;
  readonly color: boolean;
}

/** A terminal sends these to whatever runs in it; what is sent to tj alone has to be handed on. */
const FROM_TERMINAL = ['SIGINT', 'SIGQUIT'] as const;
const HANDED_ON = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGCONT'] as const;

/** How often it is looked which sessions run. With an API that answers at once one is over within two tenths of a second. */
const LOOK_MS = 50;

/** As shells end where a command is not there, or cannot be run. */
const NOT_FOUND = 127;
const NOT_RUN = 126;

/**
 * `tj run -- COMMAND`: runs it, all that it starts with one run id, and says in the end, on standard error, what the run came
 * to. Within a run it is a part of that. The exit code is the command's, whatever became of that line.
 */
export async function run(command: readonly string[], options: RunOptions, context: RunContext): Promise<void> {
  const outer = runFactsOf(context).runId;
  const runId = outer ?? runIdOf(options.name ?? basename(command[0] ?? ''), context.now);
  if (outer !== null && options.name !== undefined)
    printError(`tj: this is part of run ${runId}, as TJ_RUN_ID says: --name is not used\n`);
  const seen = new Map<string, RunFacts>();
  const env = { ...context.env, TJ_RUN_ID: runId, ...parentOf(context) };
  // Some clocks have whole seconds.
  const begun = millis(Math.floor(Date.now() / SECOND_MS) * SECOND_MS);
  const watch = setInterval(() => noteSessions(seen, runId, context), LOOK_MS);
  const { code, isRun } = await endOf(command, env).finally(() => clearInterval(watch));
  process.exitCode = code;
  if (!isRun) return;
  try {
    await say(runId, begun, seen, context);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    printError(`tj: run ${runId}: ${error.message}\n`);
  }
}

/** Told from other runs of the same name by its time, and by chance within a second. */
function runIdOf(name: string, now: Millis): string {
  const plain = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 40) || 'run';
  return `${plain}-${isoOf(now).slice(0, 19).replaceAll(/[-:]/g, '')}Z-${randomBytes(2).toString('hex')}`;
}

/** What is typed within a session of Claude Code is started by it. */
function parentOf({ env }: RunContext): { readonly TJ_PARENT_SESSION_ID?: string } {
  return env.CLAUDE_CODE_SESSION_ID ? { TJ_PARENT_SESSION_ID: env.CLAUDE_CODE_SESSION_ID } : {};
}

/** How a command ended: its exit code, 128 and more where a signal ended it; or that it could not be run at all. */
interface Ended {
  readonly code: number;
  readonly isRun: boolean;
}

/** Runs the command with the streams of tj itself. */
function endOf([command = '', ...words]: readonly string[], env: RunContext['env']): Promise<Ended> {
  const isTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  // Heeded before there is a command: one that is quick could be sent a signal before tj is ready for it.
  let child: ChildProcess | null = null;
  const undo = [
    ...FROM_TERMINAL.map((signal) => onSignal(signal, isTerminal ? () => {} : () => child?.kill(signal))),
    ...HANDED_ON.map((signal) => onSignal(signal, () => child?.kill(signal))),
  ];
  child = spawn(command, words, { stdio: 'inherit', env });
  return codeOf(child, command).finally(() => {
    for (const each of undo) each();
  });
}

function onSignal(signal: NodeJS.Signals, act: () => void): () => void {
  process.on(signal, act);
  return () => process.off(signal, act);
}

function codeOf(child: ChildProcess, command: string): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      const isMissing = errorCode(error) === 'ENOENT';
      printError(`tj: ${command}: ${isMissing ? 'there is no such command' : `cannot be run (${errorCode(error)})`}\n`);
      resolve({ code: isMissing ? NOT_FOUND : NOT_RUN, isRun: false });
    });
    child.once('exit', (code, signal) => {
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), isRun: true });
    });
  });
}

/** Sessions that run now and have the id in their environment: known also where no hook reports them. */
function noteSessions(seen: Map<string, RunFacts>, runId: string, { env, home }: RunContext): void {
  for (const [sessionId, session] of liveSessions(findRoots({ roots: [], env, home }))) {
    if (session === null || seen.has(sessionId)) continue;
    const own = environmentOf(session.pid);
    const facts = runFactsOf({ env: own });
    // Claude Code tells what it starts which session it is.
    if (facts.runId === runId)
      seen.set(sessionId, { ...facts, parentSessionId: own.CLAUDE_CODE_SESSION_ID ?? facts.parentSessionId });
  }
}

/** Only Linux shows it as a file; nothing else is worth a process every time. */
function environmentOf(pid: number): Readonly<Record<string, string>> {
  try {
    const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return Object.fromEntries(pairs.map((pair) => [pair.split('=', 1)[0] ?? '', pair.slice(pair.indexOf('=') + 1)]));
  } catch (error) {
    errorCode(error);
    return {};
  }
}

/** Reads what the sessions left, and says what it came to. */
async function say(
  runId: string,
  begun: Millis,
  seen: ReadonlyMap<string, RunFacts>,
  context: RunContext,
): Promise<void> {
  const now = { ...context, now: millis(Date.now()) };
  await drainSpool({ root: [], isAwaited: true }, now);
  const reports = [...seen].map(([sessionId, facts]): HookReport => {
    return { sessionId, at: now.now, reason: null, transcriptPath: null, cwd: null, run: facts };
  });
  if (seen.size > 0) await withStore(storePath(now, undefined), async (store) => keepHookReports(store, reports));
  const options = { color: false, budget: USUAL_BUDGET, since: isoOf(begun) };
  const source = { ...ownStore(options, now, spansWithin), within: () => inRun(runId) };
  await answer(options, now, source, BY_SESSION, async ({ store, groups, price, provenance, withDollars }) => {
    const usage = { ...sumUsage(groups, price), sessions: provenance.sessions };
    printError(ranLine(runId, usage, responsesBefore(store, runId, begun), withDollars));
  });
}
