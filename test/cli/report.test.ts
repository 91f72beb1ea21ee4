import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { HOSTILE_ID, reportRoots, SECRET } from '../page/report-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
let roots: string[];
beforeAll(() => {
  home = newHome();
  roots = reportRoots();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

function report(args: readonly string[], cwd = newHome(), env: Readonly<Record<string, string>> = {}) {
  const all = ['report', '--since', 'all', '--db', join(home, 'tj.db'), ...roots.flatMap((root) => ['--root', root])];
  return { ...tj([...all, ...args], home, env, { cwd }), cwd };
}

/** The page that the options make. */
function pageOf(...args: string[]): string {
  const { status, stdout, stderr, cwd } = report(args);
  expect({ status, stdout, stderr }).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^tj-report\.html written, \d+ KB: All time · \d+ sessions\n$/),
    stderr: '',
  });
  return readFileSync(join(cwd, 'tj-report.html'), 'utf8');
}

describe('the file of tj report', () => {
  it('is one line on standard output, a file for nobody else, and nothing beside it', () => {
    const { cwd } = report([]);
    expect(readdirSync(cwd)).toEqual(['tj-report.html']);
    expect(statSync(join(cwd, 'tj-report.html')).mode & 0o777).toBe(0o600);
  });

  it('is written over a report of before, and over no other file but with --force', () => {
    const { cwd } = report([]);
    expect(report([], cwd).status).toBe(0);
    const file = join(cwd, 'tj-report.html');
    writeFileSync(file, '<html>mine</html>');
    expect(report([], cwd)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/is there already: it is left as it is; --force/),
    });
    expect(readFileSync(file, 'utf8')).toBe('<html>mine</html>');
    expect(report(['--force'], cwd).status).toBe(0);
    expect(readFileSync(file, 'utf8')).toContain('tj report');
  });

  it('is never written over a database, and never in place of a link', () => {
    const cwd = newHome();
    const store = join(cwd, 'store.db');
    writeFileSync(store, 'SQLite format 3\0 and more');
    expect(report(['-o', store, '--force'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/is a database/),
    });
    expect(readFileSync(store, 'utf8')).toBe('SQLite format 3\0 and more');
    const [page, link, nowhere] = [join(cwd, 'page.html'), join(cwd, 'link.html'), join(cwd, 'nowhere.html')];
    symlinkSync(page, link);
    expect(report(['-o', link])).toMatchObject({ status: 1, stderr: expect.stringMatching(/is a link to nothing/) });
    expect(report(['-o', page]).status).toBe(0);
    expect(report(['-o', link]).status).toBe(0);
    expect({ link: readlinkSync(link), isPage: readFileSync(page, 'utf8').includes('tj report') }).toEqual({
      link: page,
      isPage: true,
    });
    symlinkSync(join(roots[0] ?? '', 'page.html'), nowhere);
    writeFileSync(join(roots[0] ?? '', 'page.html'), '');
    expect(report(['-o', nowhere, '--force'])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/writes nothing into Claude/),
    });
    rmSync(join(roots[0] ?? '', 'page.html'));
  });

  it.each([
    ['a folder that is not there', 'no/such/page.html'],
    ['a folder', '.'],
    ['what is no file', '/dev/null'],
  ])('is refused in a line for %s', (_, output) => {
    const { status, stderr, cwd } = report(['-o', output]);
    expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 1, lines: 1 });
    expect(readdirSync(cwd)).toEqual([]);
  });

  it("is never written into Claude's folders", () => {
    const output = join(roots[0] ?? '', 'page.html');
    expect(report(['-o', output])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/writes nothing into Claude/),
    });
    expect(existsSync(output)).toBe(false);
  });

  it('goes to standard output by the name -, which neither --json nor --open goes with', () => {
    const { status, stdout, cwd } = report(['-o', '-']);
    expect({ status, begins: stdout.slice(0, 15), files: readdirSync(cwd) }).toEqual({
      status: 0,
      begins: '<!doctype html>',
      files: [],
    });
    for (const other of ['--json', '--open']) expect(report(['-o', '-', other]).status).toBe(2);
  });

  it('is told by --json with its size and how much of the window is in it', () => {
    const { stdout, cwd } = report(['--json', '-o', 'x.html']);
    const told = JSON.parse(stdout);
    const bytes = statSync(join(cwd, 'x.html')).size;
    expect(told).toMatchObject({
      schema: 1,
      report: { path: join(cwd, 'x.html'), bytes, sessions: told.provenance.sessions },
    });
    expect(told.report.sessions_opened).toBe(told.report.sessions);
  });

  it('is not made of nothing: why there is nothing is one line', () => {
    const cwd = newHome();
    const empty = tj(['report', '--root', makeRoot({}), '--db', join(cwd, 'x.db')], newHome(), {}, { cwd });
    expect(empty).toMatchObject({
      status: 0,
      stdout: '',
      stderr: expect.stringMatching(/^tj: no page was written: .+\n$/),
    });
    expect(readdirSync(cwd).filter((name) => name.endsWith('.html'))).toEqual([]);
  });

  it('is handed to what opens files; where there is nothing, that is said', () => {
    const tools = newHome();
    const opener = join(tools, 'xdg-open');
    writeFileSync(opener, `#!/bin/sh\nprintf %s "$1" > ${tools}/opened\n`);
    chmodSync(opener, 0o755);
    const { status, cwd } = report(['--open'], newHome(), { PATH: `${tools}:${process.env.PATH}` });
    expect(status).toBe(0);
    for (let tries = 0; tries < 100 && !existsSync(join(tools, 'opened')); tries++)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    expect(readFileSync(join(tools, 'opened'), 'utf8')).toBe(join(cwd, 'tj-report.html'));
    const nothing = newHome();
    mkdirSync(join(nothing, 'empty'));
    const none = report(['--open'], newHome(), { PATH: join(nothing, 'empty') });
    expect(none).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(
        /^tj: nothing here opens a page \(no xdg-open\): open .*tj-report\.html in a browser\n$/,
      ),
    });
  });
});

