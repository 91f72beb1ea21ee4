import { errorCode } from '../discover/error-code.ts';
import { readSmall } from '../discover/read-small.ts';
import type { GoneWhy } from '../model/gone-records.ts';
import type { Issue } from '../model/issue.ts';
import type { AgentMetaRecord, TranscriptRecord } from '../model/records.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { lineParser, parseAgentMeta } from '../parse/parse-line.ts';
import type { Parsed } from '../parse/record-taker.ts';
import { headHashOf } from '../read/file-stamp.ts';
import { isZeroed } from '../read/is-zeroed.ts';
import { handOnTail, readLines } from '../read/read-lines.ts';
import type { FileReading, FileState } from '../store/file-states.ts';
import type { FileChange } from './work-to-do.ts';

/** What was read of a file. */
export interface TranscriptReading extends Omit<FileReading, 'journal'> {
  readonly records: readonly TranscriptRecord[];
  /** Records of a last line without newline, which will be read again. */
  readonly tailRecords: readonly TranscriptRecord[];
  readonly bytesRead: number;
}

/** Reads and parses what is new in a file; undefined, and told to `onIssue`, when it cannot be opened. Throws `OutOfTime`. */
export function readTranscript(
  change: FileChange,
  onIssue: (issue: Issue) => void,
  isOver: () => boolean,
): TranscriptReading | undefined {
  return whenReadable(change.file.path, onIssue, () =>
    change.file.kind === 'meta' ? readMeta(change) : readRecords(change, isOver),
  );
}

/** What `read` returns; undefined, and told to `onIssue`, when the file at `path` cannot be opened. */
export function whenReadable<T>(path: string, onIssue: (issue: Issue) => void, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const kind = error.code === 'ENOENT' ? 'vanished' : 'unreadable';
    onIssue({ kind, path, line: null, detail: String(error.code) });
    return undefined;
  }
}

function readRecords({ file, state, how, changed }: FileChange, isOver: () => boolean): TranscriptReading {
  const goesOn = how === 'on' && state !== null;
  const fromLine = goesOn ? state.nextLine : 1;
  const from = goesOn ? state.position : 0;
  const parsed: Parsed = { records: [], oddities: [] };
  const parse = lineParser(parsed);
  const end = readLines(file.path, parse, { from, firstLine: fromLine, isOver });
  const tail: Parsed = { records: [], oddities: [] };
  if (end.tail !== null) handOnTail(end.tail, end.nextLine, end.position === 0, lineParser(tail, true));
  const issues = [...parsed.oddities, ...end.oddities].map((oddity) => ({ ...oddity, path: file.path }));
  return {
    ...placeOf(file),
    sessionId: file.sessionId ?? sessionOfFlat(file, state, goesOn, [...parsed.records, ...tail.records]),
    size: end.size,
    mtimeMs: end.mtimeMs,
    ino: end.ino,
    headHash: headHashOf(file.path, end.position),
    position: end.position,
    nextLine: end.nextLine,
    before: state,
    fromLine,
    changed: changed ? whyChanged(file.path, end.size, state) : null,
    records: parsed.records,
    tailRecords: tail.records,
    issues,
    bytesRead: end.size - from,
  };
}

/** An agent's metadata is a few names: a file of more is none. */
const MOST_META_BYTES = 1024 * 1024;

/** What stands in an agent's metadata, one small JSON file: read whole, every time. Throws what opening and reading throw. */
export function metaIn({ path }: Pick<TranscriptFile, 'path'>): {
  bytes: number;
  records: AgentMetaRecord[];
  issues: Issue[];
} {
  try {
    const bytes = readSmall(path, MOST_META_BYTES);
    const meta = parseAgentMeta(bytes);
    return { bytes: bytes.length, records: meta === undefined ? [] : [meta], issues: [] };
  } catch (error) {
    if (errorCode(error) !== 'EFBIG') throw error;
    const detail = `metadata of an agent has at most ${MOST_META_BYTES} bytes`;
    return { bytes: 0, records: [], issues: [{ kind: 'line-too-long', path, line: 1, detail }] };
  }
}

function readMeta({ file, state, changed }: FileChange): TranscriptReading {
  const { bytes, records, issues } = metaIn(file);
  return {
    ...placeOf(file),
    sessionId: file.sessionId ?? flatStem(file),
    ...{ size: file.size, mtimeMs: file.mtimeMs, ino: file.ino, headHash: '', position: 0, nextLine: 1 },
    before: state,
    fromLine: 1,
    changed: changed ? whyChanged(file.path, file.size, state) : null,
    records,
    tailRecords: [],
    issues,
    bytesRead: bytes,
  };
}

function placeOf({ path, kind, agentId }: TranscriptFile) {
  return { path, kind, agentId };
}

/** What became of a file that no longer holds what was read of it. */
function whyChanged(path: string, size: number, before: FileState | null): GoneWhy {
  if (size === 0) return 'emptied';
  if (isZeroed(path, size)) return 'zeroed';
  return before !== null && size < before.size ? 'cut' : 'rewritten';
}

/**
 * A flat agent's session stands in its records: the first that names one, in an earlier reading that this one goes on
 * from, else in this one. One that no longer names any stays where it was.
 */
function sessionOfFlat(
  file: TranscriptFile,
  before: FileState | null,
  goesOn: boolean,
  records: readonly TranscriptRecord[],
): string {
  const known = before?.sessionId ?? flatStem(file);
  if (goesOn && known !== flatStem(file)) return known;
  for (const record of records) if (record.kind === 'place' && record.sessionId !== null) return record.sessionId;
  return known;
}

function flatStem(file: TranscriptFile): string {
  return `agent-${file.agentId ?? ''}`;
}
