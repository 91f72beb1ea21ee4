import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer, prompt } from './history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(() => {
  removeHomes();
  removeRoots();
});

/** A session of so many turns, none like another, that what is kept of it takes more than a page also when deflated. */
const LONG = Array.from({ length: 300 }, (_, i) => {
  const time = (second: number) => `2026-03-01T${new Date(i * 60_000 + second * 1000).toISOString().slice(11, 19)}Z`;
  const tokens = createHash('md5').update(`${i}`).digest().readUInt16LE();
  return [
    prompt(time(0), '/w/app', `Prompt ${i} `.repeat(8)),
    answer(time(9), '/w/app', `msg_${i}`, 'claude-opus-4-6', [3, tokens >> 6, 18_000 + tokens, tokens >> 4]),
  ].join('\n');
});

describe('a page of the store that was zeroed', () => {
  let root: string;
  beforeAll(() => {
    root = makeRoot({ '-w-app/aaaaaaaa-0000-4000-8000-000000000001.jsonl': `${LONG.join('\n')}\n` });
  });

  it.each([
    ['contexts', 'last overflow', 'context'],
    ['contexts', 'overflow', 'context'],
    ['usage', 'leaf', 'usage'],
    ['usage', 'leaf', 'quota-audit'],
    ['responses', 'leaf', 'usage --since 2026-03-01T00:07:00Z'],
  ] as const)('in %s, %s: the store is damaged, and not that tj is at fault (tj %s)', (table, which, command) => {
    const home = newHome();
    expect(tj(['index', '--root', root], home).status).toBe(0);
    expect(zero(join(home, '.tj/tj.db'), table, which)).toBeGreaterThan(0);
    const { status, stderr } = tj(command.split(' '), home, { CLAUDE_CONFIG_DIR: root });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^tj: the store \S+ is damaged: /) });
  });
});

/** Zeroes such pages of a table, and tells how many. SQLite sees nothing wrong with the last page of an overflow. */
function zero(path: string, table: string, which: 'leaf' | 'overflow' | 'last overflow'): number {
  const store = new Database(path);
  store.pragma('wal_checkpoint(TRUNCATE)');
  const pages = store
    .prepare<[string], { pageno: number; pagetype: string }>('SELECT pageno, pagetype FROM dbstat WHERE name = ?')
    .all(table);
  store.close();
  const file = openSync(path, 'r+');
  const nextOf = Buffer.alloc(4);
  const hit = pages.filter(({ pageno, pagetype }) => {
    readSync(file, nextOf, 0, 4, (pageno - 1) * 4096);
    return which.endsWith(pagetype) && (which !== 'last overflow' || nextOf.readUInt32BE() === 0);
  });
  for (const { pageno } of hit) writeSync(file, Buffer.alloc(4096), 0, 4096, (pageno - 1) * 4096);
  closeSync(file);
  return hit.length;
}
