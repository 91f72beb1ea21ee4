import { closeSync, openSync, writeSync } from 'node:fs';
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

/** A session of so many turns that what is kept of it takes more than a page. */
const LONG = Array.from({ length: 300 }, (_, i) => {
  const time = (second: number) => `2026-03-01T${new Date(i * 60_000 + second * 1000).toISOString().slice(11, 19)}Z`;
  return [
    prompt(time(0), '/w/app', `Prompt ${i} `.repeat(8)),
    answer(time(9), '/w/app', `msg_${i}`, 'claude-opus-4-6', [3, 90, 18_000, 600]),
  ].join('\n');
});

describe('a page of the store that was zeroed', () => {
  let root: string;
  beforeAll(() => {
    root = makeRoot({ '-w-app/aaaaaaaa-0000-4000-8000-000000000001.jsonl': `${LONG.join('\n')}\n` });
  });

  it.each([
    ['units', 'quota-audit'],
    ['journal', 'index --reindex'],
    ['usage_sums', 'usage'],
    ['responses', 'usage --since 2026-03-01T00:07:00Z'],
  ])('in %s, tj %s says that the store is damaged, and not that tj is at fault', (table, command) => {
    const home = newHome();
    expect(tj(['index', '--root', root], home).status).toBe(0);
    expect(zero(join(home, '.tj/tj.db'), table)).toBeGreaterThan(0);
    const { status, stderr } = tj(command.split(' '), home, { CLAUDE_CONFIG_DIR: root });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^tj: the store \S+ is damaged: /) });
  });
});

/** Zeroes all pages of a table but its first, or its overflow pages where it has any; returns how many. */
function zero(path: string, table: string): number {
  const store = new Database(path);
  store.pragma('wal_checkpoint(TRUNCATE)');
  const pages = store
    .prepare<[string], { pageno: number; pagetype: string }>('SELECT pageno, pagetype FROM dbstat WHERE name = ?')
    .all(table);
  store.close();
  const overflow = pages.filter(({ pagetype }) => pagetype === 'overflow');
  const hit = overflow.length > 0 ? overflow : pages.filter(({ pagetype }) => pagetype === 'leaf');
  const file = openSync(path, 'r+');
  for (const { pageno } of hit) writeSync(file, Buffer.alloc(4096), 0, 4096, (pageno - 1) * 4096);
  closeSync(file);
  return hit.length;
}
