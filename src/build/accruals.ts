import type { Accrual, PassengerKind } from '../model/context.ts';
import type { Sighting } from '../model/session-rows.ts';

/** Kinds of which one passenger enters several times. The fixed context is each session's own. */
const SEVERAL_ENTRIES: ReadonlySet<PassengerKind> = new Set(['output', 'hook', 'unattributed']);

/** What passengers that enter several times are made of, response by response. */
export class Accruals {
  readonly all: Accrual[] = [];
  /** What the next response is the first to have in its prompt. */
  private open: Omit<Accrual, 'sighting'>[] = [];

  /** So many tokens of a passenger of this kind entered. */
  add(kind: PassengerKind, passenger: number, tokens: number): void {
    if (SEVERAL_ENTRIES.has(kind)) this.open.push({ passenger, tokens });
  }

  /** The response whose prompt has what was added since the one before it. */
  close(sighting: Sighting): void {
    for (const accrual of this.open) this.all.push({ ...accrual, sighting });
    this.open = [];
  }
}
