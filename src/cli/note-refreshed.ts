import type { Fault } from '../model/fault.ts';
import type { Vanished } from '../model/gone-records.ts';
import { faultLines } from '../render/fault-lines.ts';
import { vanishedLines } from '../render/vanished-lines.ts';
import { printError } from './output.ts';
import type { RunContext } from './run-context.ts';

interface Noted {
  readonly vanished: readonly Vanished[];
  readonly faults: readonly Fault[];
}

/**
 * Says on standard error which sessions could not be read, and, where that is a terminal, what was just found missing from
 * transcripts and is kept.
 */
export function noteRefreshed({ vanished, faults }: Noted, { notes }: Pick<RunContext, 'notes'>): void {
  for (const line of [...(notes ? vanishedLines(vanished) : []), ...faultLines(faults)]) printError(`tj: ${line}\n`);
}
