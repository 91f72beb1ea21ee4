import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Run, TJ, tj } from './tj.ts';

/** A session as `tj sessions --json` tells it, as far as these tests look. */
export interface ToldSession {
  readonly session_id: string;
  readonly state: string;
  readonly closed_by: string | null;
  readonly responses: number;
  readonly ended_at: string;
  readonly run_id: string | null;
  readonly parent_session_id: string | null;
  readonly label: string;
  readonly project: string | null;
}

export interface Called {
  readonly home: string;
  readonly stdin: string | Buffer;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Leave standard input open after what is written to it. */
  readonly open?: boolean;
}

/** Calls `tj session-end` as Claude Code does; resolves when it has ended. */
export function sessionEnd({ home, stdin, words = [], env = {}, open = false }: Called): Promise<Run> {
  return new Promise((resolve) => {
    const base = { PATH: process.env.PATH ?? '', HOME: home, TZ: 'UTC', LANG: 'C.UTF-8' };
    const child = spawn(process.execPath, [TJ, 'session-end', ...words], { env: { ...base, ...env } });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    // Whoever stops reading before the end of 10 MB leaves a broken pipe behind.
    child.stdin.on('error', (error) => expectBrokenPipe(error));
    child.on('close', (status) => resolve({ status, stdout, stderr }));
    if (open) child.stdin.write(stdin);
    else child.stdin.end(stdin);
  });
}

/** What Claude Code says at the end of a session. */
export function payload(sessionId: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ session_id: sessionId, hook_event_name: 'SessionEnd', reason: 'other', ...more });
}

/** Resolves when nothing waits in the spool and nobody drains it. */
export async function drained(home: string): Promise<void> {
  for (let tries = 0; waiting(home).length > 0; tries++) {
    if (tries > 600) throw new Error(`still waiting: ${waiting(home).join(', ')}`);
    await sleep(50);
  }
}

/** What lies in the spool, the lock included. */
export function waiting(home: string): string[] {
  const spool = join(home, '.tj', 'spool');
  return existsSync(spool) ? readdirSync(spool) : [];
}

/** Lines of the log. */
export function logOf(home: string): string[] {
  const path = join(home, '.tj', 'hook.log');
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
}

/** The sessions in the store, without reading transcripts. */
export function sessionsIn(home: string, words: readonly string[] = ['--budget', '0']): ToldSession[] {
  const { stdout } = tj(['sessions', '--json', ...words], home);
  return (JSON.parse(stdout) as { sessions: ToldSession[] }).sessions;
}

function expectBrokenPipe(error: Error): void {
  if (!('code' in error) || (error.code !== 'EPIPE' && error.code !== 'ECONNRESET')) throw error;
}
