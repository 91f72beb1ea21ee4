import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('README', () => {
  it('holds the help of every command as the program prints it', () => {
    const { status, stderr } = spawnSync(process.execPath, ['test/readme/inject.mjs'], { cwd: root, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('names every command that the program has', () => {
    const readme = readFileSync(`${root}/README.md`, 'utf8');
    const { stdout } = spawnSync(process.execPath, ['bin/tj.js', '--help'], { cwd: root, encoding: 'utf8' });
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) (?:\[|<)/gm)].map((found) => found[1]);
    expect(commands.length).toBeGreaterThan(4);
    for (const command of commands) expect(readme).toContain(`<!-- help:${command} -->`);
  });
});
