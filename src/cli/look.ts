import { hostname } from 'node:os';
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Look, type Paint, PLAIN_PAINT } from '../render/style.ts';
import { printPainted } from './output.ts';
import { type RunContext, terminal } from './run-context.ts';

/** How answers look in this run. */
export async function lookOf(context: RunContext): Promise<Look> {
  const { width, unicode } = context;
  if (!context.colour) return { width, unicode, paint: PLAIN_PAINT };
  printPainted();
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: 1 });
  // One text only: chalk joins whatever else it is handed, such as the index that map passes on.
  const one = (paint: (text: string) => string) => (text: string) => paint(text);
  const paint = {
    href: await hrefIn(context),
    ...{ typed: one(chalk.magenta), bold: one(chalk.bold), dim: one(chalk.dim), warn: one(chalk.yellow) },
    classes: {
      ...{ reread: one(chalk.blue), rebuilt: one(chalk.red), written: one(chalk.cyan) },
      ...{ newInput: one(chalk.yellow), output: one(chalk.green) },
    },
  };
  return { width, unicode, paint };
}

/** Only on a terminal that is known to follow links, or where FORCE_HYPERLINK says so. */
async function hrefIn({ env }: RunContext): Promise<Paint['href']> {
  if (!terminal('stdout').isTTY && !env.FORCE_HYPERLINK) return PLAIN_PAINT.href;
  const { createSupportsHyperlinks } = await import('supports-hyperlinks');
  return createSupportsHyperlinks(process.stdout) ? hrefOf : PLAIN_PAINT.href;
}

/** Of this machine, which need not be the one that the terminal runs on. Nothing in it can end the link. */
function hrefOf(target: string): string | null {
  if (/^https?:\/\//i.test(target)) return URL.canParse(target) ? new URL(target).href : null;
  if (!isAbsolute(target)) return null;
  const url = pathToFileURL(target);
  if (process.platform !== 'win32') url.hostname = hostname();
  return url.href;
}
