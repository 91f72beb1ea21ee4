import { existsSync } from 'node:fs';
import { contextPercentage, isWindowDoubtful } from '../../analyse/context-share.ts';
import type { Pace } from '../../analyse/quota/pace.ts';
import { UserError } from '../../model/errors.ts';
import type { CacheLife, Status } from '../../model/status.ts';
import type { Millis } from '../../model/time.ts';
import { cacheLifeOf } from '../../parse/cache-life-of.ts';
import { statusOf } from '../../parse/status-of.ts';
import { tokensWithin } from '../../query/tokens-within.ts';
import { showsDollars } from '../../render/money-policy.ts';
import { type StatusFacts, statusJson, statusLine } from '../../render/status-line.ts';
import { knownWholeAt, leaveWhole } from '../../store/check/known-whole.ts';
import { keepQuotaSamples } from '../../store/keep-quota-samples.ts';
import { asUserError, openAtHand, openStore, type Store } from '../../store/open-store.ts';
import { currentPaces } from '../current-quotas.ts';
import { lastLines } from '../last-lines.ts';
import { print, printJson, printPainted } from '../output.ts';
import { todayAt } from '../parse-moment.ts';
import { readBounded } from '../read-bounded.ts';
import { calendarFor, type RunContext, runContext, storePath, terminal } from '../run-context.ts';
import { planOf } from '../shared-options.ts';
import type { StatusPrices } from '../status-prices.ts';

const BOUNDS = { mostBytes: 1_000_000, waitMs: 300 };

/** Claude Code waits for the line, so another tj at the store is not waited for. */
const BUSY_MS = 20;

/** Bytes at the end of a transcript that are looked at for what its last response wrote to the cache. */
const TAIL_BYTES = 512 * 1024;

/**
 * `tj statusline`: one line of what Claude Code hands over on standard input, and its quotas into the store. Always a
 * line, whatever is wrong: Claude Code shows it at once, and nobody looks for an error.
 */
export async function statusline({ json = false }: { readonly json?: boolean } = {}): Promise<void> {
  try {
    const run = runContext(process.env, terminal('stdout'), terminal('stderr'), true);
    const status = await statusFromStdin(run.now);
    const path = storePath(run, undefined);
    const wholeAt = knownWholeAt(path);
    const store = unlessInTheWay(path, () => openAtHand(path, BUSY_MS)) ?? null;
    const told = { todayTokens: todayTokens(store, path, run), paces: pacesOf(status, store, path, run) };
    tell({ ...(await factsOf(status, run)), ...told }, run, json);
    if (status !== null && status.quota.length > 0) unlessInTheWay(path, () => keep(status, store, path));
    store?.close();
    if (wholeAt !== null) leaveWhole(path, wholeAt);
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

async function factsOf(status: Status | null, run: RunContext): Promise<Omit<StatusFacts, 'todayTokens' | 'paces'>> {
  const { now } = run;
  const base = { status, now, calendar: calendarFor(false, run), contextPercentage: null, cache: null, coldCost: null };
  if (status === null) return base;
  const { context, model } = status;
  const cache = status.cache ?? cacheOf(status);
  const isDoubtful = isWindowDoubtful(context, model.id);
  const isPriced = cache !== null && paysByToken(status, run);
  const prices = model.id !== null && (isDoubtful || isPriced) ? await pricesOf(run) : null;
  const listed = model.id === null ? null : (prices?.windowOf(model.id) ?? null);
  return {
    ...base,
    contextPercentage: contextPercentage(context, model.id, listed),
    cache,
    coldCost: isPriced && model.id !== null ? (prices?.coldCost(model.id, cache, now) ?? null) : null,
  };
}

/** Versions before 2.1.251 do not say how long their cache lives. */
function cacheOf({ transcriptPath }: Status): CacheLife | null {
  return transcriptPath === null ? null : cacheLifeOf(lastLines(transcriptPath, TAIL_BYTES));
}

/** Whoever is told of quotas has a subscription, whatever is set. */
function paysByToken({ quota }: Status, run: RunContext): boolean {
  const isSubscribed = quota.some((sample) => sample.quota !== 'spend_limit');
  return !isSubscribed && showsDollars(planOf({ color: false }, run), false);
}

/** A price file that cannot be used is told of by every other command. */
async function pricesOf(run: RunContext): Promise<StatusPrices | null> {
  const { statusPrices } = await import('../status-prices.ts');
  try {
    return await statusPrices(run);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

/** Claude Code is no terminal, but shows colours to one. */
function tell(facts: StatusFacts, run: RunContext, json: boolean): void {
  const colour = !run.env.NO_COLOR && run.env.TERM !== 'dumb';
  if (colour) printPainted();
  if (json) printJson(statusJson(facts, statusLine(facts, run, false)));
  else print(`${statusLine(facts, run, colour)}\n`);
}

function todayTokens(store: Store | null, path: string, { now }: RunContext): number | null {
  if (store === null) return null;
  const { since, until } = todayAt(now, 'local');
  return unlessInTheWay(path, () => tokensWithin(store, since, until)) ?? null;
}

function pacesOf(status: Status | null, store: Store | null, path: string, { now }: RunContext): Pace[] {
  if (store === null || status === null || status.quota.length === 0) return [];
  return unlessInTheWay(path, () => currentPaces(store, now, status.quota)) ?? [];
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
