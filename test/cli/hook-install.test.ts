import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drained, payload } from './hooks.ts';
import { copyOfTj } from './settings/copy-of-tj.ts';
import { type How, newHome, removeHomes, TJ, tj } from './tj.ts';

afterAll(removeHomes);

const LAUNCH = `"${process.execPath}" "${realpathSync(TJ)}" session-end`;
const HARMLESS = '2>/dev/null || true';
const COMMAND = `${LAUNCH} ${HARMLESS}`;

let home: string;
let file: string;

function fresh(content?: string, mode = 0o644): void {
  home = newHome();
  file = join(home, '.claude', 'settings.json');
  if (content === undefined) return;
  mkdirSync(join(home, '.claude'));
  writeFileSync(file, content);
  chmodSync(file, mode);
}

const hook = (args: readonly string[], how?: How) => tj(['hook', ...args], home, {}, how);
const settings = () => JSON.parse(readFileSync(file, 'utf8'));
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('tj hook install', () => {
  it('makes what is missing, for the user alone', () => {
    fresh();
    const { status, stdout, stderr } = hook(['install', '--yes']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('The hook is installed: ~/.claude/settings.json');
    expect(settings()).toEqual({
      hooks: { SessionEnd: [{ hooks: [{ type: 'command', command: COMMAND, timeout: 30 }] }] },
    });
    expect(modeOf(file)).toBe(0o600);
    expect(modeOf(join(home, '.claude'))).toBe(0o700);
    expect(readdirSync(join(home, '.claude'))).toEqual(['settings.json']);
  });

  it('what it writes runs in a shell, and takes a report in', async () => {
    fresh();
    hook(['install', '--yes']);
    const { command } = settings().hooks.SessionEnd[0].hooks[0];
    const env = { HOME: home, PATH: '/nowhere' };
    const { status, stdout } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8', env, input: payload('s-1') });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(existsSync(join(home, '.tj', 'spool'))).toBe(true);
    await drained(home);
  });

  it('--catch-up adds the beginning of sessions', () => {
    fresh('{}');
    hook(['install', '--catch-up', '--yes']);
    expect(settings().hooks.SessionStart).toEqual([
      { hooks: [{ type: 'command', command: `${LAUNCH} --catch-up ${HARMLESS}`, timeout: 30 }] },
    ]);
    expect(settings().hooks.SessionEnd).toHaveLength(1);
  });

  it('--project writes into the project, of the current folder or of another', () => {
    fresh();
    const app = join(home, 'my app');
    mkdirSync(app);
    hook(['install', '--project', '--yes'], { cwd: app });
    expect(existsSync(join(app, '.claude', 'settings.json'))).toBe(true);
    mkdirSync(join(home, 'other'));
    hook(['install', '--project', '~/other', '--yes']);
    expect(existsSync(join(home, 'other', '.claude', 'settings.json'))).toBe(true);
    expect(hook(['install', '--project', '~/absent', '--yes'])).toMatchObject({
      status: 2,
      stderr: `tj: --project ${join(home, 'absent')}: there is no such folder\n`,
    });
    expect(existsSync(file)).toBe(false);
  });

  it('the first folder of CLAUDE_CONFIG_DIR is the user’s', () => {
    fresh();
    const env = { CLAUDE_CONFIG_DIR: ` ~/conf , ${join(home, 'second')}` };
    expect(tj(['hook', 'install', '--yes'], home, env).status).toBe(0);
    expect(existsSync(join(home, 'conf', 'settings.json'))).toBe(true);
    expect(existsSync(join(home, 'second'))).toBe(false);
    expect(existsSync(file)).toBe(false);
  });

  it('a backup holds what was there; permissions stay as they were, of both', () => {
    fresh('{"model": "opus"}\n', 0o640);
    const { stdout } = hook(['install', '--yes']);
    expect(stdout).toContain('as it was: ~/.claude/settings.json.tj-backup\n');
    expect(readFileSync(`${file}.tj-backup`, 'utf8')).toBe('{"model": "opus"}\n');
    expect([modeOf(file), modeOf(`${file}.tj-backup`)]).toEqual([0o640, 0o640]);
  });

  it('no backup is written over another', () => {
    fresh('{}');
    for (const action of ['install', 'uninstall', 'install', 'uninstall']) hook([action, '--yes']);
    expect(readdirSync(join(home, '.claude'))).toEqual([
      'settings.json',
      'settings.json.tj-backup',
      'settings.json.tj-backup-2026-03-05T12-00-00',
      'settings.json.tj-backup-2026-03-05T12-00-00-2',
      'settings.json.tj-backup-2026-03-05T12-00-00-3',
    ]);
  });

  it('a second time nothing is written', () => {
    fresh('{"a": 1}');
    hook(['install', '--yes']);
    const before = [readFileSync(file, 'utf8'), readdirSync(join(home, '.claude'))];
    expect(hook(['install', '--yes']).stdout).toBe(
      'The hook is installed already, nothing was changed: ~/.claude/settings.json\n',
    );
    expect([readFileSync(file, 'utf8'), readdirSync(join(home, '.claude'))]).toEqual(before);
  });

  it('a link to settings elsewhere stays a link, also to settings that are not there yet', () => {
    fresh('{}');
    const elsewhere = join(home, 'dotfiles.json');
    rmSync(file);
    symlinkSync('../dotfiles.json', file);
    for (const content of ['{"a": 1}', null]) {
      if (content === null) rmSync(elsewhere);
      else writeFileSync(elsewhere, content);
      expect(hook(['install', '--dry-run']).stdout).toContain('(a link to ~/dotfiles.json)');
      expect(hook(['install', '--yes']).status).toBe(0);
      expect(lstatSync(file).isSymbolicLink()).toBe(true);
      expect(JSON.parse(readFileSync(elsewhere, 'utf8')).hooks.SessionEnd).toHaveLength(1);
    }
  });

  it('no folder is made where a link leads', () => {
    fresh('{}');
    rmSync(file);
    symlinkSync(join(home, 'absent', 'settings.json'), file);
    expect(hook(['install', '--yes'])).toMatchObject({ status: 1, stdout: '' });
    expect(existsSync(join(home, 'absent'))).toBe(false);
  });

  it('another tj is brought up to date by the one that installs; each knows the other’s entry', () => {
    fresh('{}');
    const other = copyOfTj(join(home, 'a $(folder) "of" mine'));
    hook(['install', '--yes'], { script: other });
    expect(settings().hooks.SessionEnd[0].hooks[0].command).toContain('a \\$(folder) \\"of\\" mine');
    const { stdout } = hook(['install', '--yes', '--json']);
    expect(JSON.parse(stdout).entries).toEqual([
      { key: 'SessionEnd', command: COMMAND, timeout: 30, action: 'updated' },
    ]);
    expect(settings().hooks.SessionEnd).toEqual([{ hooks: [{ type: 'command', command: COMMAND, timeout: 30 }] }]);
    expect(hook(['uninstall', '--yes'], { script: other }).status).toBe(0);
    expect(settings()).toEqual({});
  });

  it('the cache of npx is no place for a hook', () => {
    fresh();
    const script = copyOfTj(join(home, '_npx', '0123abcd'));
    const { status, stdout, stderr } = hook(['install', '--yes'], { script });
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: 1, stdout: '', lines: 1 });
    expect(stderr).toMatch(/lies in the cache of npx, which may vanish: install tj first/);
    expect(existsSync(file)).toBe(false);
    expect(tj(['statusline', 'install', '--yes'], home, {}, { script }).status).toBe(1);
  });
});

