import { shellWord } from '../model/shell-word.ts';
import type { TypedOption } from '../model/typed-option.ts';
import type { Look } from './style.ts';
import { wrapTyped } from './text-width.ts';

/** What every command takes that answers from responses. */
const ANSWER = ['--since', '--until', '--project', '--model', '--root', '--db', '--pricing', '--utc', '--timezone'];

const READS = ['--root', '--db'];
const SHOWN = [...READS, '--pricing', '--utc', '--timezone'];

/** Options that a command takes and that change what it is about, by its name; a test holds them against what it takes. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  advise: [...ANSWER, '--session', '--kind'],
  ...{ context: [...ANSWER, '--session'], agents: [...ANSWER, '--session'], report: [...ANSWER, '--session'] },
  ...{ usage: ANSWER, sessions: ANSWER, runs: ANSWER, tokenmaxx: ANSWER, 'quota-audit': ANSWER },
  // One session is of one project.
  session: ANSWER.filter((option) => option !== '--project'),
  quickstart: ANSWER.filter((option) => option !== '--db'),
  ...{ status: [...SHOWN, '--project'], compare: [...SHOWN, '--project', '--model'], quota: [...SHOWN, '--since'] },
  ...{ index: READS, doctor: [...READS, '--pricing'], label: READS, prune: SHOWN, mcp: SHOWN, import: ['--db'] },
  ...{ pricing: ['--pricing'], export: [...ANSWER, '--session'] },
};

/**
 * A command of tj that is shown beside an answer, for what the answer is of: with the options that the answer was asked
 * for with, so far as the command takes them and has none of its own. Another program's command stays as it is.
 */
export function commandFor(command: string, typed: readonly TypedOption[]): string {
  const [program, name = ''] = command.split(' ');
  const taken = program === 'tj' ? (TAKEN[name] ?? []) : [];
  const has = new Set(command.split(' '));
  const options = typed
    .filter(({ option }) => taken.includes(option) && !has.has(option))
    .map(({ option, value }) => (value === null ? option : `${option} ${shellWord(value)}`));
  return [command, ...options].join(' ');
}

/** What to type next, in lines of their own. */
export function nextLines(command: string, typed: readonly TypedOption[], { paint, width }: Look): string[] {
  const head = 'next: ';
  return wrapTyped(head + commandFor(command, typed), width).map((line) =>
    line.startsWith(head) ? `${paint.dim('next:')} ${paint.typed(line.slice(head.length))}` : paint.typed(line),
  );
}
