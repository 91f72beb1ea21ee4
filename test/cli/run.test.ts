import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { newHome, removeHomes, TJ } from './tj.ts';

const CLAUDE = `"${process.execPath}" "${fileURLToPath(new URL('pretend-claude.mjs', import.meta.url))}"`;
const [ONE, TWO] = ['a', 'b'].map((letter) => `${letter.repeat(8)}-0000-4000-8000-000000000000`);

/** Longer than it takes to see that a session runs. */
const SEEN_MS = 1500;

let home: string;
beforeEach(() => {
  home = newHome();
});
afterAll(removeHomes);

const environment = (env: object = {}) => ({ PATH: process.env.PATH ?? '', HOME: home, LANG: 'C.UTF-8', ...env });

function tj(args: readonly string[], how: { env?: object; input?: string } = {}) {
  const { env, ...more } = how;
  const options = { encoding: 'utf8', env: environment(env), cwd: home, ...more } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [TJ, ...args], options);
  return { status, stdout, stderr };
}

const runs = () => JSON.parse(tj(['runs', '--json']).stdout).runs;
const idIn = (stderr: string) => /run (\S+): /.exec(stderr)?.[1] ?? '';

describe('tj run', () => {
  it('hands on streams, words and the exit code, and a run id to whatever is started', () => {
    const script = 'printf "%s %s\\n" "$TJ_RUN_ID" "$1"; cat; exit 7';
    const { status, stdout, stderr } = tj(['run', '--name', 'a b', '--', 'sh', '-c', script, 'x', '--json'], {
      input: 'in',
    });
    expect({ status, stdout: stdout.split(' ').slice(1).join(' ') }).toEqual({ status: 7, stdout: '--json\nin' });
    expect(stdout).toMatch(/^a-b-\d{8}T\d{6}Z-[\da-f]{4} /);
    expect(stderr).toBe(
      `tj: run ${stdout.split(' ')[0]}: no session of Claude Code was seen in it; tj hook status says whether they are reported\n`,
    );
  });

  it('needs no -- before the command, and leaves its options to it', () => {
    expect(tj(['run', 'sh', '-c', 'echo $0', '--json']).stdout).toBe('--json\n');
  });

  it.each<[string, string[], number, string]>([
    [
      'a command that is not there',
      ['nothing-of-that-name'],
      127,
      'tj: nothing-of-that-name: there is no such command',
    ],
    ['one that is no program', ['/dev/null'], 126, 'tj: /dev/null: cannot be run (EACCES)'],
    ['no command', [], 2, "tj: missing required argument 'command'"],
    ['one that a signal ends', ['sh', '-c', 'kill -KILL $$'], 137, 'tj: run sh-'],
  ])('%s has the exit code of a shell, and one line', (_, command, code, line) => {
    const { status, stdout, stderr } = tj(['run', '--', ...command]);
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: code, stdout: '', lines: 1 });
    expect(stderr).toContain(line);
  });

  it('what is typed within a session has it for its parent', () => {
    const env = { CLAUDE_CODE_SESSION_ID: ONE, TJ_PARENT_SESSION_ID: 'another' };
    expect(tj(['run', 'sh', '-c', 'echo $TJ_PARENT_SESSION_ID'], { env }).stdout).toBe(`${ONE}\n`);
  });

  it('adds up the sessions whose hook reported the run', () => {
    const { status, stderr } = tj(['run', '--name', 'nightly', 'sh', '-c', `${CLAUDE} ${ONE} 0; ${CLAUDE} ${TWO} 0`], {
      env: { TJ_SCRIPT: TJ },
    });
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^tj: run (nightly-\S+): 2 sessions, 2 responses, 2,?\.?0\S* tokens, \$0\.0\d; tj runs \1\n$/,
    );
    expect(runs()).toMatchObject([{ run_id: idIn(stderr), session_ids: [TWO, ONE], responses: 2 }]);
  });

  it('within a run is part of it, and says that a name is not used', () => {
    const inner = `"${process.execPath}" "${TJ}" run --name in -- sh -c '${CLAUDE.replaceAll("'", '')} ${TWO} 0'`;
    const { stderr } = tj(['run', '--name', 'out', 'sh', '-c', `${CLAUDE} ${ONE} 0; ${inner}`], {
      env: { TJ_SCRIPT: TJ },
    });
    expect(stderr).toMatch(/^tj: this is part of run (out-\S+), as TJ_RUN_ID says: --name is not used\n/);
    expect(stderr.split('\n').at(-2)).toMatch(/^tj: run out-\S+: 2 sessions, 2 responses, /);
    expect(runs()).toMatchObject([{ run_id: idIn(stderr), session_ids: [TWO, ONE] }]);
  });

  it('says how many responses of before tj runs shows, where a session goes on in it', () => {
    const env = { TJ_SCRIPT: TJ, TJ_RUN_ID: 'given' };
    spawnSync('sh', ['-c', `${CLAUDE} ${ONE} 0; sleep 1`], { env: environment(env) });
    expect(tj(['run', 'sh', '-c', `${CLAUDE} ${TWO} 0`], { env }).stderr).toMatch(
      /^tj: run given: 1 session, 1 response, .*; tj runs given \(with 1 response of before\)\n$/,
    );
  });

  it('a session of no run is none of its', () => {
    spawnSync('sh', ['-c', `${CLAUDE} ${ONE} 0`], { env: environment({ TJ_SCRIPT: TJ, TJ_RUN_ID: 'another' }) });
    const { stderr } = tj(['run', 'sh', '-c', `${CLAUDE} ${TWO} 0`], { env: { TJ_SCRIPT: TJ } });
    expect(stderr).toContain(': 1 session, 1 response, ');
  });

  it('trouble with the store is a line, and the exit code is still the command’s', () => {
    mkdirSync(join(home, '.tj'));
    writeFileSync(join(home, '.tj/tj.db'), 'no store at all, but long enough to be looked at as one'.repeat(100));
    const { status, stderr } = tj(['run', 'sh', '-c', 'exit 3']);
    expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 3, lines: 1 });
    expect(stderr).toMatch(/^tj: run sh-\S+: /);
  });
});