describe('tj hook uninstall', () => {
  it.each(['{ }', '{\n}\n', '', ' \n', '{"hooks": {}}', '{"hooks": {"SessionEnd": [ ]}, "a": 1}', '\ufeff{\r\n}'])(
    'gives back %j to the byte, by the backup that install made',
    (before) => {
      fresh(before);
      hook(['install', '--catch-up', '--yes']);
      expect(readFileSync(file, 'utf8')).not.toBe(before);
      hook(['uninstall', '--yes']);
      expect(readFileSync(file, 'utf8')).toBe(before);
    },
  );

  it('what was changed since install stays', () => {
    fresh('{"hooks": {}}');
    hook(['install', '--yes']);
    writeFileSync(file, JSON.stringify({ ...settings(), model: 'opus' }));
    hook(['uninstall', '--yes']);
    expect(settings()).toEqual({ model: 'opus' });
  });

  it('settings that install made stay as an empty object', () => {
    fresh();
    hook(['install', '--yes']);
    hook(['uninstall', '--yes']);
    expect(readFileSync(file, 'utf8')).toBe('{}\n');
  });

  it('without a hook, or without settings, there is nothing to do', () => {
    fresh();
    expect(hook(['uninstall', '--yes'])).toMatchObject({
      status: 0,
      stdout: 'No hook of tj is there, nothing was changed: ~/.claude/settings.json\n',
    });
    expect(existsSync(join(home, '.claude'))).toBe(false);
  });
});

