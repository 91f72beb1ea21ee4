import type { Fault } from '../model/fault.ts';
import type { Vanished } from '../model/gone-records.ts';
import { faultLines } from '../render/fault-lines.ts';
import { vanishedLines } from '../render/vanished-lines.ts';
import { printError } from './output.ts';

interface Noted {
  readonly vanished: readonly Vanished[];
  readonly faults: readonly Fault[];
}

/** Says on standard error which sessions could not be read, and, once, what was just found missing from transcripts and is kept. */
export function noteRefreshed({ vanished, faults }: Noted): void {
  for (const line of [...vanishedLines(vanished), ...faultLines(faults)]) printError(`tj: ${line}\n`);
}
