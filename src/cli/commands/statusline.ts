import { existsSync } from 'node:fs';
import { UserError } from '../../model/errors.ts';
import type { Millis } from '../../model/time.ts';
import { type Status, statusOf } from '../../parse/status-of.ts';
import { tokensSince } from '../../query/tokens-since.ts';
import { type StatusFacts, statusJson, statusLine } from '../../render/status-line.ts';
import { keepQuotaSamples } from '../../store/keep-quota-samples.ts';
import { asUserError, openAtHand, openStore, type Store } from '../../store/open-store.ts';
import { print, printJson } from '../output.ts';
import { startOfToday } from '../parse-moment.ts';
import { readBounded } from '../read-bounded.ts';
import { calendarFor, type RunContext, runContext, storePath } from '../run-context.ts';

const BOUNDS = { mostBytes: 1_000_000, waitMs: 300 };

/** Claude Code waits for the line, so another tj at the store is not waited for. */
const BUSY_MS = 20;

/**
 * `tj statusline`: one line of what Claude Code hands over on standard input, and its quotas into the store. Always a
 * line, whatever is wrong: Claude Code shows it at once, and nobody looks for an error.
 */
export async function statusline({ json = false }: { readonly json?: boolean } = {}): Promise<void> {
  try {
    const run = runContext(process.env, process.stdout, process.stderr, true);
    const status = await statusFromStdin(run.now);
    const path = storePath(run, undefined);
    const store = unlessInTheWay(path, () => openAtHand(path, BUSY_MS)) ?? null;
    tell(
      { status, todayTokens: todayTokens(store, path, run), now: run.now, calendar: calendarFor(false, run) },
      run,
      json,
    );
    if (status !== null && status.quota.length > 0) unlessInTheWay(path, () => keep(status, store, path));
    store?.close();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    print(`tj: ${error.message}\n`);
  }
}

async function statusFromStdin(now: Millis): Promise<Status | null> {
  if (process.stdin.isTTY) throw new UserError('usage', "for Claude Code: 'tj statusline install' sets it up", 2);
  const isEnough = (text: string) => statusOf(text, now) !== null;
  const { text, stopped } = await readBounded(process.stdin, { ...BOUNDS, isEnough });
  return stopped === 'too-much' ? null : statusOf(text, now);
}

function tell(facts: StatusFacts, run: RunContext, json: boolean): void {
  const line = statusLine(facts, run);
  if (json) printJson(statusJson(facts, line));
  else print(`${line}\n`);
}

function todayTokens(store: Store | null, path: string, { now }: RunContext): number | null {
  if (store === null) return null;
  return unlessInTheWay(path, () => tokensSince(store, startOfToday(now, 'local'))) ?? null;
}

/** A store is made where there is none; one of another version is left to the next command that is in no hurry. */
function keep({ quota }: Status, store: Store | null, path: string): void {
  if (store !== null) keepQuotaSamples(store, quota);
  else if (!existsSync(path)) {
    const made = openStore(path);
    keepQuotaSamples(made, quota);
    made.close();
  }
}

/** Undefined where the store is locked, damaged or not to be written to: every other command tells of that. */
function unlessInTheWay<T>(path: string, use: () => T): T | undefined {
  try {
    return use();
  } catch (error) {
    if (asUserError(error, path) instanceof UserError) return undefined;
    throw error;
  }
}
