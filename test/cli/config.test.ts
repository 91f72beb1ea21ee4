import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { smallHistory } from './history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
let file: string;
let root: string;
beforeAll(() => {
  root = smallHistory();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

function fresh(content?: string): void {
  home = newHome();
  file = join(home, '.tj', 'config.json');
  if (content === undefined) return;
  mkdirSync(join(home, '.tj'), { recursive: true, mode: 0o700 });
  writeFileSync(file, content);
}

const config = (...args: string[]) => tj(['config', ...args], home);

describe('tj config', () => {
  it('nothing is set at first, and looking writes nothing', () => {
    fresh();
    expect(config('get', 'plan')).toMatchObject({ status: 0, stdout: 'unknown\n', stderr: '' });
    expect(config('path').stdout).toBe(`${file}\n`);
    expect(existsSync(file)).toBe(false);
  });

  it('set is kept, for the user alone; unset takes it out', () => {
    fresh();
    expect(config('set', 'plan', 'max')).toMatchObject({ status: 0, stdout: 'plan = max\n' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, '.tj')).mode & 0o777).toBe(0o700);
    expect(config('get', 'plan').stdout).toBe('max\n');
    expect(config('set', 'plan', 'max')).toMatchObject({ status: 0, stdout: 'plan = max\n' });
    expect(config('unset', 'plan')).toMatchObject({ status: 0, stdout: 'plan = unknown\n' });
    expect(config('unset', 'plan')).toMatchObject({ status: 0, stdout: 'plan = unknown\n' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({});
  });

  it('environment before file before default; an option before all', () => {
    fresh('{"plan": "max"}');
    const plan = (env: object) => JSON.parse(tj(['config', '--json'], home, { ...env }).stdout).settings[0];
    expect(plan({})).toMatchObject({ key: 'plan', value: 'max', source: 'file' });
    expect(plan({ TJ_PLAN: 'api' })).toMatchObject({ value: 'api', source: 'environment' });
    expect(config('set', 'plan', 'pro').stdout).toBe('plan = pro\n');
    expect(tj(['config', 'set', 'plan', 'team'], home, { TJ_PLAN: 'api' }).stdout).toBe(
      'plan = api (TJ_PLAN goes before the file)\n',
    );
    const usage = (args: string[], env: object) => tj(['usage', '--root', root, ...args], home, { ...env }).stdout;
    expect(usage([], {})).not.toContain('$');
    expect(usage([], { TJ_PLAN: 'api' })).toContain('$');
    expect(usage(['--plan', 'pro'], { TJ_PLAN: 'api' })).not.toContain('$');
    expect(usage(['--dollars'], {})).toContain('$');
  });

  it('keys of a later version stay as they are, and are told', () => {
    fresh('{"colour": ["blue"], "plan": "pro"}');
    expect(config().stdout).toContain('not known to this tj, left as they are: colour');
    config('set', 'plan', 'max');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ colour: ['blue'], plan: 'max' });
  });

  it('a link to a file elsewhere stays a link', () => {
    fresh('{}');
    const elsewhere = join(home, 'settings.json');
    writeFileSync(elsewhere, '{"plan": "pro"}');
    rmSync(file);
    symlinkSync(elsewhere, file);
    config('set', 'plan', 'max');
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(elsewhere, 'utf8'))).toEqual({ plan: 'max' });
  });

  it('numbers and lists stand in the file as such, and are shown as the variable would hold them', () => {
    fresh();
    expect(config('set', 'idle_hours', '2.5')).toMatchObject({ status: 0, stdout: 'idle_hours = 2.5\n' });
    expect(config('set', 'trace_roots', '/w/app', '/w/lib')).toMatchObject({ stdout: 'trace_roots = /w/app:/w/lib\n' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ idle_hours: 2.5, trace_roots: ['/w/app', '/w/lib'] });
    expect(config('get', 'trace_roots').stdout).toBe('/w/app:/w/lib\n');
    const [, idleHours, traceRoots] = JSON.parse(config('--json').stdout).settings;
    expect(idleHours).toMatchObject({ key: 'idle_hours', value: 2.5, allowed: null, expected: 'a number above 0' });
    expect(traceRoots).toMatchObject({ key: 'trace_roots', value: ['/w/app', '/w/lib'], source: 'file' });
    expect(config('unset', 'trace_roots').stdout).toBe('trace_roots = none\n');
    config('set', 'export_endpoint', 'http://collector:4318');
    expect(config('set', 'export_endpoint', 'none').stdout).toBe('export_endpoint = none\n');
    expect(config('get', 'export_endpoint').stdout).toBe('\n');
    expect(config('get', 'trace_roots').stdout).toBe('\n');
  });

  it('a long list of folders keeps its end on the card', () => {
    fresh();
    config('set', 'trace_roots', `/w/${'deep/'.repeat(20)}app`);
    const line = config()
      .stdout.split('\n')
      .find((each) => each.startsWith('trace_roots'));
    expect(line).toMatch(/^trace_roots = ….*deep\/app \(from the file\)$/);
    expect(line).toHaveLength(80);
  });

  it('checks the whole file, where other commands look at the keys they need', () => {
    const wrong = /config\.json: idle_hours: 0: expected a number above 0\n$/;
    for (const args of [[], ['get', 'plan'], ['set', 'plan', 'pro']]) {
      fresh('{"plan": "max", "idle_hours": 0}');
      const { status, stdout, stderr } = config(...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(wrong);
      expect(readFileSync(file, 'utf8')).toBe('{"plan": "max", "idle_hours": 0}');
    }
    expect(tj(['usage', '--root', root], home)).toMatchObject({ status: 0, stderr: '' });
  });

  it.each([
    ['set', ['set', 'idle_hours', '6'], { plan: 'max', idle_hours: 6 }],
    ['unset', ['unset', 'idle_hours'], { plan: 'max' }],
  ])('%s mends the key that is wrong', (_, args, after) => {
    fresh('{"plan": "max", "idle_hours": 0}');
    expect(config(...args)).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(after);
  });

  it.each([
    ['a number that is none', ['set', 'idle_hours', 'soon'], 'idle_hours: soon: expected a number above 0'],
    ['hours below 0', ['set', 'idle_hours', '0'], 'idle_hours: 0: expected a number above 0'],
    [
      'a folder that is not absolute',
      ['set', 'trace_roots', '/w', 'app'],
      'trace_roots: ["/w","app"]: expected absolute',
    ],
    ['two plans', ['set', 'plan', 'max', 'pro'], 'tj config set: expected a key and a value'],
    ['no folder', ['set', 'trace_roots'], 'tj config set: expected a key and a value'],
    ['a key that is none', ['get', 'colour'], "no key 'colour': there is plan"],
    ['a value that is none', ['set', 'plan', 'gold'], 'plan: gold: expected one of api, pro,'],
    ['an action that is none', ['put', 'plan', 'max'], 'tj config put: expected get, set, unset, path, or nothing'],
    ['too little', ['set', 'plan'], 'tj config set: expected a key and a value'],
    ['too much', ['path', 'plan'], 'tj config path: expected nothing more'],
  ])('%s: one line, exit code 2, nothing written', (_, args, message) => {
    fresh();
    const { status, stdout, stderr } = config(...args);
    expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, stdout: '', lines: 1 });
    expect(stderr).toContain(message);
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['no JSON', '{"plan": ', 'config.json: not JSON: '],
    ['no object', '["max"]', 'config.json: expected an object with keys'],
    ['no plan', '{"plan": "gold"}', 'config.json: plan: gold: expected one of api,'],
    ['no word', '{"plan": 7}', 'config.json: plan: 7: expected one of api,'],
  ])('a file that holds %s stops every command that needs it, in one line', (_, content, message) => {
    fresh(content);
    for (const args of [['config'], ['usage', '--root', root], ['context', '--root', root]]) {
      const { status, stdout, stderr } = tj(args, home);
      expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, stdout: '', lines: 1 });
      expect(stderr).toContain(message);
    }
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('an environment variable that is none is told by its name', () => {
    fresh();
    const { status, stderr } = tj(['usage', '--root', root], home, { TJ_PLAN: 'gold' });
    expect(status).toBe(2);
    expect(stderr).toContain('TJ_PLAN: gold: expected one of');
  });

  it.skipIf(process.getuid?.() === 0)(
    'a file that cannot be read is told (not for root, whom modes do not bind)',
    () => {
      fresh('{}');
      chmodSync(file, 0);
      expect(config('get', 'plan')).toMatchObject({ status: 1 });
    },
  );
});