describe('what stands in the page', () => {
  it('is allowed to run its own script and style, and to ask nobody for anything', () => {
    const page = pageOf();
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1];
    const hash = /'sha256-[\w+/]{43}='/.source;
    expect(policy).toMatch(
      new RegExp(`^default-src 'none'; script-src ${hash}; style-src ${hash}; base-uri 'none'; form-action 'none'$`),
    );
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page).not.toMatch(/\sstyle="|\son\w+="|<link|src="|@import|url\(/);
  });

  it('cannot end the script that it stands in', () => {
    const page = pageOf();
    const data = /id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(data).not.toMatch(/[<\u2028\u2029\u202e]/);
    expect(JSON.stringify(JSON.parse(data))).toContain('</script><script>alert(1)</script><!--');
  });

  it('has no name of a project, path, branch, server or title with --no-names, and the same figures', () => {
    const [named, nameless] = [pageOf(), pageOf('--no-names')];
    expect(named).toContain(SECRET);
    expect(nameless).not.toContain(SECRET);
    for (const word of ['figma', 'Make the tests pass', '/w/app', 'parse.ts', 'npm test', ...namesIn(named)])
      expect({ word, isNamed: nameless.includes(word) }).toEqual({ word, isNamed: false });
    expect(dataOf(nameless).usage.totals).toEqual(dataOf(named).usage.totals);
    expect(Object.keys(dataOf(nameless).details)).toContain(HOSTILE_ID);
  });

  it('names a command for a range that makes a page like this one, and none that names what the page does not', () => {
    const command = (...args: string[]) => dataOf(pageOf(...args)).command as string | null;
    expect(command('--plan', 'max', '--dollars', '--timezone', 'Europe/Rome')).toMatch(
      /^tj report --plan max --dollars --root .* --timezone Europe\/Rome$/,
    );
    expect(command('--no-names')).toBeNull();
    const cwd = newHome();
    const own = tj(
      ['report', '--since', 'all', '--no-names', '--model', 'opus'],
      newHomeWith(roots[0] ?? ''),
      {},
      { cwd },
    );
    expect(own.status).toBe(0);
    expect(dataOf(readFileSync(join(cwd, 'tj-report.html'), 'utf8')).command).toBe('tj report --no-names --model opus');
  });

  it('is no more than the labels of cards', () => {
    const data = dataOf(pageOf());
    const texts: string[] = [];
    JSON.stringify(data, (_, value) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
    expect(texts.filter((text) => text.length > 400)).toEqual([]);
    expect(texts.filter((text) => text.includes('x'.repeat(100)))).toEqual([]);
  });
});

function dataOf(page: string) {
  return JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '');
}

const TJS_LABELS = new Set(['earlier answers', 'other deferred tools']);

/** A home with these transcripts where Claude Code has them. */
function newHomeWith(root: string): string {
  const own = newHome();
  cpSync(root, join(own, '.claude'), { recursive: true });
  return own;
}

/** Texts that somebody chose, of all fields that hold such; too short ones are words as well. */
function namesIn(page: string): string[] {
  const names = new Set<string>();
  const own = new Set(['title', 'label', 'project', 'cwd', 'target', 'said', 'error', 'text', 'command', 'assumption']);
  const walk = (value: unknown, field: string): void => {
    if (typeof value === 'string' && own.has(field) && value.length > 9) names.add(JSON.stringify(value).slice(1, -1));
    else if (Array.isArray(value)) for (const each of value) walk(each, field);
    else if (value !== null && typeof value === 'object')
      for (const [key, each] of Object.entries(value)) walk(each, key === 'texts' ? field : key);
  };
  walk({ ...dataOf(page), command: '' }, '');
  // What tj itself calls things: words of the page's script, and of tj's own labels.
  const ownWords = page.replace(/id="data">.*?<\/script>/s, '');
  const others = [...names].filter((name) => !ownWords.includes(name) && !TJS_LABELS.has(name));
  expect(others.length).toBeGreaterThan(50);
  return others;
}
