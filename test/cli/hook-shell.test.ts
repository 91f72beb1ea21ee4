import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newHome, removeHomes, TJ, tj } from './tj.ts';

/** Tells what it was called with, and ends as it is told to. */
const FAKE_CLAUDE = `#!/bin/sh
{
  printf 'instance=%s\\n' "\${TJ_INSTANCE-unset}"
  printf 'parent=%s\\n' "\${TJ_PARENT_SESSION_ID-unset}"
  printf 'run=%s\\n' "\${TJ_RUN_ID-unset}"
  printf 'project=%s\\n' "\${TJ_PROJECT-unset}"
  for word in "$@"; do printf '<%s>\\n' "$word"; done
} > "$TOLD"
exit "\${ENDS_WITH-0}"
`;

let home: string;
let told: string;
beforeAll(() => {
  home = newHome();
  told = join(home, 'told');
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'claude'), FAKE_CLAUDE);
  chmodSync(join(home, 'bin', 'claude'), 0o755);
});
afterAll(removeHomes);

const SHELLS = [
  ['bash', ['--norc']],
  ['bash', ['--norc', '--posix']],
  ['bash', ['--norc', '-eu']],
  ['zsh', ['-f']],
  ['zsh', ['-f', '-eu']],
  ['zsh', ['-f', '-o', 'ksh_arrays', '-o', 'sh_word_split', '-o', 'warn_create_global']],
] as const;

describe.each(SHELLS)('claude as a function of %s %j, where that shell is installed', (shell, options) => {
  const isThere = spawnSync(shell, ['-c', 'true']).status === 0;

  /** Runs one line after the function was evaluated as people do; tells what the fake claude told. */
  function run(line: string, env: Readonly<Record<string, string>> = {}) {
    writeFileSync(told, 'not called\n');
    const script = `eval "$("${process.execPath}" "${TJ}" hook shell ${shell})"\n${line}\n`;
    const base = { HOME: home, PATH: `${join(home, 'bin')}:/usr/bin:/bin`, TOLD: told };
    const { status, stdout, stderr } = spawnSync(shell, [...options, '-c', script], {
      encoding: 'utf8',
      env: { ...base, ...env },
    });
    const lines = readFileSync(told, 'utf8').trimEnd().split('\n');
    return { status, stdout, stderr, told: lines };
  }

  const plain = ['instance=unset', 'parent=unset', 'run=unset', 'project=unset'];

  it.skipIf(!isThere)('hands everything on as it is', () => {
    expect(run(`claude -p 'two  words' "" '*' --assist '--as-is=x' 'a"b'`)).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
      told: [...plain, '<-p>', '<two  words>', '<>', '<*>', '<--assist>', '<--as-is=x>', '<a"b>'],
    });
    expect(run('claude').told).toEqual(plain);
  });

  it.skipIf(!isThere)('takes --as NAME out wherever it stands before --, and sets it for that call only', () => {
    const named = ['instance=my term', ...plain.slice(1)];
    expect(run(`claude --as 'my term' -c`).told).toEqual([...named, '<-c>']);
    expect(run(`claude -p hi --as 'my term'`).told).toEqual([...named, '<-p>', '<hi>']);
    expect(run(`claude -p --as='my term' hi`).told).toEqual([...named, '<-p>', '<hi>']);
    expect(run(`claude --as first --as='my term'`).told).toEqual(named);
    expect(run(`claude --as 'my term' -- --as other --as=x --`).told).toEqual([
      ...named,
      ...['<-->', '<--as>', '<other>', '<--as=x>', '<-->'],
    ]);
    const after = run(`claude --as 'my term'; echo "\${TJ_INSTANCE-unset}"; sh -c 'echo "\${TJ_INSTANCE-unset}"'`);
    expect(after).toMatchObject({ stdout: 'unset\nunset\n', told: named });
  });

  it.skipIf(!isThere)('a name goes before the one of the environment, which stays without it', () => {
    expect(run('claude --as mine', { TJ_INSTANCE: 'its' }).told[0]).toBe('instance=mine');
    expect(run('claude', { TJ_INSTANCE: 'its' }).told[0]).toBe('instance=its');
  });

  it.skipIf(!isThere)('what the environment says of the run gets through', () => {
    const env = { TJ_RUN_ID: 'r 1', TJ_PARENT_SESSION_ID: 'p', TJ_PROJECT: '/w/app' };
    const all = ['instance=unset', 'parent=p', 'run=r 1', 'project=/w/app'];
    expect(run('claude', env).told).toEqual(all);
    expect(run('export TJ_RUN_ID=later; claude').told[2]).toBe('run=later');
  });

  it.skipIf(!isThere)('within a session of Claude Code, that one is the parent', () => {
    expect(run('claude --as sub', { CLAUDE_CODE_SESSION_ID: 'outer' }).told.slice(0, 2)).toEqual([
      'instance=sub',
      'parent=outer',
    ]);
  });

  it.skipIf(!isThere)('within a session that has a parent and a name, these are not passed on', () => {
    const env = { CLAUDE_CODE_SESSION_ID: 'outer', TJ_PARENT_SESSION_ID: 'its', TJ_INSTANCE: 'its' };
    expect(run('claude', env).told.slice(0, 2)).toEqual(['instance=', 'parent=outer']);
  });

  it.skipIf(!isThere)('ends as claude does', () => {
    expect(run('claude --as x || exit $?', { ENDS_WITH: '7' }).status).toBe(7);
  });

  it.skipIf(!isThere).each(['claude --as', 'claude -p --as', "claude --as ''", 'claude --as=', 'claude --as --resume'])(
    'without a name claude is not called: %s',
    (line) => {
      expect(run(`${line} || exit $?`)).toEqual({
        status: 2,
        stdout: '',
        stderr: 'tj: claude --as: a name is missing\n',
        told: ['not called'],
      });
    },
  );

  it.skipIf(!isThere)('an alias of that name does not get in its way', () => {
    const aliases = shell === 'bash' ? 'shopt -s expand_aliases\n' : '';
    const script = `${aliases}alias claude='claude --verbose'\neval "$("${process.execPath}" "${TJ}" hook shell ${shell})"\neval 'claude --as x'`;
    const env = { HOME: home, PATH: `${join(home, 'bin')}:/usr/bin:/bin`, TOLD: told };
    const { status, stderr } = spawnSync(shell, [...options, '-c', script], { encoding: 'utf8', env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(readFileSync(told, 'utf8')).toContain('instance=x');
    expect(readFileSync(told, 'utf8')).toContain('<--verbose>');
  });
});

describe('tj hook shell', () => {
  it('takes the shell that SHELL names, and refuses others', () => {
    const text = tj(['hook', 'shell', 'zsh'], home).stdout;
    expect(tj(['hook', 'shell'], home, { SHELL: '/usr/bin/zsh' }).stdout).toBe(text);
    expect(JSON.parse(tj(['hook', 'shell', 'zsh', '--json'], home).stdout)).toEqual({ schema: 1, shell: 'zsh', text });
    for (const args of [['fish'], ['\u001b[31m']]) {
      const { status, stdout, stderr } = tj(['hook', 'shell', ...args], home);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^tj: tj hook shell [a-z]*: expected bash or zsh\n$/);
    }
    expect(tj(['hook', 'shell'], home, { SHELL: '' }).status).toBe(2);
  });
});
