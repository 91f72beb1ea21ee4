import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { smallHistory } from './history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let root: string;
beforeAll(() => {
  root = smallHistory();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

describe('options that tj --help lists hold in every position', () => {
  const asked = (words: readonly string[], home = newHome()) => {
    const { status, stdout, stderr } = tj(words, home);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };

  it.each(['usage --by day', 'sessions', 'context', 'status', 'quickstart'])('--root and --json: tj %s', (text) => {
    const command = text.split(' ');
    const [after, before] = [
      [...command, '--root', root, '--json'],
      ['--json', '--root', root, ...command],
    ];
    expect(JSON.parse(asked(before))).toEqual(JSON.parse(asked(after)));
    expect(JSON.parse(asked(before)).provenance.files).toBe(5);
  });

  it('--db before the command: that store, and not the one in the home folder', () => {
    const home = newHome();
    asked(['--db', join(home, 'own.db'), '--root', root, 'usage'], home);
    expect([existsSync(join(home, 'own.db')), existsSync(join(home, '.tj/tj.db'))]).toEqual([true, false]);
  });

  it('--no-color before the command goes before FORCE_COLOR', () => {
    const { stdout } = tj(['--no-color', 'usage', '--root', root], newHome(), { FORCE_COLOR: '1' });
    expect(stdout).not.toContain('\u001b');
  });

  it('before a command of two words', () => {
    expect(JSON.parse(asked(['--json', 'hook', 'status'])).schema).toBe(1);
    expect(JSON.parse(asked(['hook', '--json', 'status'])).schema).toBe(1);
  });

  it('a root before and another after: both', () => {
    const other = smallHistory();
    const { totals } = JSON.parse(asked(['--root', root, 'usage', '--root', other, '--json']));
    expect(totals.responses).toBe(6);
    const { provenance } = JSON.parse(asked(['--root', root, 'usage', '--root', other, '--json']));
    expect(provenance.files).toBe(10);
  });

  it('a value after the command goes before the one that stands before it', () => {
    const home = newHome();
    asked(['--db', join(home, 'first.db'), 'usage', '--root', root, '--db', join(home, 'second.db')], home);
    expect([existsSync(join(home, 'first.db')), existsSync(join(home, 'second.db'))]).toEqual([false, true]);
  });

  it('an option that the command does not take is refused there too', () => {
    const { status, stderr } = tj(['--db', 'x.db', 'pricing'], newHome());
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "tj: 'tj pricing' takes no option --db: 'tj --help' lists commands\n",
    });
  });

  it('session-end exits with 0 whatever stands before or after it', () => {
    for (const words of [
      ['--json', 'session-end'],
      ['--root', root, 'session-end', '--nope', 'extra'],
    ])
      expect(tj(words, newHome(), {}, { input: '{}' }).status, words.join(' ')).toBe(0);
  });
});
