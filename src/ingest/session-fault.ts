import { UserError } from '../model/errors.ts';
import { labelOf } from '../model/label.ts';

/** Thrown where the work on one session failed for a fault of ours, so that it can be left out of the work on many. */
export class SessionFault extends Error {
  override readonly name = 'SessionFault';
  readonly sessionId: string;

  constructor(sessionId: string, cause: unknown) {
    super(faultText(cause), { cause });
    this.sessionId = sessionId;
  }
}

/** What `work` on one session returns. Throws `SessionFault` where that fails for a fault of ours, else what it throws. */
export function alone<T>(sessionId: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw isOurFault(error) ? new SessionFault(sessionId, error) : error;
  }
}

/** What is said of an error, in one line. */
export function faultText(error: unknown): string {
  return labelOf(error instanceof Error ? `${error.name}: ${error.message}` : String(error), REASON_CHARS);
}

const REASON_CHARS = 160;

/** Errors of SQLite that say something about what we wanted to write, not about the store. */
const BAD_ROWS = /^SQLITE_(?:CONSTRAINT|MISMATCH|RANGE|TOOBIG|ERROR$)/;

/** Whether the next session may fare better: errors of the disk and of the store are of no session. */
export function isOurFault(error: unknown): boolean {
  if (error instanceof UserError || error instanceof SessionFault) return false;
  if (!(error instanceof Error) || !('code' in error) || 'syscall' in error) return true;
  return !String(error.code).startsWith('SQLITE_') || BAD_ROWS.test(String(error.code));
}
