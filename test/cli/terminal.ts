import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TJ } from './tj.ts';

/** Whether there is a tmux to be a terminal. */
export const HAS_TMUX = spawnSync('tmux', ['-V']).status === 0;

/** For the name of a group of tests: why it is left out where it is. */
export const unlessTmux = HAS_TMUX ? '' : ' (left out: tmux is not installed)';

/** A real terminal with a shell in it, by tmux. */
export class Terminal {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tj-tmux-'));
  readonly #home: string;

  constructor(home: string, env: Readonly<Record<string, string>> = {}, [columns, rows] = [80, 24]) {
    this.#home = home;
    const base = {
      HOME: home,
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      TJ_NOW: '2026-03-05T12:00:00Z',
      PS1: '$ ',
      HISTFILE: '/dev/null',
      ...env,
    };
    const set = Object.entries(base).map(([name, value]) => `${name}=${quoted(value)}`);
    const shell = `env -u TMUX ${set.join(' ')} bash --norc --noprofile`;
    this.tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), shell);
    this.tmux('set-option', '-g', 'remain-on-exit', 'on');
  }

  /** Asks tmux for something and returns what it says. */
  tmux(...words: readonly string[]): string {
    const socket = ['-S', join(this.#folder, 'socket'), '-f', '/dev/null'];
    const env = { PATH: process.env.PATH ?? '', HOME: this.#home, LANG: 'C.UTF-8' };
    const { stdout } = spawnSync('tmux', [...socket, ...words], { encoding: 'utf8', env });
    return stdout;
  }

  /** Types a command and Enter. */
  run(command: string): void {
    this.tmux('send-keys', '-l', command);
    this.keys('Enter');
  }

  /** Types `tj` with these words. */
  tj(words: string): void {
    this.run(`${process.execPath} ${TJ} ${words}`);
  }

  /** Presses keys by their names: `q`, `Escape`, `C-c`. */
  keys(...names: readonly string[]): void {
    this.tmux('send-keys', ...names);
  }

  /** What is on the screen; with `colours` its escape sequences too. */
  screen({ colours = false } = {}): string {
    return this.tmux('capture-pane', '-p', ...(colours ? ['-e'] : []));
  }

  /** Waits until the screen is as the pattern says, and returns it; after `ms` it returns what is there. */
  async until(pattern: RegExp, ms = 15_000): Promise<string> {
    for (const end = Date.now() + ms; ; ) {
      const screen = this.screen();
      if (pattern.test(screen) || Date.now() > end) return screen;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** A value that tmux knows of the terminal, such as `alternate_on`. */
  value(name: string): string {
    return this.tmux('display-message', '-p', `#{${name}}`).trim();
  }

  close(): void {
    this.tmux('kill-server');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
