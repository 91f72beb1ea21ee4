import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program as a user starts it. */
export const TJ = fileURLToPath(new URL('../../bin/tj.js', import.meta.url));

/** A home that nobody else uses; removed by `removeHomes`. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'tj-home-'));
  homes.push(home);
  return home;
}

const homes: string[] = [];

/** For `afterAll`. */
export function removeHomes(): void {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
}

export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What of a process is mostly as usual. */
export interface How {
  readonly cwd?: string;
  readonly input?: string;
  /** Another tj than this one. */
  readonly script?: string;
  /** As a user whom permissions bind, where the tests run as root. */
  readonly asNobody?: boolean;
}

const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const USUAL_ENV = { PATH: process.env.PATH ?? '', TZ: 'UTC', LANG: 'C.UTF-8', TJ_NOW: '2026-03-05T12:00:00Z' };

/** Starts a process for every run, as users do (`TJ_TEST_PROCESSES=1`); else one process runs what a test file asks for. */
const EVERY_RUN_A_PROCESS = process.env.TJ_TEST_PROCESSES === '1' || process.platform === 'win32';

/** What `bin/tj.js` starts by itself, what starts others, and what asks the process itself for something. */
const OF_A_PROCESS = ['session-end', 'statusline', 'completion', 'run', 'mcp', '--version', '-V'];

/** Runs tj with a home of its own, a fixed clock and UTC, without a terminal. */
export function tj(args: readonly string[], home: string, env: Env = {}, how: How = {}): Run {
  const { script = TJ, asNobody = false, ...usual } = how;
  const whole = { ...USUAL_ENV, HOME: home, ...env };
  if (script === TJ && !asNobody && canBeServed(args, env)) return served({ words: args, env: whole, ...usual });
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    encoding: 'utf8',
    env: whole,
    ...usual,
    ...(asNobody ? NOBODY : {}),
  });
  return { status, stdout, stderr };
}

type Env = Readonly<Record<string, string>>;

/** Node reads its own variables, the language and what a path of `/dev` or `/proc` is once, at its start. */
function canBeServed(args: readonly string[], env: Env): boolean {
  if (EVERY_RUN_A_PROCESS || OF_A_PROCESS.includes(args[0] ?? '')) return false;
  if (Object.keys(env).some((name) => /^(?:NODE_|LANG|LC_|UV_|PATH$)/.test(name))) return false;
  return !args.some((word) => /(?:^|=)\/(?:dev|proc)\//.test(word));
}

interface Request {
  readonly words: readonly string[];
  readonly env: Env;
  readonly cwd?: string;
  readonly input?: string;
}

let server: ((request: Request) => Run) | null = null;

function served(request: Request): Run {
  server ??= startServer();
  return server(request);
}

/** A process that runs one command after another, and this one waits for each; it ends with this one. */
function startServer(): (request: Request) => Run {
  const folder = mkdtempSync(join(tmpdir(), 'tj-serve-'));
  const pipes = ['requests', 'responses'].map((name) => join(folder, name));
  spawnSync('mkfifo', ['-m', '600', ...pipes]);
  const serve = fileURLToPath(new URL('serve.cjs', import.meta.url));
  // That a module is compiled once is an experiment of Node's, which it would say on what stands for standard error.
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', serve, ...pipes, TJ], {
    env: USUAL_ENV,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  child.unref();
  const requests = openSync(pipes[0] as string, 'w');
  const responses = openSync(pipes[1] as string, 'r');
  rmSync(folder, { recursive: true });
  return (request) => {
    writeSync(requests, `${JSON.stringify(request)}\n`);
    return JSON.parse(lineOf(responses)) as Run;
  };
}

function lineOf(fd: number): string {
  const parts: Buffer[] = [];
  for (;;) {
    const part = Buffer.alloc(64 * 1024);
    const length = readSync(fd, part);
    if (length === 0) throw new Error('what runs tj for the tests has ended');
    parts.push(part.subarray(0, length));
    if (part[length - 1] === 10) return Buffer.concat(parts).toString();
  }
}
