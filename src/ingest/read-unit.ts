import type { Issue } from '../model/issue.ts';
import type { LabelsKept } from '../model/label.ts';
import type { SessionFile } from '../model/session-rows.ts';
import { withoutLabels } from '../model/without-labels.ts';
import type { FileReading } from '../store/file-states.ts';
import { encodeRecords } from '../store/journal-codec.ts';
import { type LaidOutRows, rowsOf } from './laid-out-rows.ts';
import { readTranscript } from './read-transcript.ts';
import type { WorkUnit } from './work-to-do.ts';

/** What was read of a session, ready to be written. Plain values, so that it can come from another thread. */
export interface UnitReading {
  readonly readings: readonly FileReading[];
  /** The session's rows when the unit is whole; null: to be built from the journal. */
  readonly rows: LaidOutRows | null;
  readonly bytesRead: number;
  /** Files that could not be opened. */
  readonly issues: readonly Issue[];
}

/** Reads, parses and, where possible, builds one session. */
export function readUnit(unit: WorkUnit, labels: LabelsKept): UnitReading {
  const readings: FileReading[] = [];
  const files: SessionFile[] = [];
  const issues: Issue[] = [];
  let bytesRead = 0;
  for (const change of unit.changes) {
    const read = readTranscript(change, (issue) => issues.push(issue));
    if (read === undefined) continue;
    const { records: own, tailRecords: tail, ...rest } = read;
    const [records, tailRecords] = labels === 'none' ? [own.map(withoutLabels), tail.map(withoutLabels)] : [own, tail];
    const { path, kind, agentId } = read;
    bytesRead += read.bytesRead;
    readings.push({ ...rest, journal: encodeRecords(records), tailJournal: encodeRecords(tailRecords) });
    files.push({ path, kind, agentId, records: [...records, ...tailRecords] });
  }
  const whole = unit.whole && unit.sessionId !== null && readings.length === unit.changes.length;
  return { readings, rows: whole ? rowsOf(unit.sessionId ?? '', files) : null, bytesRead, issues };
}
