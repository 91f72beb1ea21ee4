import type { Issue } from '../model/issue.ts';
import type { LabelsKept } from '../model/label.ts';
import type { SessionFile } from '../model/session-rows.ts';
import { withoutLabels } from '../model/without-labels.ts';
import { OutOfTime } from '../read/line-splitter.ts';
import type { FileReading } from '../store/file-states.ts';
import { journalOf } from '../store/journal-codec.ts';
import { type LaidOutRows, rowsOf } from './laid-out-rows.ts';
import { readTranscript } from './read-transcript.ts';
import { faultText, isOurFault } from './session-fault.ts';
import type { WorkUnit } from './work-to-do.ts';

/** What was read of a session, ready to be written. Plain values, so that it can come from another thread. */
export interface UnitReading {
  readonly readings: readonly FileReading[];
  /** The session's rows when the unit is whole; null: to be built from the journal. */
  readonly rows: LaidOutRows | null;
  readonly bytesRead: number;
  /** Files that could not be opened. */
  readonly issues: readonly Issue[];
  /** Why nothing could be read of the session, for a fault of ours; null where it could. */
  readonly fault: string | null;
  /** Whether time ran out before it was read: then nothing of it is. */
  readonly isLeft: boolean;
}

/** Reads, parses and, where possible, builds one session. Never throws for what only this session has. */
export function readUnit(unit: WorkUnit, isOver: () => boolean, labels: LabelsKept): UnitReading {
  const nothing = { readings: [], rows: null, bytesRead: 0, issues: [], fault: null, isLeft: false };
  if (isOver()) return { ...nothing, isLeft: true };
  try {
    return readChanges(unit, isOver, labels);
  } catch (error) {
    if (error instanceof OutOfTime) return { ...nothing, isLeft: true };
    if (!isOurFault(error)) throw error;
    return { ...nothing, bytesRead: unit.bytes, fault: faultText(error) };
  }
}

function readChanges(unit: WorkUnit, isOver: () => boolean, labels: LabelsKept): UnitReading {
  const readings: FileReading[] = [];
  const files: SessionFile[] = [];
  const issues: Issue[] = [];
  let bytesRead = 0;
  for (const change of unit.changes) {
    const read = readTranscript(change, (issue) => issues.push(issue), isOver);
    if (read === undefined) continue;
    const { records: own, tailRecords: tail, ...rest } = read;
    const [records, tailRecords] = labels === 'none' ? [own.map(withoutLabels), tail.map(withoutLabels)] : [own, tail];
    const { path, kind, agentId } = read;
    bytesRead += read.bytesRead;
    readings.push({
      ...rest,
      journal: [...journalOf(records, rest.fromLine), ...journalOf(tailRecords, rest.nextLine)],
    });
    files.push({ path, kind, agentId, records: tailRecords.length === 0 ? records : [...records, ...tailRecords] });
  }
  const whole = unit.whole && unit.sessionId !== null && readings.length === unit.changes.length;
  const rows = whole ? builtOf(unit.sessionId ?? '', files) : null;
  return { readings, rows, bytesRead, issues, fault: null, isLeft: false };
}

/** Null for what cannot be built: whoever writes what was read tries it again, and deals with that. */
function builtOf(id: string, files: readonly SessionFile[]): LaidOutRows | null {
  try {
    return rowsOf(id, files);
  } catch (error) {
    if (!isOurFault(error)) throw error;
    return null;
  }
}
