import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const TRIAL = fileURLToPath(new URL('claude-code.mjs', import.meta.url));

/** The trial takes half a minute where nothing else runs. */
const LIMIT_MS = 15 * 60_000;

it('beside the real Claude Code every check of the trial holds', { timeout: LIMIT_MS }, (context) => {
  const lacking = trial('--lacking').stdout.trim();
  if (lacking !== '') context.skip(`the trial needs ${lacking}`);
  const { status, stdout, stderr } = trial('--unhurried');
  expect(stdout.match(/^ {2}FAIL .*$/gm) ?? []).toEqual([]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.match(/^ {2}ok .*$/gm)?.length).toBeGreaterThan(50);
});

function trial(...args: string[]) {
  return spawnSync(process.execPath, [TRIAL, ...args], { encoding: 'utf8' });
}
