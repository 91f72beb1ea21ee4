import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { errorCode } from './error-code.ts';

/** What the system says of a process: when it was started, in its own words; `gone` where there is none of that id. */
export type ProcessStart = { readonly start: string } | 'gone' | 'unknown';

/** How long `ps` may take. */
const PS_MS = 1000;

/** Of a process that has ended, and that nobody has asked about yet. */
const ENDED = new Set(['Z', 'X', 'x']);

/**
 * When was the process of this id started? In the form that Claude Code notes: on Linux ticks since the start of the
 * machine, on a Mac a date as `ps` writes it; on Windows only whether there is one can be said. Never throws.
 */
export function processStart(pid: number): ProcessStart {
  if (!exists(pid)) return 'gone';
  if (process.platform === 'linux') return startInProc(pid);
  return process.platform === 'win32' ? 'unknown' : startByPs(pid);
}

/** On Linux, where an id of a process is one: on this machine, in this namespace; null elsewhere. */
export function pidDomain(): string | null {
  if (process.platform !== 'linux') return null;
  return `linux:${contentOf('/etc/machine-id')}:${namespace()}`;
}

/** A process of another user is one. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** The name of the program, in brackets, may hold anything: the fields are counted behind it. */
function startInProc(pid: number): ProcessStart {
  const stat = contentOf(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0] ?? '', fields[19] ?? ''];
  if (ENDED.has(state)) return 'gone';
  return start === '' ? 'unknown' : { start };
}

function startByPs(pid: number): ProcessStart {
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const start = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      ...{ env, encoding: 'utf8', timeout: PS_MS },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return start === '' ? 'gone' : { start };
  } catch (error) {
    errorCode(error);
    return 'unknown';
  }
}

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch (error) {
    errorCode(error);
    return '';
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    errorCode(error);
    return '';
  }
}
