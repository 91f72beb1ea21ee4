import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyEdge, makeRoot, removeRoots } from '../corpus.ts';
import { busySession } from './busy-session.ts';
import { answer, prompt } from './history.ts';
import { newHome, removeHomes, TJ, tj } from './tj.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a link is made of
const LINK = /\u001b\]8;;([^\u0007]*)\u0007([^\u001b]*)\u001b\]8;;\u0007/g;

let home: string;
let busy: string;
beforeAll(() => {
  home = newHome();
  busy = busySession();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

const FORCED = { FORCE_COLOR: '1', FORCE_HYPERLINK: '1' };
const linksIn = (text: string) => [...text.matchAll(LINK)].map((found) => [found[1], found[2]]);
const fileUrl = (path: string) => pathToFileURL(path).href.replace('file://', `file://${hostname()}`);

describe('links', () => {
  it.each([
    ['usage --by project', 1],
    ['usage --by root', 1],
    ['context', 1],
    ['context --by file', 1],
    ['session --last', 2],
    ['status', 0],
  ])('take no column: %s is without them what it is where they are off, at 80 and 50 columns', (words, least) => {
    for (const COLUMNS of ['80', '50']) {
      const run = (env: Record<string, string>) =>
        tj([...words.split(' '), '--root', busy], home, { ...FORCED, COLUMNS, ...env }).stdout;
      const [on, off] = [run({}), run({ FORCE_HYPERLINK: '0' })];
      expect(on.replaceAll(LINK, '$2')).toBe(off);
      expect(off).not.toContain('\u001b]8');
      expect(linksIn(on).length).toBeGreaterThanOrEqual(least);
    }
  });

  it('a pull request leads to its page, also where it is cut', () => {
    const root = copyEdge('branches');
    const { stdout } = tj(['usage', '--by', 'pr', '--since', 'all', '--root', root], home, FORCED);
    expect(linksIn(stdout)).toEqual([['https://github.com/w/shop/pull/12', 'w/shop#12']]);
  });

  it('a session leads to its transcript, its project to the folder', () => {
    const { stdout } = tj(['session', '--last', '--root', busy], home, FORCED);
    const [[transcript, id] = [], [folder, name] = []] = linksIn(stdout);
    expect(transcript).toMatch(new RegExp(`^${fileUrl(busy)}/projects/.*/${id}\\.jsonl$`));
    expect([folder, name]).toEqual([fileUrl(`/w/${name}`), name]);
  });

  it('what would end a link or act on the terminal stands in none', () => {
    const cwd = '/w/a b\u001b]8;;https://evil\u0007c\u0007#?é';
    const said = [
      prompt('2026-03-05T11:00:00Z', cwd, 'go'),
      answer('2026-03-05T11:00:09Z', cwd, 'm', 'claude-opus-4-6', [1, 2, 3, 4]),
    ];
    const root = makeRoot({ '-w-a/aaaaaaaa-0000-4000-8000-000000000001.jsonl': said.join('\n') });
    const { stdout } = tj(['usage', '--by', 'project', '--root', root], home, FORCED);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing else may be left
    expect(stdout.replaceAll(LINK, '$2').replace(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    for (const [url] of linksIn(stdout)) expect(url).toMatch(/^file:\/\/[!-~]*$/);
  });

  it.each<[string, Record<string, string>, readonly string[]]>([
    ['into a pipe', { TERM: 'xterm-kitty' }, []],
    ['with NO_COLOR', { FORCE_HYPERLINK: '1', NO_COLOR: '1' }, []],
    ['with --no-color', { FORCE_HYPERLINK: '1' }, ['--no-color']],
    ['with --json', FORCED, ['--json']],
    ['with --csv', FORCED, ['--csv']],
  ])('there are none %s', (_, env, words) => {
    const { stdout } = tj(['usage', '--by', 'project', '--root', busy, ...words], home, env);
    expect(stdout).not.toContain('\u001b]8');
  });

  const hasScript = spawnSync('script', ['--version']).status === 0;
  it.skipIf(!hasScript).each<[string, Record<string, string>, boolean]>([
    ['one that follows them', { TERM: 'xterm-kitty' }, true],
    [
      'one by its program',
      { TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm', TERM_PROGRAM_VERSION: '20240203-110809' },
      true,
    ],
    ['one that nothing is known of', { TERM: 'xterm-256color' }, false],
    ['a dumb one', { TERM: 'dumb', TERM_PROGRAM: 'WezTerm', TERM_PROGRAM_VERSION: '20240203-110809' }, false],
    ['one where they are refused', { TERM: 'xterm-kitty', FORCE_HYPERLINK: '0' }, false],
  ])('on a terminal (needs the program script): %s', (_, env, linked) => {
    const command = `${process.execPath} ${TJ} usage --by project --root ${busy}`;
    const { stdout } = spawnSync('script', ['-qec', command, '/dev/null'], {
      env: { HOME: home, PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', TJ_NOW: '2026-03-05T12:00:00Z', ...env },
      encoding: 'utf8',
    });
    expect(stdout).toContain('project');
    expect(stdout.includes('\u001b]8')).toBe(linked);
  });
});
