import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { copyOfTj } from './settings/copy-of-tj.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(removeHomes);

let home: string;
let app: string;
beforeEach(() => {
  home = newHome();
  app = join(home, 'app');
  mkdirSync(join(app, '.claude'), { recursive: true });
  mkdirSync(join(home, '.claude'));
});

const install = (...args: string[]) => tj(['hook', 'install', '--yes', ...args], home, {}, { cwd: app });
const card = (...args: string[]) => tj(['hook', 'status', ...args], home, {}, { cwd: app });

function status() {
  const { status: exit, stdout, stderr } = card('--json');
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  return JSON.parse(stdout);
}

/** In one line, wherever the card breaks it. */
const flat = (text: string) => text.replace(/\s+/g, ' ');

const hooks = (command: string, more: object = {}) =>
  JSON.stringify({ hooks: { SessionEnd: [{ hooks: [{ type: 'command', command, timeout: 30 }] }] }, ...more });

const user = (content: string) => writeFileSync(join(home, '.claude', 'settings.json'), content);
const project = (content: string, local = false) =>
  writeFileSync(join(app, '.claude', local ? 'settings.local.json' : 'settings.json'), content);

describe('tj hook status', () => {
  it('nothing is installed: says what that means, and how to', () => {
    const { stdout } = card();
    expect(stdout).toContain('The hook is not installed: sessions are kept when tj runs next.');
    expect(stdout).toContain('next: tj hook install');
    expect(status()).toMatchObject({
      schema: 1,
      state: 'absent',
      files: [
        { scope: 'user', path: join(home, '.claude/settings.json'), exists: false, trouble: null, entries: [] },
        { scope: 'project', path: join(app, '.claude/settings.json'), exists: false },
        { scope: 'local', path: join(app, '.claude/settings.local.json'), exists: false },
      ],
      spool: { path: join(home, '.tj/spool'), waiting: 0 },
      log: { path: join(home, '.tj/hook.log'), last: [] },
      next: 'tj hook install',
    });
    expect(existsSync(join(home, '.tj'))).toBe(false);
  });

  it('what install wrote runs this tj', () => {
    install('--catch-up');
    expect(card().stdout).toContain('SessionEnd (30 s) runs this tj');
    const { state, files } = status();
    expect(state).toBe('works');
    expect(files[0].entries).toMatchObject([
      {
        event: 'SessionEnd',
        timeout: 30,
        node: process.execPath,
        node_exists: true,
        tj_exists: true,
        is_this_tj: true,
      },
      { event: 'SessionStart', is_this_tj: true },
    ]);
  });

  it('an entry in a project counts there', () => {
    install('--project');
    expect(status()).toMatchObject({
      state: 'works',
      files: [{ entries: [] }, { entries: [{ is_this_tj: true }] }, {}],
    });
  });

  it('another tj is told from this one', () => {
    const other = copyOfTj(join(home, 'other'));
    user(hooks(`"${process.execPath}" "${other}" session-end`));
    expect(flat(card().stdout)).toContain('SessionEnd (30 s) runs another tj: ~/other/node_modules/tokenjar/bin/tj.js');
    expect(status()).toMatchObject({
      state: 'works',
      files: [{ entries: [{ tj_exists: true, is_this_tj: false }] }, {}, {}],
    });
  });

  it.each<[string, string, string, string]>([
    [
      'a node that is gone',
      '"/gone/node" "/gone/tj.js" session-end',
      'broken',
      'SessionEnd (30 s): /gone/node is not there',
    ],
    ['a tj that is gone', `"${process.execPath}" "/gone/tj.js" session-end`, 'broken', '/gone/tj.js is not there'],
    ['a name', 'tj session-end', 'works', 'SessionEnd (30 s) runs another tj: tj, searched for when it runs'],
    [
      'another machine',
      '"//evil/share/node" "\\\\\\\\evil\\\\share\\\\tj.js" session-end',
      'works',
      'searched for when',
    ],
    ['somebody else', 'save.sh && tj session-end', 'absent', 'no hook of tj'],
  ])('an entry that runs %s', (_, command, state, text) => {
    user(hooks(command));
    expect(flat(card().stdout)).toContain(text);
    expect(status().state).toBe(state);
  });

  it('one entry of several that cannot run is enough to be told, with the command that mends it', () => {
    user(hooks('tj session-end'));
    project(hooks('"/gone/node" "/gone/tj.js" session-end'));
    expect(status()).toMatchObject({ state: 'broken', next: 'tj hook install --project' });
    expect(install('--project').status).toBe(0);
    expect(status()).toMatchObject({ state: 'works', next: 'tj sessions' });
  });

  it('an entry without a timeout has little time', () => {
    user(JSON.stringify({ hooks: { SessionEnd: [{ hooks: [{ type: 'command', command: 'tj session-end' }] }] } }));
    expect(card().stdout).toContain('SessionEnd (no timeout, so 1.5 s) runs');
  });

  it('disableAllHooks: the file nearest to the project has the last word', () => {
    user(hooks('tj session-end', { disableAllHooks: true }));
    expect(status().state).toBe('off');
    expect(card().stdout).toContain('all hooks are off');
    project('{"disableAllHooks": false}', true);
    expect(status().state).toBe('works');
  });

  it('a plugin of tj is a hook too, while it is on', () => {
    project('{"enabledPlugins": {"tj@tokenjar": true, "tjx@y": true, "mytj@z": true}}');
    expect(status()).toMatchObject({ state: 'plugin', files: [{}, { plugins: ['tj@tokenjar'] }, {}] });
    expect(card().stdout).toContain('plugin tj@tokenjar');
    project('{"enabledPlugins": {"tj@tokenjar": false}}');
    expect(status().state).toBe('absent');
  });

  it('settings that cannot be read are told, the others too', () => {
    user(hooks('tj session-end'));
    project('{ // mine\n}');
    mkdirSync(join(app, '.claude', 'settings.local.json'));
    expect(status()).toMatchObject({
      state: 'works',
      files: [
        { trouble: null },
        { trouble: expect.stringContaining('settings.json:1:3: a comment') },
        { trouble: expect.stringContaining('is a folder') },
      ],
    });
    expect(flat(card().stdout)).toContain('a comment, which settings cannot have');
  });

  it('a named pipe in a project holds nobody up', () => {
    spawnSync('mkfifo', [join(app, '.claude', 'settings.json')]);
    expect(status().files[1].trouble).toMatch(/is no file$/);
  });

  it('tells what waits and the last three lines of trouble', () => {
    mkdirSync(join(home, '.tj', 'spool'), { recursive: true });
    for (const name of ['1.json', '2.json', '3.json.part', 'drain.lock'])
      writeFileSync(join(home, '.tj', 'spool', name), '{}');
    const log = ['first', 'second', 'third \u001b[31mred\u001b]0;title\u0007', 'fourth'];
    writeFileSync(join(home, '.tj', 'hook.log'), `${'x\n'.repeat(20_000)}${log.join('\n')}\n`);
    const { stdout } = card();
    expect(stdout).toContain('2 reports in ~/.tj/spool: the next tj that reads takes them.');
    expect(stdout).toContain('The last trouble, from ~/.tj/hook.log:\n  second\n  third red\n  fourth\n');
    expect(status()).toMatchObject({ spool: { waiting: 2 }, log: { last: log.slice(1) } });
  });

  it('nothing of a project’s settings acts on the terminal, and nothing of it is run', () => {
    const marker = join(home, 'was-run');
    project(
      hooks(`"/x\u202e\u009b31m/node" "/$(touch ${marker})\u001b]0;t\u0007/tj.js" session-end`, {
        enabledPlugins: { 'tj@\u001b[31m\u202eevil': true },
      }),
    );
    const { stdout } = card();
    expect(stdout).toContain('is not there');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be printed
    expect(stdout + card('--json').stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(existsSync(marker)).toBe(false);
  });

  it('in the home folder the user’s settings are shown once', () => {
    const { stdout } = tj(['hook', 'status', '--json'], home, {}, { cwd: home });
    expect(JSON.parse(stdout).files.map(({ scope }: { scope: string }) => scope)).toEqual(['user', 'local']);
  });

  it('a log that may not be read is no trouble', () => {
    mkdirSync(join(home, '.tj'));
    writeFileSync(join(home, '.tj', 'hook.log'), 'x\n', { mode: 0 });
    chmodSync(home, 0o755);
    const { status: exit, stdout } = tj(['hook', 'status', '--json'], home, {}, { cwd: app, asNobody: true });
    expect(exit).toBe(0);
    expect(JSON.parse(stdout).log.last).toEqual([]);
    rmSync(join(home, '.tj'), { recursive: true });
  });
});
