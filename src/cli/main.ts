import { setFlagsFromString } from 'node:v8';
import { type Command, CommanderError, Help } from 'commander';
import { UserError } from '../model/errors.ts';
import { print, printError, releaseOutput } from './output.ts';
import { ownVersion } from './own-version.ts';
import { showHeld } from './pager.ts';
import { program } from './program.ts';
import { terminal, widthOf } from './run-context.ts';

/**
 * What V8 is told, since a command is over before much compiling pays: to make less of small functions into large ones,
 * and to wait longer before it makes anything fast. Each with the newest Node that has it: of a flag that it does not
 * know, Node tells on standard error.
 */
const V8_FLAGS = [
  { flag: '--max-inlined-bytecode-size-cumulative=60', newestNode: 26 },
  { flag: '--interrupt-budget=250000', newestNode: 20 },
];

const ownNode = Number.parseInt(process.versions.node, 10);
for (const { flag, newestNode } of V8_FLAGS) if (ownNode <= newestNode) setFlagsFromString(flag);

/** Exit code for a fault of tj's own. */
const OUR_FAULT = 70;

/** Runs tj with the words after its name; resolves to the exit code: 0 fine, or what the command set, 1 could not, 2 bad usage, 70 our fault. */
export async function main(argv: readonly string[]): Promise<number> {
  const asJson = ownWords(argv).includes('--json');
  const tj = program(ownVersion(), argv);
  quiet(tj);
  try {
    await tj.parseAsync(argv, { from: 'user' });
    await showHeld(process.env);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    print(releaseOutput());
    return report(error, asJson);
  }
}

/** What stands behind `--` is another program's, or a name. */
function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}

/** Columns of a description that are worth a line of their own; beside fewer, help is not laid out. */
const LEAST_HELP_WIDTH = 12;

/** Errors are told in one place, help goes where it is asked for. */
function quiet(command: Command): void {
  const getOutHelpWidth = () => widthOf(process.env, terminal('stdout'));
  command.exitOverride().configureOutput({ writeOut: print, writeErr: () => {}, getOutHelpWidth });
  command.configureHelp({ minWidthToWrap: LEAST_HELP_WIDTH, subcommandTerm: withoutOptions });
  for (const below of command.commands) quiet(below);
}

function report(error: unknown, asJson: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    return tell('usage', withoutFarGuess(error.message).replace(/\s*\n\s*/g, ' '), 2, asJson);
  }
  if (error instanceof UserError) return tell(error.code, error.message, error.exitCode, asJson, error.facts);
  if (isLostFolder(error)) return tell('no-folder', 'the current folder is gone: go to one that exists', 1, asJson);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!asJson) printError(`tj: this is a fault of tj, not yours; please report it with these lines:\n${stack}\n`);
  return asJson ? tell('fault', stack.split('\n')[0] ?? '', OUR_FAULT, true) : OUR_FAULT;
}

/** Names without a folder are looked up in the current one, which may have been removed. */
function isLostFolder(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd';
}

/** All of them take options: said once, in the first line. */
function withoutOptions(command: Command): string {
  return new Help().subcommandTerm(command).replace(' [options]', '');
}

/** Two words of a few letters are soon alike; what begins with another letter was no slip of a finger. */
function withoutFarGuess(message: string): string {
  const guess = /'--?(\w)[^']*'\s*\(Did you mean --?(\w)[^)]*\)/.exec(message);
  const isFar = guess !== null && guess[1] !== guess[2];
  return message.replace(/^error: /, '').replace(isFar ? /\s*\(Did you mean [^)]*\)/ : /$^/, '');
}

function tell(code: string, message: string, exitCode: number, asJson: boolean, facts: object = {}): number {
  // Where nothing can be written to standard output, neither can this.
  if (asJson && code !== 'no-output') print(`${JSON.stringify({ ...facts, error: { code, message } }, null, 2)}\n`);
  else printError(`tj: ${message}\n`);
  return exitCode;
}
