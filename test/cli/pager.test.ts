import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { smallHistory } from './history.ts';
import { HAS_TMUX, Terminal, unlessTmux } from './terminal.ts';
import { newHome, removeHomes, tj } from './tj.ts';

/** More lines than a screen of 24, and how many of them. */
const LONG = 'help counting';

let home: string;
beforeEach(() => {
  home = newHome();
  writeFileSync(
    join(home, 'keep'),
    `#!/bin/sh\necho "paged: $*"; env | grep -E '^(LESS|LV)=' | sort; cat > ${home}/kept\n`,
    {
      mode: 0o755,
    },
  );
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

const keep = () => join(home, 'keep');
const whole = () => tj(LONG.split(' '), home).stdout;

describe.skipIf(!HAS_TMUX)(`on a terminal${unlessTmux}`, () => {
  let terminal: Terminal;
  const run = async (words: string, env: Record<string, string> = {}) => {
    terminal = new Terminal(home, { NO_COLOR: '1', ...env });
    terminal.run('clear');
    terminal.tj(`${words}; echo "code $?"`);
    return await terminal.until(/^code \d+/m);
  };
  afterEach(() => terminal.close());

  it('what is longer than the screen goes into TJ_PAGER, else PAGER, with its arguments and LESS=FRX', async () => {
    expect(await run(LONG, { TJ_PAGER: `${keep()} -x 'a b'`, PAGER: 'false' })).toMatch(
      /paged: -x a b\nLESS=FRX\nLV=-c\ncode 0/,
    );
    expect(readFileSync(join(home, 'kept'), 'utf8')).toBe(whole());
    terminal.close();
    expect(await run(LONG, { PAGER: `${keep()} -y`, LESS: 'S' })).toMatch(/paged: -y\nLESS=S\nLV=-c\ncode 0/);
  });

  it('what is on one screen does not, nor with --no-pager, before the command or after it', async () => {
    expect(await run('help', { PAGER: keep() })).not.toContain('paged');
    for (const words of [`--no-pager ${LONG}`, `${LONG} --no-pager`]) {
      terminal.close();
      const screen = await run(words, { PAGER: keep() });
      expect(screen).toContain('See also tj help cost');
      expect(screen).not.toContain('paged');
    }
  });

  it('lines that the terminal breaks count as often as it breaks them', async () => {
    const root = smallHistory();
    expect(await run(`usage --json --root ${root}`, { PAGER: keep() })).toContain('paged');
    expect(JSON.parse(readFileSync(join(home, 'kept'), 'utf8')).totals.responses).toBe(6);
  });

  it('links are left out of it: pagers of some years ago show them as they are', async () => {
    const root = smallHistory();
    const env = { PAGER: keep(), NO_COLOR: '', FORCE_COLOR: '1', FORCE_HYPERLINK: '1' };
    await run(`session --last --since all --root ${root}`, env);
    const kept = readFileSync(join(home, 'kept'), 'utf8');
    expect(kept).toContain('\u001b[1m');
    expect(kept).not.toContain('\u001b]8');
  });

  it.each(['', 'cat', 'no-such-pager', '/'])(
    'without a pager it is printed as it is, without a word: %o',
    async (pager) => {
      const screen = await run(LONG, { PAGER: pager });
      expect(screen).toContain('See also tj help cost and tj help windows.\ncode 0');
      expect(screen).not.toMatch(/no-such-pager|not found|denied/);
    },
  );

  it('what a shell has to read is read by one; where it finds nothing, that is said and the answer printed', async () => {
    expect(await run(LONG, { PAGER: `x=1; ${keep()} "$x z"` })).toMatch(/paged: 1 z\n[\s\S]*code 0/);
    terminal.close();
    expect(await run(LONG, { PAGER: '"no such pager"' })).toMatch(/windows\.\n[\s\S]*code 0|tj help windows\.\ncode 0/);
  });

  it('an error after a part of the answer comes behind it, without a pager', async () => {
    const screen = await run('usage --by nothing', { PAGER: keep() });
    expect(screen).toMatch(/tj: --by nothing: expected[\s\S]*code 2/);
  });

  it('less shows the first screen; Ctrl-C leaves it there, q ends it, and tj with 0', async () => {
    terminal = new Terminal(home, { NO_COLOR: '1' });
    terminal.run('clear');
    terminal.tj(`${LONG}; echo "code $?"`);
    expect(await terminal.until(/^:/m)).toContain('How tj counts');
    terminal.keys('C-c');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(terminal.screen()).not.toMatch(/^(?:code|\$)/m);
    terminal.keys('q');
    expect(await terminal.until(/^code \d+/m)).toContain('code 0');
  });

  it('a pager that is left before it has read everything is no error', async () => {
    const root = smallHistory();
    const screen = await run(`usage --by session --json --root ${root}`, { PAGER: 'head -1' });
    expect(screen).toMatch(/^\{\ncode 0/m);
    terminal.close();
    expect(await run(LONG, { PAGER: 'true' })).toContain('code 0');
  });
});

it('into a pipe nothing is paged', () => {
  expect(tj(LONG.split(' '), home, { PAGER: keep() })).toEqual({ status: 0, stdout: whole(), stderr: '' });
  expect(whole()).not.toContain('paged');
});
