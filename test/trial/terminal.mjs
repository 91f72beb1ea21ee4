// Claude Code in a real terminal: a tmux server of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { until } from './until.mjs';

/** Starts Claude Code in a terminal and waits for its prompt. */
export async function openTerminal(sandbox, args = []) {
  const socket = join(sandbox.tmp, 'tmux');
  const tmux = (...args) => {
    const options = { cwd: sandbox.work, env: sandbox.env, encoding: 'utf8' };
    return spawnSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], options).stdout;
  };
  tmux('new-session', '-d', '-x', '120', '-y', '40', `exec "${sandbox.claude}" ${args.join(' ')}`);
  const terminal = {
    screen: () => tmux('capture-pane', '-p').replaceAll('\u00a0', ' '),
    /** With what makes its colours. */
    painted: () => tmux('capture-pane', '-p', '-e'),
    pid: Number(tmux('list-panes', '-F', '#{pane_pid}')),
    /** As if the window had been closed. */
    close: () => tmux('kill-server'),
    press: (key) => tmux('send-keys', key),
    /** Types a line, and Enter when all of it has arrived. */
    type: async (line) => {
      tmux('send-keys', '-l', line);
      await until(`the terminal shows "${line}"`, () => terminal.screen().includes(`❯ ${line}`), terminal.screen);
      terminal.press('Enter');
    },
  };
  await until('Claude Code shows its prompt', () => /^❯/m.test(terminal.screen()), terminal.screen);
  return terminal;
}

/** Waits until no process has the id, and gives the moment. */
export function gone(pid) {
  return until(`process ${pid} ends`, () => (runs(pid) ? null : Date.now()));
}

function runs(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}
