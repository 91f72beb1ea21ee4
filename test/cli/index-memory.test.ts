import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { answer, lines } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(removeRoots);
afterAll(removeHomes);

/** Short answers are the worst there is: each is a record, a response and rows of several tables. */
const ANSWERS = 60_000;

/** Measured: 5 bytes for each of the transcript; 13 where a thread sends the rows and everything is kept to the end. */
const MOST_FOR_A_BYTE = 7;

/** The most memory that `tj index` of this folder held, in bytes. */
function peakOf(root: string): number {
  const home = newHome();
  const peak = join(home, 'peak.cjs');
  writeFileSync(peak, "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS));\n");
  const { status, stderr } = tj(['index', '--root', root], home, { NODE_OPTIONS: `--require ${peak}` });
  expect(status).toBe(0);
  return Number(/peak (\d+)/.exec(stderr)?.[1]) * 1024;
}

test('a session of very many answers costs no more than some bytes of memory for each of its own', {
  timeout: 60_000,
}, () => {
  const text = lines(...Array.from({ length: ANSWERS }, (_, i) => answer(i % 1000, `m${i}`, 'ok '.repeat(60))));
  const [empty, full] = [peakOf(makeRoot({ 'p/s.jsonl': '' })), peakOf(makeRoot({ 'p/s.jsonl': text }))];
  expect(text.length).toBeGreaterThan(24 * 1024 * 1024);
  expect((full - empty) / text.length).toBeLessThan(MOST_FOR_A_BYTE);
});
