import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completedCommands, unknownValues } from '../../src/cli/completion/completed-commands.ts';
import { program } from '../../src/cli/program.ts';
import { placed } from '../../src/render/completion/completed.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer, prompt } from './history.ts';
import { newHome, removeHomes, TJ, tj } from './tj.ts';

const SESSION = 'aaaaaaaa-0000-4000-8000-000000000001';

/** What a shell would run, were it not quoted. */
const HOSTILE = '/w/$(touch ran) `touch ran`';

let home: string;
beforeAll(() => {
  home = newHome();
  const said = [
    ['app', SESSION, '/w/app'],
    ['odd', SESSION.replaceAll('a', 'b'), HOSTILE],
  ] as const;
  const files = said.map(([folder, id, cwd]) => [
    `-w-${folder}/${id}.jsonl`,
    [
      prompt('2026-03-05T11:00:00Z', cwd, "It's $(touch ran): fix \\n it"),
      answer('2026-03-05T11:00:09Z', cwd, `msg_${folder}`, 'claude-opus-4-6', [10, 20, 30, 40]),
    ].join('\n'),
  ]);
  tj(['index', '--root', makeRoot(Object.fromEntries(files))], home);
  mkdirSync(join(home, 'bin'));
  mkdirSync(join(home, 'one folder'));
  writeFileSync(join(home, 'one file'), '');
  for (const name of ['tj', 'tokenjar']) {
    writeFileSync(join(home, 'bin', name), `#!/bin/sh\nexec '${process.execPath}' '${TJ}' "$@"\n`);
    chmodSync(join(home, 'bin', name), 0o755);
  }
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(join(home, `completion.${shell}`), tj(['completion', shell], home).stdout);
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

/** Runs a shell where what is typed would run. */
function shell(name: string, args: readonly string[], input = ''): string {
  const env = { PATH: `${join(home, 'bin')}:${process.env.PATH}`, HOME: home, LANG: 'C.UTF-8', TERM: 'dumb' };
  const { stdout, stderr } = spawnSync(name, args, { encoding: 'utf8', env, cwd: home, input, timeout: 50_000 });
  expect(stderr).toBe('');
  return stdout;
}

const has = (name: string) => spawnSync(name, ['-c', 'true']).status === 0;
const unless = (name: string) => (has(name) ? '' : ` (left out: ${name} is not installed)`);

/** [what is typed before Tab, what is offered, what is not]. */
const ROWS: readonly (readonly [typed: string, offered: readonly string[], not?: readonly string[]])[] = [
  ['tj us', ['usage']],
  ['tokenjar us', ['usage']],
  ['tj hook ', ['install', 'uninstall', 'status', 'shell'], ['usage']],
  ['tj usage --js', ['--json']],
  ['tj usage --by d', ['day']],
  ['tj usage --by=mo', ['month', 'model']],
  ['tj usage --by project,mo', ['project,month', 'project,model']],
  ['tj context --by f', ['file', 'fixed'], ['day']],
  ['tj quota --by ', ['session', 'project', 'model'], ['day']],
  ['tj quota --window ', ['5h', '7d'], ['24h']],
  ['tj advise --kind mc', ['mcp-server']],
  ['tj usage --plan ul', ['ultra']],
  ['tj --root one usage --pla', ['--plan']],
  ['tj config se', ['set']],
  ['tj config get pl', ['plan']],
  ['tj config set plan ap', ['api']],
  ['tj help exit', ['exit-codes']],
  ['tj help us', ['usage']],
  ['tj completion f', ['fish']],
  ['tj session aa', [SESSION]],
  ['tj agents --session aa', [SESSION]],
  ['tj usage --project ap', ['app']],
];

const OFFERS = ROWS.map(([typed, offered, not = []]) => ({ typed, offered, not }));

describe('what is completed', () => {
  it('every command and option that the help lists, in every script', () => {
    const all = placed(completedCommands(program('0')));
    expect(all.length).toBeGreaterThan(30);
    const help = (path: string) => tj([...path.split(' ').filter(Boolean), '--help'], home).stdout;
    const real = all.filter(({ path }) => !path.startsWith('config '));
    for (const { path, command } of real.filter(({ path: each }) => ['', 'usage', 'hook install'].includes(each))) {
      const flags = [...help(path).matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((found) => found[1]);
      expect([path, command.options.map(({ long }) => long).sort()]).toEqual([path, flags.sort()]);
    }
    for (const name of ['bash', 'zsh', 'fish']) {
      const { stdout } = tj(['completion', name], home);
      for (const { command } of all) {
        expect(stdout).toContain(command.name);
        for (const { long } of command.options)
          expect(stdout).toContain(name === 'fish' ? `-l ${long.slice(2)}` : long);
      }
    }
  });

  it('of every option that takes a value it is said which', () => {
    expect(unknownValues(program('0'))).toEqual([]);
  });

  it('a shell that there is none for is refused; without one it is the one of SHELL', () => {
    expect(tj(['completion', 'csh'], home)).toEqual({
      ...{ status: 2, stdout: '', stderr: 'tj: tj completion csh: expected bash, zsh, fish\n' },
    });
    expect(tj(['completion'], home, { SHELL: '/usr/bin/fish' })).toEqual(tj(['completion', 'fish'], home));
  });

  it('sessions and projects of a store that is not there are none, and none is made', () => {
    const empty = newHome();
    expect(tj(['completion', '--list', 'sessions'], empty)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(existsSync(join(empty, '.tj'))).toBe(false);
  });
});

describe.skipIf(!has('bash'))(`bash${unless('bash')}`, () => {
  /** As bash takes words apart, `=` is one of its own. */
  const offers = (typed: string) => {
    const words = typed
      .replaceAll('=', ' = ')
      .split(/ +/)
      .map((word) => `'${word}'`);
    const script = `source completion.bash
      COMP_WORDS=(${words.join(' ')}) COMP_CWORD=${words.length - 1}
      _tj "\${COMP_WORDS[0]}"
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    return shell('bash', ['--norc', '-c', script]).trim().split('\n');
  };

  it.each(OFFERS)('$typed', ({ typed, offered, not }) => {
    const found = offers(typed);
    expect(found).toEqual(expect.arrayContaining([...offered]));
    for (const word of not) expect(found).not.toContain(word);
  });

  it('files and folders keep their names, and nothing of the store is run', () => {
    expect(offers('tj usage --db one')).toEqual(['one file', 'one folder']);
    expect(offers('tj usage --root one')).toEqual(['one folder']);
    const quoted = offers('tj usage --project ').find((word) => word.includes('touch')) ?? '';
    expect(shell('bash', ['--norc', '-c', `printf %s ${quoted}`])).toBe(HOSTILE.slice(3));
    expect(readdirSync(home)).not.toContain('ran');
  });

  it('is set up by the line that the help shows', () => {
    const line = /eval "\$\(tj completion bash\)"/.exec(tj(['completion', '--help'], home).stdout)?.[0] ?? '';
    expect(shell('bash', ['--norc', '-c', `${line}; complete -p tj tokenjar`])).toBe(
      'complete -F _tj tj\ncomplete -F _tj tokenjar\n',
    );
  });
});

describe.skipIf(!has('fish'))(`fish${unless('fish')}`, () => {
  const offers = (typed: string) => {
    const lines = shell('fish', ['--no-config', '-c', `source completion.fish; complete -C '${typed}'`]).split('\n');
    return lines.map((line) => line.split('\t')[0]?.replace(/^--by=/, ''));
  };

  it.each(OFFERS)('$typed', ({ typed, offered, not }) => {
    const found = offers(typed);
    expect(found).toEqual(expect.arrayContaining([...offered]));
    for (const word of [...not, 'one file']) expect(found).not.toContain(word);
  });

  it('files and folders are offered where they are asked for, and nothing of the store is run', () => {
    expect(offers('tj usage --db one')).toEqual(expect.arrayContaining(['one file', 'one folder/']));
    expect(offers('tj usage --root one')).toEqual(['one folder/', '']);
    expect(offers('tj usage --project ')).toContain(HOSTILE.slice(3));
    expect(readdirSync(home)).not.toContain('ran');
  });
});

describe.skipIf(!has('zsh'))(`zsh${unless('zsh')}`, () => {
  /** Types a line and Tab into a zsh of its own, and returns what it shows until it has shown all of `expected`. */
  const script = (typed: string, expected: readonly string[]) => `
    zmodload zsh/zpty
    zpty z zsh -f -i
    zpty -w z "PROMPT='% '; stty columns 400; autoload -Uz compinit; compinit -u -D; source completion.zsh; setopt no_list_ambiguous no_prompt_sp; echo rea''dy"
    until_all() {
      local out= chunk word; local n=0 all
      while (( n++ < 400 )); do
        if zpty -rt z chunk; then out+=$chunk; else sleep 0.05; fi
        all=1
        for word in "$@"; [[ $out == *$word* ]] || all=0
        (( all )) && break
      done
      print -r -- $out
    }
    until_all ready >/dev/null
    zpty -w -n z ${JSON.stringify(typed)}$'\\t'
    until_all ${expected.map((word) => `'${word}'`).join(' ')}
    zpty -d z`;
  const shows = (typed: string, expected: readonly string[]) => shell('zsh', ['-f', '-c', script(typed, expected)]);

  it.each(OFFERS)('$typed', ({ typed, offered, not }) => {
    // One that is left is put in; of several each is listed, of values with commas without what stands before.
    const expected = offered.length === 1 ? offered : offered.map((word) => word.replace(/^.*,/, ''));
    const shown = shows(typed, expected);
    for (const word of expected) expect(shown).toContain(word);
    for (const word of not) expect(shown).not.toContain(`\n${word} `);
  });

  it('nothing of the store is run', () => {
    shows('tj usage --project ', ['touch ran']);
    expect(readdirSync(home)).not.toContain('ran');
  });

  it('as a file in a folder of fpath it is found by itself', () => {
    mkdirSync(join(home, 'functions'));
    writeFileSync(join(home, 'functions', '_tj'), tj(['completion', 'zsh'], home).stdout);
    const line = 'fpath=(functions $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[tj] $_comps[tokenjar]';
    expect(shell('zsh', ['-f', '-c', line])).toBe('_tj _tj\n');
  });
});
