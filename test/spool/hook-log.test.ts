import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hookLog, logTrouble } from '../../src/spool/hook-log.ts';

const home = mkdtempSync(join(tmpdir(), 'tj-log-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const AT = new Date('2026-03-05T12:00:00Z');

test('a line of the log is one line, whatever is said in it', () => {
  logTrouble(home, AT, 'first\nsecond \u001b[31mred\u001b[0m');
  expect(readFileSync(hookLog(home), 'utf8')).toBe('2026-03-05T12:00:00.000Z first second red\n');
});

test('the log does not grow without end, and its last lines are kept', () => {
  for (let i = 0; i < 3000; i++) logTrouble(home, AT, `${i} ${'x'.repeat(300)}`);
  expect(readdirSync(home)).toEqual(['hook.log', 'hook.log.1']);
  const sizes = readdirSync(home).map((name) => statSync(join(home, name)).size);
  expect(Math.max(...sizes)).toBeLessThan(140 * 1024);
  expect(readFileSync(hookLog(home), 'utf8').trimEnd().split('\n').at(-1)).toContain(' 2999 xxx');
});

test('a log that cannot be written is no further trouble', () => {
  expect(() => logTrouble(hookLog(home), AT, 'lost')).not.toThrow();
});
