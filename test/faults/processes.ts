import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../src/store/open-store.ts';
import { newHome, TJ, tj } from '../cli/tj.ts';
import { dumpOf } from '../ingest/store-dump.ts';

/** How a process ended. */
export interface Ended {
  readonly status: number | null;
  readonly killed: boolean;
  readonly ms: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts tj in a home; kills it after `killAfterMs` unless it has ended by then. */
export function run(
  home: string,
  words: readonly string[],
  killAfterMs = Number.POSITIVE_INFINITY,
  input = '',
): Promise<Ended> {
  const env = { PATH: process.env.PATH ?? '', HOME: home, TZ: 'UTC', TJ_NOW: '2026-03-05T12:00:00Z' };
  const begun = performance.now();
  const child: ChildProcess = spawn(process.execPath, [TJ, ...words], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => (stdout += chunk));
  child.stderr?.on('data', (chunk) => (stderr += chunk));
  // A process that is killed leaves what it was handed unread.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  const timer = Number.isFinite(killAfterMs) ? setTimeout(() => child.kill('SIGKILL'), killAfterMs) : undefined;
  return new Promise((resolve) => {
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, killed: signal === 'SIGKILL', ms: performance.now() - begun, stdout, stderr });
    });
  });
}

export const storeOf = (home: string) => join(home, '.tj', 'tj.db');

/** What SQLite says of the file; 'ok' where it is whole. */
export function integrityOf(home: string): unknown {
  const store = openStore(storeOf(home));
  const said = store.pragma('integrity_check', { simple: true });
  const foreign = store.pragma('foreign_key_check') as unknown[];
  store.close();
  return foreign.length === 0 ? said : foreign;
}

/** All built rows, as text; nothing in it depends on when they were written. */
export function rowsOf(home: string): string {
  const store = openStore(storeOf(home));
  const rows = JSON.stringify(dumpOf(store));
  store.close();
  return rows;
}

/** Keys of all responses that the store shows. */
export function keysOf(home: string): Set<string> {
  const store = openStore(storeOf(home));
  const keys = store.prepare<[], string>('SELECT key FROM own_responses').pluck().all();
  store.close();
  return new Set(keys);
}

/** The store of one home in place of that of another. */
export function copyStore(from: string, to: string): void {
  rmSync(join(to, '.tj'), { recursive: true, force: true });
  cpSync(join(from, '.tj'), join(to, '.tj'), { recursive: true });
}

/** A copy of what tj keeps in a home, to be put back with `copyStore`. */
export function keepStore(home: string): string {
  const kept = newHome();
  copyStore(home, kept);
  return kept;
}

/** Runs tj to its end; throws where that is no good one. */
export function done(home: string, ...words: string[]): string {
  const { status, stdout, stderr } = tj(words, home);
  if (status !== 0) throw new Error(`tj ${words.join(' ')} exits with ${status}: ${stderr}`);
  return stdout;
}