describe('the installed hook', () => {
  it.runIf(process.platform !== 'win32')('says nothing and is no error where its Node or its tj is gone', () => {
    fresh();
    tj(['hook', 'install', '--yes'], home);
    const [{ hooks }] = settings().hooks.SessionEnd;
    const run = (command: string) => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { input: '{}', encoding: 'utf8' });
      return { status, stdout, stderr };
    };
    const nothing = { status: 0, stdout: '', stderr: '' };
    expect(run(hooks[0].command.replace(process.execPath, '/gone/node'))).toEqual(nothing);
    expect(run(hooks[0].command.replace(realpathSync(TJ), '/gone/bin/tj.js'))).toEqual(nothing);
  });

  it('of an older tj becomes as harmless by installing again, and keeps what was asked of it', () => {
    fresh();
    tj(['hook', 'install', '--yes'], home);
    writeFileSync(file, readFileSync(file, 'utf8').replace(` ${HARMLESS}`, ' --instance main'));
    tj(['hook', 'install', '--yes'], home);
    expect(settings().hooks.SessionEnd[0].hooks[0].command).toBe(`${LAUNCH} --instance main ${HARMLESS}`);
  });
});

describe('nothing is written without consent', () => {
  it('where nobody can be asked: exit code 2, one line', () => {
    fresh();
    const { status, stdout, stderr } = hook(['install']);
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: 'tj: nobody can be asked here: add --yes to write, or --dry-run to look\n',
    });
    expect(JSON.parse(hook(['install', '--json']).stdout).error.message).toContain('add --yes to write');
    expect(existsSync(join(home, '.claude'))).toBe(false);
  });

  it('--dry-run shows the change, keys masked, and writes nothing, also as a document', () => {
    const key = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz';
    fresh(JSON.stringify({ env: { ANTHROPIC_API_KEY: key }, note: '\u001b[31m\u202e' }, null, 2));
    const before = readFileSync(file, 'utf8');
    const { status, stdout } = hook(['install', '--dry-run']);
    expect(status).toBe(0);
    expect(stdout).toContain('+   "hooks": {');
    expect(stdout).toContain('\\u202e');
    expect(stdout).not.toMatch(/abcdefghij|\u202e/);
    expect(JSON.parse(hook(['install', '--dry-run', '--json']).stdout)).toEqual({
      schema: 1,
      path: file,
      changed: true,
      dry_run: true,
      backup: null,
      entries: [{ key: 'SessionEnd', command: COMMAND, timeout: 30, action: 'added' }],
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(readdirSync(join(home, '.claude'))).toEqual(['settings.json']);
  });

  const terminal = spawnSync('script', ['--version']).status === 0;
  it.skipIf(!terminal).each([
    ['y', true],
    ['YES', true],
    ['', false],
    ['n', false],
    ['yesterday', false],
  ])('on a terminal (needs the program script) it is asked for; %j', (answer, written) => {
    fresh('{}\n');
    const command = `${process.execPath} ${TJ} hook install`;
    const env = { HOME: home, PATH: process.env.PATH ?? '', TERM: 'xterm', LANG: 'C.UTF-8' };
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      input: `${answer}\n`,
      env,
      encoding: 'utf8',
    });
    expect(stdout).toContain('"SessionEnd": [');
    expect(stdout).toContain('Write this? [y/N]');
    expect(stdout).toContain(written ? 'The hook is installed' : 'Nothing was written.');
    expect(settings().hooks !== undefined).toBe(written);
  });
});

