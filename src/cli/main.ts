import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { type Command, CommanderError } from 'commander';
import { UserError } from '../model/errors.ts';
import { OWN_FOLDER } from '../model/own-folder.ts';
import { print, printError } from './output.ts';
import { program } from './program.ts';

/** The newest Node that is known to have the flag below: of one that it does not know, Node tells on standard error. */
const NEWEST_NODE = 26;

// A command is over before large functions made of small ones pay: V8 compiles the small ones sooner, on all threads.
if (Number.parseInt(process.versions.node, 10) <= NEWEST_NODE) {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=60');
}

/** Exit code for a fault of tj's own. */
const OUR_FAULT = 70;

/** Runs tj with the words after its name; resolves to the exit code: 0 fine, 1 could not, 2 bad usage, 70 our fault. */
export async function main(argv: readonly string[]): Promise<number> {
  const asJson = argv.includes('--json');
  const tj = program(ownVersion());
  quiet(tj);
  try {
    await tj.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    return report(error, asJson);
  }
}

/** Errors are told in one place, help goes where it is asked for. */
function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: print, writeErr: () => {} });
  for (const below of command.commands) quiet(below);
}

function report(error: unknown, asJson: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    return tell('usage', error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' '), 2, asJson);
  }
  if (error instanceof UserError) return tell(error.code, error.message, error.exitCode, asJson);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!asJson) printError(`tj: this is a fault of tj, not yours; please report it with these lines:\n${stack}\n`);
  return asJson ? tell('fault', stack.split('\n')[0] ?? '', OUR_FAULT, true) : OUR_FAULT;
}

function tell(code: string, message: string, exitCode: number, asJson: boolean): number {
  if (asJson) print(`${JSON.stringify({ error: { code, message } }, null, 2)}\n`);
  else printError(`tj: ${message}\n`);
  return exitCode;
}

function ownVersion(): string {
  const path = new URL('package.json', OWN_FOLDER);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
