import { type Look, PLAIN_PAINT } from '../render/style.ts';
import type { RunContext } from './run-context.ts';

/** How answers look in this run. */
export async function lookOf(context: RunContext): Promise<Look> {
  const { width, unicode } = context;
  if (!context.colour) return { width, unicode, paint: PLAIN_PAINT };
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  // One text only: chalk joins whatever else it is handed, such as the index that map passes on.
  const one = (paint: (text: string) => string) => (text: string) => paint(text);
  const paint = {
    ...{ typed: one(chalk.magenta), bold: one(chalk.bold), dim: one(chalk.dim), warn: one(chalk.yellow) },
    classes: {
      ...{ reread: one(chalk.blue), rebuilt: one(chalk.red), written: one(chalk.cyan) },
      ...{ newInput: one(chalk.yellow), output: one(chalk.green) },
    },
  };
  return { width, unicode, paint };
}