describe('what stands in the way is one line', () => {
  it.each<[string, string, RegExp]>([
    ['a comment', '{\n  // mine\n}', /settings\.json:2:3: a comment, which settings cannot have$/],
    ['no JSON', '{"a": ', /settings\.json:1:7: a value was expected$/],
    ['hooks of another shape', '{"hooks": 7}', /settings\.json:1:11: 'hooks' was expected to be an object$/],
    ['no text', '\u00ff', /settings\.json is no text in UTF-8$/],
  ])('settings with %s', (_, content, message) => {
    fresh('');
    writeFileSync(file, content, 'latin1');
    for (const action of ['install', 'uninstall']) {
      const { status, stdout, stderr } = hook([action, '--yes']);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr.trimEnd()).toMatch(message);
      expect(stderr.trimEnd()).not.toContain('\n');
    }
    expect(readFileSync(file, 'latin1')).toBe(content);
    expect(readdirSync(join(home, '.claude'))).toEqual(['settings.json']);
  });

  it('settings that are a folder, or no file', () => {
    fresh();
    mkdirSync(file, { recursive: true });
    expect(hook(['install', '--yes'])).toMatchObject({ status: 1, stderr: `tj: ${file} is a folder\n` });
    rmSync(file, { recursive: true });
    symlinkSync('/dev/zero', file);
    expect(hook(['install', '--yes'])).toMatchObject({ status: 1, stderr: expect.stringMatching(/is no file\n$/) });
  });

  it('links that lead in a circle', () => {
    fresh('{}');
    rmSync(file);
    symlinkSync('settings.json', file);
    expect(hook(['install', '--yes'])).toMatchObject({ status: 1, stderr: `tj: ${file} cannot be read (ELOOP)\n` });
  });

  it('settings that may not be read, and folders that may not be written to', () => {
    fresh('{}', 0o644);
    chmodSync(home, 0o755);
    chmodSync(join(home, '.claude'), 0o555);
    expect(hook(['install', '--yes'], { asNobody: true })).toMatchObject({
      status: 1,
      stderr: `tj: ${file} cannot be written (EACCES)\n`,
    });
    expect(readdirSync(join(home, '.claude'))).toEqual(['settings.json']);
    chmodSync(join(home, '.claude'), 0o777);
    chmodSync(file, 0o444);
    expect(hook(['install', '--yes'], { asNobody: true }).stderr).toContain('cannot be written (EACCES)');
    expect(readdirSync(join(home, '.claude'))).toEqual(['settings.json']);
    chmodSync(file, 0);
    expect(hook(['install', '--yes'], { asNobody: true })).toMatchObject({
      status: 1,
      stderr: `tj: ${file} cannot be read (EACCES)\n`,
    });
    chmodSync(join(home, '.claude'), 0o755);
  });

  it.each([
    [['instal'], "unknown command 'hook instal'"],
    [['install', '--force'], "unknown option '--force'"],
    [['status', '--yes'], "unknown option '--yes'"],
    [['install', 'project'], 'too many arguments'],
  ])('%j: exit code 2', (args, message) => {
    fresh();
    const { status, stderr } = hook(args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});
