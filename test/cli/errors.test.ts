import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPLICATION_ID } from '../../src/store/file-owner.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { smallHistory } from './history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
let root: string;
beforeAll(() => {
  home = newHome();
  root = smallHistory();
  mkdirSync(join(home, 'damaged'));
  writeFileSync(join(home, 'damaged/tj.db'), 'this is no database, and long enough to look at: '.repeat(40));
  const newer = new Database(join(home, 'newer.db'));
  newer.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 999`);
  newer.close();
  const other = new Database(join(home, 'other.db'));
  other.exec('CREATE TABLE bookmarks (url)');
  other.close();
  const old = new Database(join(home, 'old.db'));
  old.exec('CREATE TABLE session_origins (stated_in); PRAGMA user_version = 20');
  old.close();
  writeFileSync(join(home, 'file'), '');
  writeFileSync(join(home, 'bad-prices.json'), '{"models": 7}');
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

it.each([50, 80])('help is laid out for %i columns', (columns) => {
  for (const words of [['--help'], ['usage', '--help'], ['hook', '--help']]) {
    const { stdout } = tj(words, home, { COLUMNS: String(columns) });
    expect(stdout.split('\n').filter((line) => line.length > columns)).toEqual([]);
  }
});

describe('what the user can mend is one clear line and the right exit code, also as JSON', () => {
  const cases: [string[], number, RegExp][] = [
    [['usage', '--nope'], 2, /unknown option '--nope'/],
    [['nope'], 2, /unknown command 'nope'/],
    [['usage', 'extra'], 2, /too many arguments/],
    [['usage', '--by', 'colour'], 2, /--by colour: expected one or two of hour, day, week/],
    [['usage', '--since', 'soon'], 2, /--since soon: expected a span \(24h, 7d, 2w\), a date/],
    [['usage', '--since', '2026-02-31'], 2, /--since 2026-02-31/],
    [['usage', '--until', '7x'], 2, /--until 7x/],
    [['usage', '--since', '2026-03-02', '--until', '2026-03-01'], 2, /is not before/],
    [['usage', '--budget', 'much'], 2, /--budget much: expected 0 or a time/],
    [['usage', '--plan', 'gold'], 2, /--plan gold: expected one of api/],
    [['usage', '--root', 'HOME/file'], 2, /it is a file/],
    [['quickstart', '--root', 'HOME/absent'], 2, /no such folder/],
    [['usage', '--db', '', '--root', 'ROOT'], 2, /^(?:tj: )?--db: the name of a file is missing$/m],
    [['index', '--db', 'HOME', '--root', 'ROOT'], 2, /--db \S+: it is a folder, a file was expected/],
    [['usage', '--jsn'], 2, /unknown option '--jsn' \(Did you mean --json\?\)/],
    [['--foo'], 2, /unknown option '--foo'$/m],
    [['usage', '--db', 'HOME/damaged/tj.db', '--root', 'ROOT'], 1, /is damaged/],
    [['usage', '--db', 'HOME/newer.db', '--root', 'ROOT'], 1, /newer tj/],
    [
      ['usage', '--db', 'HOME/other.db', '--root', 'ROOT'],
      1,
      /other\.db is a database of another program, and is left/,
    ],
    [
      ['index', '--db', 'HOME/old.db'],
      1,
      /old\.db was made before the first release .*mv "\S+old\.db" "\S+old\.db\.old"/,
    ],
    [['usage', '--db', 'HOME/file/tj.db', '--root', 'ROOT'], 1, /cannot use the store/],
    [['usage', '--pricing', 'HOME/absent.json', '--root', 'ROOT'], 2, /absent\.json: cannot be read/],
    [['usage', '--pricing', 'HOME/bad-prices.json', '--root', 'ROOT'], 2, /bad-prices\.json/],
    [['pricing', 'claude-opus-99'], 1, /claude-opus-99: no list price is known/],
  ];
  it.each(cases)('tj %j exits %i', (words, exit, message) => {
    const args = words.map((word) => word.replace('HOME', home).replace('ROOT', root));
    const plain = tj(args, home);
    expect(plain.status).toBe(exit);
    expect(plain.stdout).toBe('');
    expect(plain.stderr).toMatch(message);
    expect(plain.stderr.trimEnd().split('\n')).toHaveLength(1);
    const json = tj([...args, '--json'], home);
    expect(json.status).toBe(exit);
    expect(json.stderr).toBe('');
    expect(JSON.parse(json.stdout)).toEqual({
      error: { code: expect.any(String), message: expect.stringMatching(message) },
    });
  });

  it('TJ_NOW that is no time is told', () => {
    expect(tj(['usage', '--root', root], home, { TJ_NOW: 'now' })).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/TJ_NOW now/),
    });
  });
});

describe('nothing to show is said in words and is no error', () => {
  it.each([['quickstart'], ['usage'], ['sessions'], ['index'], []])('tj %s without transcripts', (...args) => {
    const words = args.filter((arg) => typeof arg === 'string');
    const { status, stdout, stderr } = tj([...words, '--root', makeRoot({})], newHome());
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/No transcripts|No responses|No sessions|0 transcripts/);
  });

  it('a window without responses', () => {
    const { status, stdout } = tj(['usage', '--by', 'day', '--since', '2030-01-01', '--root', root], home);
    expect(status).toBe(0);
    expect(stdout).toContain('No responses in this window.');
  });
});
