import { buildSession } from '../build/build-session.ts';
import { countedOf, packContexts } from '../build/pack-contexts.ts';
import { sessionId as sessionIdOf } from '../model/ids.ts';
import type { Issue } from '../model/issue.ts';
import type { PackedContext } from '../model/packed-context.ts';
import type { SessionFile, SessionRows } from '../model/session-rows.ts';
import type { FileReading } from '../store/file-states.ts';
import { encodeRecords } from '../store/journal-codec.ts';
import { readTranscript } from './read-transcript.ts';
import type { WorkUnit } from './work-to-do.ts';

/** What was read of a session, ready to be written. Plain values, so that it can come from another thread. */
export interface UnitReading {
  readonly readings: readonly FileReading[];
  /** The session's rows when the unit is whole; null: to be built from the journal. */
  readonly rows: PackedRows | null;
  readonly bytesRead: number;
  /** Files that could not be opened. */
  readonly issues: readonly Issue[];
}

/** Rows whose contexts are packed already, as if the session owned all that it shows. */
export interface PackedRows extends Omit<SessionRows, 'contexts'> {
  readonly contexts: readonly PackedContext[];
}

/** Reads, parses and, where possible, builds one session. */
export function readUnit(unit: WorkUnit): UnitReading {
  const readings: FileReading[] = [];
  const files: SessionFile[] = [];
  const issues: Issue[] = [];
  let bytesRead = 0;
  for (const change of unit.changes) {
    const read = readTranscript(change, (issue) => issues.push(issue));
    if (read === undefined) continue;
    const { records, tailRecords, ...rest } = read;
    const { path, kind, agentId } = read;
    bytesRead += read.bytesRead;
    readings.push({ ...rest, journal: encodeRecords(records), tailJournal: encodeRecords(tailRecords) });
    files.push({ path, kind, agentId, records: [...records, ...tailRecords] });
  }
  const whole = unit.whole && unit.sessionId !== null && readings.length === unit.changes.length;
  return { readings, rows: whole ? packedRows(unit.sessionId ?? '', files) : null, bytesRead, issues };
}

function packedRows(id: string, files: readonly SessionFile[]): PackedRows {
  const rows = buildSession(sessionIdOf(id), files);
  return { ...rows, contexts: packContexts(rows.contexts, countedOf(rows.sightings)) };
}
