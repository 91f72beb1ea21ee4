import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { HELPERS } from '../../src/render/harness-card.ts';
import { openStore } from '../../src/store/open-store.ts';
import { removeRoots } from '../corpus.ts';
import { RUN_REPORTS, report, runHistory } from './run-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
let folder: string;
beforeEach(() => {
  home = newHome();
  folder = newHome();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const STARTS = '#!/bin/sh\nclaude -p go\n';
const setup = (...args: string[]) => tj(['runs', 'setup', ...args], home);
const map = (...args: string[]) => JSON.parse(setup('--map', folder, '--json', ...args).stdout);
const places = () => map().launches.map(({ path, line }: { path: string; line: number }) => `${path}:${line}`);

describe('tj runs setup --map', () => {
  it('reads what is written in the folder: neither what others put there nor what .gitignore names', () => {
    const left = ['node_modules/x/a.sh', '.git/hooks/a.sh', '.venv/lib/a.py', 'out/a.sh', 'deep/a.tmp.sh', 'top.sh'];
    write({ ...Object.fromEntries(left.map((path) => [path, STARTS])), 'deep/top.sh': STARTS, 'a.sh': STARTS });
    write({
      '.gitignore': '# what is made\nout/\n*.tmp.sh\n/top.sh\n',
      '.github/workflows/a.yml': 'run: claude -p go',
    });
    expect(places()).toEqual(['.github/workflows/a.yml:1', 'a.sh:2', 'deep/top.sh:2']);
  });

  it('a .gitignore with exceptions takes nothing out', () => {
    write({ '.gitignore': '*.sh\n!a.sh\n', 'a.sh': STARTS, 'b.sh': STARTS });
    expect(places()).toEqual(['a.sh:2', 'b.sh:2']);
  });

  it('follows no link, and says what was too long to be read', () => {
    const elsewhere = newHome();
    writeFileSync(join(elsewhere, 'a.sh'), STARTS);
    write({ 'b.sh': STARTS, 'long.sh': `${STARTS}${'#'.repeat(1024 * 1024)}` });
    symlinkSync(elsewhere, join(folder, 'folder'));
    symlinkSync(join(elsewhere, 'a.sh'), join(folder, 'file.sh'));
    symlinkSync(folder, join(folder, 'itself'));
    expect(places()).toEqual(['b.sh:2']);
    expect(map()).toMatchObject({ files_read: 1, files_left: 1 });
    expect(setup('--map', folder).stdout).toContain('1 file not read: too long, or too many');
  });

  it('lists no more folders, and reads no more files than it may', () => {
    for (let i = 0; i < 5010; i++) mkdirSync(join(folder, `deep/${i}`), { recursive: true });
    for (let i = 0; i < 5010; i++) writeFileSync(join(folder, `${i}.sh`), '#');
    expect(map()).toMatchObject({ files_read: 5000, files_left: 10, folders_left: true });
    expect(setup('--map', folder).stdout.replaceAll('\n', ' ')).toContain('not all folders: there are too many');
  });

  it('a file without an ending is read where it can be run', () => {
    write({ tool: STARTS, notes: STARTS, Makefile: 'all:\n\tclaude -p go\n' });
    chmodSync(join(folder, 'tool'), 0o755);
    expect(places()).toEqual(['Makefile:2', 'tool:2']);
  });

  it('says how sessions of the folder are grouped today', () => {
    const root = runHistory();
    report(home, RUN_REPORTS);
    tj(['index', '--root', root], home);
    write({ 'a.sh': STARTS });
    expect(map().known).toEqual({ sessions: 0, in_runs: 0, with_parent: 0 });
    const store = openStore(join(home, '.tj/tj.db'));
    store.prepare('UPDATE sessions SET cwd = ? WHERE cwd = ?').run(join(realpathSync(folder), 'deep'), '/w/app');
    store.prepare('UPDATE sessions SET cwd = ? WHERE cwd = ?').run(`${realpathSync(folder)}2`, '/w/lib');
    store.close();
    expect(map().known).toEqual({ sessions: 4, in_runs: 4, with_parent: 1 });
  });

  it.each<[string, string[], number, string]>([
    ['no folder', [], 2, 'tj: which folder? Give that of your harness: tj runs setup --map .'],
    ['one that is none', ['--map', '/dev/null'], 2, 'tj: --map /dev/null: it is no folder'],
  ])('%s is one line', (_, args, code, line) => {
    const { status, stdout, stderr } = setup(...args);
    expect({ status, stdout, stderr }).toEqual({ status: code, stdout: '', stderr: `${line}\n` });
  });

  it('changes nothing, with --instrument neither', () => {
    write({ 'a.sh': STARTS });
    const before = readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs);
    setup('--map', folder);
    setup('--map', folder, '--instrument');
    expect(readdirSync(folder).map((name) => statSync(join(folder, name)).mtimeMs)).toEqual(before);
    expect(readFileSync(join(folder, 'a.sh'), 'utf8')).toBe(STARTS);
  });
});

describe('--instrument', () => {
  it('prints the helper of each language that starts sessions, and the lines to change', () => {
    write({ 'a.sh': STARTS, 'b.py': 'subprocess.run(["claude", "-p", "x"])\n' });
    const { stdout } = setup('--map', folder, '--instrument');
    expect(stdout).toContain('# a.sh:2  put the helper above it\n#     claude -p go\n');
    expect(stdout).toContain('# b.py:1  add env=tj_env() to the call\n');
    expect(stdout).toContain(HELPERS.sh);
    expect(stdout).toContain(HELPERS.python.trimEnd());
    expect(stdout).not.toContain('tjEnv');
  });

  it('says of each line what is true of it', () => {
    write({ 'a.sh': 'claude -p a\nTJ_RUN_ID=1 claude -p b\nexport TJ_RUN_ID=1\nclaude -p c\n' });
    const { stdout } = setup('--map', folder, '--instrument');
    expect(stdout.split('\n').filter((line) => line.startsWith('# a.sh'))).toEqual([
      '# a.sh:1  nothing if line 3, which sets TJ_RUN_ID, holds for it; else put the helper above it',
      '# a.sh:2  nothing: it sets TJ_RUN_ID',
      '# a.sh:4  nothing: line 3 sets TJ_RUN_ID',
    ]);
    expect(setup('--map', folder).stdout).toContain('TJ_RUN_ID is set for 2 of 3, for 1 another line of the file may.');
  });

  it('where nothing starts a session it says so', () => {
    expect(setup('--map', folder, '--instrument').stdout).toContain('there is nothing to add');
  });
});

/** What a helper puts into the environment of what is started. */
const SHOW = 'printf "%s %s\\n" "$TJ_RUN_ID" "$TJ_PARENT_SESSION_ID"';

describe('a helper sets the run of the first that has none, and the session it is started in as the parent', () => {
  const python = spawnSync('python3', ['--version']).status === 0;
  const ways: Readonly<Record<keyof typeof HELPERS, () => [string, string[]]>> = {
    sh: () => ['sh', ['-euc', `${HELPERS.sh}${SHOW}`]],
    python: () => {
      const call = `import subprocess\nsubprocess.run(["sh", "-c", r'''${SHOW}'''], env=tj_env())\n`;
      return ['python3', ['-c', `${HELPERS.python}\n${call}`]];
    },
    typescript: () => {
      const script = join(folder, 'helper.mjs');
      const plain = HELPERS.typescript
        .replace(/: Record<string, string> \{/, ' {')
        .replace(/ as Record<string, string>/, '');
      const call = `import { spawnSync } from 'node:child_process';\nspawnSync('sh', ['-c', ${JSON.stringify(SHOW)}], { env: tjEnv(), stdio: 'inherit' });`;
      writeFileSync(script, `${plain}${call}`);
      return [process.execPath, ['--input-type=module', '-e', `import ${JSON.stringify(pathToFileURL(script).href)}`]];
    },
  };

  it.each(Object.keys(HELPERS) as (keyof typeof HELPERS)[])('%s', (language) => {
    if (language === 'python' && !python) return;
    const said = (env: object) => {
      const [command, args] = ways[language]();
      const { status, stdout, stderr } = spawnSync(command, args, {
        env: { PATH: process.env.PATH, ...env },
        encoding: 'utf8',
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout;
    };
    expect(said({})).toMatch(/^harness-\d{8}T\d{6}Z-\d+ \n$/);
    expect(said({ TJ_RUN_ID: 'above', CLAUDE_CODE_SESSION_ID: 'me' })).toBe('above me\n');
    expect(said({ TJ_RUN_ID: 'above', TJ_PARENT_SESSION_ID: 'them' })).toBe('above them\n');
    const both = { CLAUDE_CODE_SESSION_ID: 'me', TJ_PARENT_SESSION_ID: 'them' };
    expect(said(both)).toMatch(/ me\n$/);
  });
});