describe.runIf(process.platform === 'linux')('tj run without a hook', () => {
  it('sees the sessions that run, and who started them', () => {
    const script = `${CLAUDE} ${ONE} ${SEEN_MS} & CLAUDE_CODE_SESSION_ID=${ONE} ${CLAUDE} ${TWO} ${SEEN_MS}; wait`;
    const { stderr } = tj(['run', 'sh', '-c', script]);
    expect(stderr).toContain(': 2 sessions, 2 responses, ');
    const { members } = JSON.parse(tj(['runs', idIn(stderr), '--json']).stdout);
    const parents = members.map((one: { session_id: string; parent_session_id: string | null }) => [
      ...[one.session_id, one.parent_session_id],
    ]);
    expect(parents).toEqual([
      [ONE, null],
      [TWO, ONE],
    ]);
  });

  it('a session that runs beside it is none of its', () => {
    const beside = spawn('sh', ['-c', `${CLAUDE} ${ONE} ${SEEN_MS}`], { env: environment({ TJ_RUN_ID: 'another' }) });
    const { stderr } = tj(['run', 'sleep', '1']);
    beside.kill();
    expect(stderr).toContain('no session of Claude Code was seen in it');
  });
});

describe('signals', () => {
  const TRAPS =
    'trap "echo got INT; exit 4" INT; trap "echo got TERM; exit 5" TERM; trap "echo got HUP; exit 6" HUP; echo up; while :; do sleep 0.05; done';

  async function running(): Promise<{ child: ChildProcess; ended: Promise<{ code: number; said: string }> }> {
    const child = spawn(process.execPath, [TJ, 'run', '--', 'sh', '-c', TRAPS], { env: environment() });
    let said = '';
    child.stdout.on('data', (text) => (said += text));
    const ended = once(child, 'close').then(([code]) => ({ code, said }));
    await expect.poll(() => said, { timeout: 10_000 }).toBe('up\n');
    return { child, ended };
  }

  it.each([
    ['SIGTERM', 'got TERM', 5],
    ['SIGHUP', 'got HUP', 6],
    ['SIGINT', 'got INT', 4],
  ] as const)('%s goes to the command, and its exit code comes back', async (signal, line, code) => {
    const { child, ended } = await running();
    child.kill(signal);
    expect(await ended).toEqual({ code, said: `up\n${line}\n` });
  });

  it.skipIf(spawnSync('script', ['--version']).status !== 0)(
    'Ctrl-C in a terminal reaches the command once',
    async () => {
      const counting = 'n=0; trap "n=\\$((n+1))" INT; echo up; sleep 1; sleep 1; echo "INT \\$n"';
      const command = `"${process.execPath}" "${TJ}" run -- sh -c '${counting.replaceAll('\\$', '$')}'`;
      const terminal = spawn('script', ['-qec', command, '/dev/null'], { env: environment() });
      let said = '';
      terminal.stdout.on('data', (text) => {
        if (said === '') terminal.stdin.write('\u0003');
        said += text;
      });
      await once(terminal, 'close');
      expect(said).toContain('INT 1');
    },
  );
});
