import type { Command } from 'commander';
import { textWidth } from '../render/text-width.ts';
import { holdOutput, print, releaseOutput } from './output.ts';
import { terminal } from './run-context.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Commands whose answers can be longer than a screen. None of them asks anything. */
const PAGED: readonly string[] = [
  ...['quickstart', 'context', 'advise', 'tokenmaxx', 'quota-audit', 'compare', 'status', 'quota'],
  ...['usage', 'sessions', 'session', 'runs', 'agents', 'pricing', 'doctor', 'help'],
];

/** Where LESS is not set: leave at once where all fits, colours as they are, and what was read stays on the screen. */
const LESS = 'FRX';

/** What a shell has to read; other commands are run without one. */
const FOR_A_SHELL = /[|&;<>()$`\\"'*?[#~=%]/;

/** What a shell returns for a command that is not there, or that cannot be run. */
const NOT_RUN = new Set([126, 127]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: they take no column
const COLOURS = /\u001b\[[0-9;]*m/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: pagers of some years ago show them as they are
const LINKS = /\u001b\]8;[^\u0007]*\u0007/g;

/** Adds `--no-pager` to tj and to the commands whose answers can be long. */
export function addPagerOption(tj: Command): void {
  for (const command of [tj, ...tj.commands.filter((each) => PAGED.includes(each.name()))])
    command.option('--no-pager', 'print long answers without a pager (TJ_PAGER, PAGER, else less)');
}

/** On a terminal, what a command prints is kept until it has ended, so that no store is open while somebody reads. */
export function holdForPager(command: Command): void {
  const { pager, watch } = command.opts();
  if (pager === true && watch !== true && terminal('stdout').isTTY && process.env.TERM !== 'dumb') holdOutput();
}

/** Shows what was kept: in a pager where it is longer than the screen and there is one, else as it is. */
export async function showHeld(env: Environment): Promise<void> {
  const text = releaseOutput();
  if (text === '') return;
  // Of some terminals nobody knows the size: they say that it is 0.
  const { columns = 0, rows = 0 } = terminal('stdout');
  const isLong = rows > 0 && columns > 0 && linesOn(text, columns) >= rows;
  if (!isLong || !(await inPager(text, env))) print(text);
}

/** Lines that a text takes where longer ones are broken. */
function linesOn(text: string, columns: number): number {
  const lines = text.replace(COLOURS, '').replace(LINKS, '').replace(/\n$/, '').split('\n');
  return lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(textWidth(line) / columns)), 0);
}

/** Whether the pager was there. Leaving it early is no error; what it makes of Ctrl-C is its own affair, as with git. */
async function inPager(text: string, env: Environment): Promise<boolean> {
  const pager = (env.TJ_PAGER ?? env.PAGER ?? 'less').trim();
  if (pager === '' || pager === 'cat') return false;
  const isForShell = FOR_A_SHELL.test(pager);
  const [program = '', ...words] = isForShell ? [pager] : pager.split(/\s+/);
  const { spawnSync } = await import('node:child_process');
  const ignore = () => {};
  process.on('SIGINT', ignore);
  const { error, status } = spawnSync(program, words, {
    input: text.replace(LINKS, ''),
    stdio: ['pipe', 'inherit', 'inherit'],
    shell: isForShell,
    env: { LESS, LV: '-c', ...env },
  });
  process.off('SIGINT', ignore);
  if (isForShell && status !== null && NOT_RUN.has(status)) return false;
  return error === undefined || ('code' in error && error.code === 'EPIPE');
}
