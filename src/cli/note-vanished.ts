import { vanishedLines } from '../render/vanished-lines.ts';
import { printError } from './output.ts';
import type { Refreshed } from './refresh.ts';
import type { RunContext } from './run-context.ts';

/** Says on standard error, where that is a terminal, what was just found missing from transcripts, and is kept. */
export function noteVanished({ vanished }: Pick<Refreshed, 'vanished'>, { notes }: Pick<RunContext, 'notes'>): void {
  if (notes) for (const line of vanishedLines(vanished)) printError(`tj: ${line}\n`);
}
