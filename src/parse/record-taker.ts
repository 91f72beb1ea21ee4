import { noteOddity, type Oddity } from '../model/issue.ts';
import { folderOf, labelOf, pathLabelOf } from '../model/label.ts';
import type { OtherRecord, PlaceRecord, TranscriptRecord } from '../model/records.ts';
import { MINUTE_MS } from '../model/time.ts';
import { remembering } from './kept-text.ts';
import { unknownType } from './known-types.ts';
import type { LineScanner } from './line-scanner.ts';
import { linkOf } from './link-record.ts';
import { HELD_TEXTS } from './parsed-answer.ts';
import type { RawBlock, RawRecord } from './raw-record.ts';
import { ANSWERS, isStreamed, recordOf } from './record-of.ts';
import { contextUsageRecord } from './request-record.ts';
import { threadOf } from './thread-of.ts';
import { oddNumbers } from './usage-of.ts';
import { serverResults } from './user-record.ts';

/** What came of the lines handed to a parser: records in order and oddities by line. */
export interface Parsed {
  readonly records: TranscriptRecord[];
  readonly oddities: Oddity[];
}

/** Adds to a `Parsed` what comes of each record of one transcript, line after line. */
export interface RecordTaker {
  /** All that the line says, while the scanner holds it. */
  readonly take: (scan: LineScanner, raw: RawRecord, line: number) => void;
  /** An answer, of a record that `readAnswer` read; of any other record only where and when it was made. */
  readonly takeAnswer: (raw: RawRecord, line: number) => void;
  /** Of a record of the same kind that holds results of tools where it stands among others; false for what holds none. */
  readonly takeResults: (raw: RawRecord, line: number) => boolean;
}

export function recordTaker(into: Parsed): RecordTaker {
  const place: Place = { cwd: null, version: null, sessionId: null, branch: null };
  const links = new Set<string>();
  const origins = new Set<string>();
  const unknown = new Set<string>();
  const takeCommon = (raw: RawRecord, line: number) => {
    const odd = raw.message?.usage ? oddNumbers(raw.message.usage) : 0;
    if (odd > 0) noteOddity(into.oddities, { kind: 'bad-number', line, detail: `${odd} usage fields hold no count` });
    const moved = placeOf(raw, place, line);
    if (moved !== undefined) into.records.push(moved);
    for (const origin of originsOf(raw)) {
      if (origins.has(origin)) continue;
      origins.add(origin);
      into.records.push({ kind: 'origin', line, at: null, originSessionId: origin, copySessionId: null });
    }
  };
  return {
    take: (scan, raw, line) => {
      takeCommon(raw, line);
      const at = raw.timestamp;
      const type = unknownType(raw, place.version);
      if (type !== null && !unknown.has(type)) {
        unknown.add(type);
        noteOddity(into.oddities, { kind: 'unknown-type', line, detail: type });
      }
      const link = linkOf(scan, raw, { line, at });
      if (link !== undefined && !links.has(`${link.agentId} ${link.toolUseId}`)) {
        links.add(`${link.agentId} ${link.toolUseId}`);
        into.records.push(link);
      }
      const record = recordOf(scan, raw, { line, at });
      if (record !== undefined) add(into.records, record);
      const ownResults = record?.kind === 'answer' ? serverResults(scan, raw, { line, at }) : undefined;
      if (ownResults !== undefined) into.records.push(ownResults);
      const measured = contextUsageRecord(raw, { line, at });
      if (measured !== undefined) into.records.push(measured);
    },
    takeAnswer: (raw, line) => {
      takeCommon(raw, line);
      if (isStreamed(raw)) return;
      const placed = { line, at: raw.timestamp };
      const record = ANSWERS.get(raw.type)?.(HELD_TEXTS, raw, placed);
      if (record?.kind === 'answer') into.records.push(record);
      else if (placed.at !== null) add(into.records, { kind: 'other', ...placed, until: placed.at });
    },
    takeResults: (raw, line) => {
      const isResult = ({ type, toolUseId }: RawBlock) => type === 'tool_result' && toolUseId;
      if (raw.type !== 'user' || !raw.message?.blocks?.some(isResult)) return false;
      takeCommon(raw, line);
      const thread = threadOf(HELD_TEXTS, raw, false);
      if (!isStreamed(raw))
        into.records.push({ kind: 'results', line, at: raw.timestamp, ...thread, results: [], promptId: null });
      return true;
    },
  };
}

const NO_ORIGINS: readonly string[] = [];

/** Sessions that a line names as those that produced it, or that its session was copied from. */
function originsOf(raw: RawRecord): readonly string[] {
  const isNamed = raw.forkedFrom !== null || raw.parentSessionId !== null || raw.requestSessionId !== null;
  if (!isNamed && raw.type !== 'derived-from') return NO_ORIGINS;
  const named = [raw.forkedFrom, raw.parentSessionId, raw.requestSessionId].filter((id) => id !== null);
  return raw.type === 'derived-from' ? [...named, ...(raw.derivedFrom ?? [])] : named;
}

/** One record stands for those of no use that follow on one another: a quarter of all lines. */
function add(records: TranscriptRecord[], record: TranscriptRecord): void {
  const last = records.at(-1);
  const goesOn = record.kind === 'other' && last?.kind === 'other' && isSoonAfter(last, record);
  if (goesOn) records[records.length - 1] = { ...last, until: record.at };
  else records.push(record);
}

function isSoonAfter(last: OtherRecord, { at }: OtherRecord): boolean {
  return last.at !== null && last.until !== null && at !== null && at >= last.until && at - last.at <= MINUTE_MS;
}

interface Place {
  cwd: string | null;
  version: string | null;
  sessionId: string | null;
  /** As written; '' where there is none. */
  branch: string | null;
}

const folderLabel = remembering(folderOf);
const versionLabel = remembering(labelOf);
const branchLabel = remembering(pathLabelOf);

/** A place record when the line says another folder, version, session or branch than the lines before it. */
function placeOf(raw: RawRecord, place: Place, line: number): PlaceRecord | undefined {
  // An empty one names no folder.
  const cwd = raw.cwd || place.cwd;
  const version = raw.version ?? place.version;
  const sessionId = raw.sessionId ?? place.sessionId;
  const branch = raw.gitBranch ?? place.branch;
  const isSame = cwd === place.cwd && version === place.version && sessionId === place.sessionId;
  if (isSame && branch === place.branch) return undefined;
  Object.assign(place, { cwd, version, sessionId, branch });
  return {
    kind: 'place',
    line,
    at: null,
    cwd: cwd === null ? null : folderLabel(cwd),
    version: version === null ? null : versionLabel(version),
    sessionId,
    branch: branch === null ? null : branchLabel(branch),
  };
}
