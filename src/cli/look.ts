import { Chalk } from 'chalk';
import { type Look, PLAIN_PAINT } from '../render/style.ts';
import type { RunContext } from './run-context.ts';

/** How answers look in this run. */
export function lookOf(context: RunContext): Look {
  const { width, unicode } = context;
  if (!context.colour) return { width, unicode, paint: PLAIN_PAINT };
  const chalk = new Chalk({ level: 1 });
  return { width, unicode, paint: { typed: chalk.cyan, bold: chalk.bold, dim: chalk.dim, warn: chalk.yellow } };
}
