import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const helps = new Map<string, string>();

describe('README', () => {
  it('shows cards as the program prints them', () => {
    const { status, stderr } = spawnSync(process.execPath, ['test/readme/inject.mjs'], { cwd: root, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('names every command that the program has', () => {
    const { stdout } = spawnSync(process.execPath, ['bin/tj.js', '--help'], { cwd: root, encoding: 'utf8' });
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) (?:\[|<| {2})/gm)].map((found) => found[1]);
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) expect(readme).toContain(`tj ${command}`);
  });

  it('can be read in one sitting', () => {
    expect(readme.split('\n').length).toBeLessThanOrEqual(250);
  });
});

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');

  it('refers to files that are there, and to headings that they have', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g)];
    for (const [, path = '', anchor] of links) {
      const file = path === '' ? join(root, page) : join(root, dirname(page), path);
      expect(existsSync(file), `${page}: ${path}`).toBe(true);
      if (anchor !== undefined) expect(headingsOf(file), `${page}: ${path}${anchor}`).toContain(anchor);
    }
  });

  it('shows commands and options that the program has', () => {
    for (const [, words = ''] of text.matchAll(/`tj ((?:[a-z][a-z-]*)(?: [^`\n]*)?)`/g)) {
      const [command = '', ...rest] = words.split(' ');
      const help = helpOf(command);
      expect(help, `${page}: tj ${words}`).not.toBe('');
      for (const option of rest.filter((word) => /^--[a-z]/.test(word))) {
        const name = option.replace(/[^a-z-].*/, '');
        expect(help.includes(name), `${page}: tj ${words}`).toBe(true);
      }
    }
  });
});

/** What `--help` says of a command; '' where there is none of that name. */
function helpOf(command: string): string {
  let help = helps.get(command);
  if (help === undefined) {
    const ran = spawnSync(process.execPath, ['bin/tj.js', command, '--help'], { cwd: root, encoding: 'utf8' });
    help = ran.status === 0 ? ran.stdout : '';
    helps.set(command, help);
  }
  return help;
}

function headingsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(
    ([, heading = '']) =>
      `#${heading
        .toLowerCase()
        .replaceAll(/[^a-z0-9 -]/g, '')
        .replaceAll(' ', '-')}`,
  );
}
