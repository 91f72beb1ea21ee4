import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { idOf, RUN_REPORTS, report, runHistory } from './run-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

/** Notes and processes are those of Linux here; what a Mac says is asked of `ps`. */
const onLinux = process.platform === 'linux';

let home: string;
let root: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  home = newHome();
  root = runHistory();
  report(home, RUN_REPORTS);
  mkdirSync(join(root, 'sessions'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await end(child);
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

/** A process that does nothing until it is ended. */
function someProcess(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** When the system says it was started, as Claude Code notes it. */
function startOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

/** What Claude Code notes of a session that a process has open; `more` goes before it. */
function note(letter: string, pid: number, more: object = {}): void {
  const entry = {
    ...{ pid, sessionId: idOf(letter), cwd: '/w/app', startedAt: 1_772_000_000_000, procStart: startOf(pid) },
    ...{ version: '2.1.332', kind: 'interactive', entrypoint: 'cli', status: 'idle', updatedAt: 1_772_000_100_000 },
    ...more,
  };
  writeFileSync(join(root, 'sessions', `${pid}.json`), JSON.stringify(entry));
}

function status(env: Record<string, string> = {}) {
  const { status: code, stdout, stderr } = tj(['status', '--json', '--root', root], home, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

const running = (env: Record<string, string> = {}) =>
  Object.fromEntries(
    status(env).running.map((one: { session_id: string; state: string }) => [one.session_id.charAt(0), one.state]),
  );

/** Days after the last record of all. */
const LATER = { TJ_NOW: '2026-03-25T12:00:00Z' };

describe.runIf(onLinux)('a session that a process has open runs, whatever its times say', () => {
  it('with the process, and what it does', () => {
    const pid = someProcess();
    note('d', pid, { status: 'waiting' });
    expect(running(LATER)).toEqual({ d: 'idle' });
    expect(status(LATER).running[0].process).toEqual({
      ...{ pid, kind: 'interactive', status: 'waiting' },
      started_at: new Date(1_772_000_000_000).toISOString(),
    });
    note('d', pid, { status: 'busy' });
    expect(running(LATER)).toEqual({ d: 'active' });
  });

  it('of whatever kind: in a terminal, by claude -p, in the background', () => {
    note('d', someProcess(), { kind: 'bg' });
    note('f', someProcess(), { kind: 'interactive', entrypoint: 'sdk-cli' });
    expect(running(LATER)).toEqual({ d: 'idle', f: 'idle' });
  });

  it('tj sessions says the same of it', () => {
    note('d', someProcess());
    const { sessions } = JSON.parse(tj(['sessions', '--json', '--root', root], home, LATER).stdout);
    expect(sessions.find((one: { session_id: string }) => one.session_id === idOf('d')).state).toBe('idle');
  });
});

describe.runIf(onLinux)('a note that a kill left behind', () => {
  it('says that its session does not run, however new its last record is', async () => {
    expect(running()).toMatchObject({ a: 'active' });
    note('a', someProcess());
    await Promise.all(children.map(end));
    expect(Object.keys(running())).toEqual(['c']);
  });

  it('also where another process has the same id by now', () => {
    note('a', someProcess(), { procStart: '17' });
    expect(Object.keys(running())).toEqual(['c']);
  });

  it('is outweighed by another process that has the session open', async () => {
    note('d', someProcess());
    await Promise.all(children.map(end));
    note('d', someProcess());
    expect(running(LATER)).toEqual({ d: 'idle' });
  });
});

describe.runIf(onLinux)('what cannot be checked is not believed, and times decide', () => {
  it.each([
    ['of another machine, or of a container', { pidDomain: 'linux:other:pid:[1]' }],
    ['without the start of its process', { procStart: undefined }],
    ['without a session', { sessionId: 7 }],
    ['without a process', { pid: 'x' }],
    ['of process 1', { pid: 1 }],
  ])('a note %s', (_, more) => {
    note('d', someProcess(), more);
    expect(running(LATER)).toEqual({});
    expect(running()).toEqual({ a: 'active', c: 'idle' });
  });

  it('one of this machine and namespace is', () => {
    const domain = `linux:${machineId()}:${readlinkSync('/proc/self/ns/pid')}`;
    note('d', someProcess(), { pidDomain: domain });
    expect(running(LATER)).toEqual({ d: 'idle' });
  });

  it('files that are no note, or none at all', () => {
    const folder = join(root, 'sessions');
    for (const name of ['12.json', '013.json', 'x.json', '14.json.tmp']) writeFileSync(join(folder, name), '{"pid": ');
    mkdirSync(join(folder, '15.json'));
    expect(running()).toEqual({ a: 'active', c: 'idle' });
    rmSync(folder, { recursive: true });
    expect(running()).toEqual({ a: 'active', c: 'idle' });
  });
});

it.runIf(onLinux)('the key beside a note is never opened', () => {
  const pid = someProcess();
  note('d', pid);
  // Whoever opens a pipe that nobody writes to waits for ever.
  spawnSync('mkfifo', [join(root, 'sessions', `${pid}.key`), join(root, 'sessions', `${pid}.key.json`)]);
  expect(running(LATER)).toEqual({ d: 'idle' });
});

function machineId(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim();
  } catch {
    return '';
  }
}
