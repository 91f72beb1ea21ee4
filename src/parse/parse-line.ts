import type { IssueKind } from '../model/issue.ts';
import { labelOf, pathLabelOf } from '../model/label.ts';
import type { AgentMetaRecord, OtherRecord, PlaceRecord, TranscriptRecord } from '../model/records.ts';
import { MINUTE_MS } from '../model/time.ts';
import { NotJson } from './json-bytes.ts';
import type { LineScanner } from './line-scanner.ts';
import { linkOf } from './link-record.ts';
import type { RawRecord } from './raw-record.ts';
import { readRawRecord } from './read-raw-record.ts';
import { recordOf } from './record-of.ts';
import { contextUsageRecord } from './request-record.ts';
import { transcriptScanner } from './transcript-scanner.ts';
import { oddNumbers } from './usage-of.ts';
import { serverResults } from './user-record.ts';
import { takeWholeRecords } from './whole-records.ts';

/** What came of the lines handed to a parser: records in order and oddities by line. */
export interface Parsed {
  readonly records: TranscriptRecord[];
  readonly oddities: { readonly kind: IssueKind; readonly line: number; readonly detail: string }[];
}

/** Takes the lines of one file in order; `line` is 1-based, the line is `bytes[start, end)` without its newline. */
export type LineParser = (bytes: Buffer, start: number, end: number, line: number) => void;

const scanner: LineScanner = transcriptScanner();

/**
 * A parser for the lines of one transcript that adds to `into`. Claude Code's words end here. A line that is no JSON is
 * told, and what stands whole on it is taken all the same; not so where `isTail`: such a line may still be growing.
 */
export function lineParser(into: Parsed, isTail = false): LineParser {
  const take = recordTaker(into);
  return (bytes, start, end, line) => {
    scanner.open(bytes, start, end);
    try {
      const raw = readRawRecord(scanner);
      if (raw === undefined) into.oddities.push({ kind: 'bad-line', line, detail: 'JSON, but no object' });
      else take(raw, line);
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      const found = isTail ? 0 : takeWholeRecords(scanner, bytes, start, end, (raw) => take(raw, line));
      const detail =
        found === 0 ? 'not JSON' : `not JSON, but ${found} whole ${found === 1 ? 'record' : 'records'} on it`;
      into.oddities.push({ kind: 'bad-line', line, detail });
    }
  };
}

/** Adds to `into` what comes of each record of one transcript, while the scanner holds its line. */
function recordTaker(into: Parsed): (raw: RawRecord, line: number) => void {
  const place: Place = { cwd: null, version: null, sessionId: null, branch: null };
  const links = new Set<string>();
  const origins = new Set<string>();
  return (raw, line) => {
    const odd = raw.message?.usage ? oddNumbers(raw.message.usage) : 0;
    if (odd > 0) into.oddities.push({ kind: 'bad-number', line, detail: `${odd} usage fields hold no count` });
    const at = raw.timestamp;
    const moved = placeOf(raw, place, line);
    if (moved !== undefined) into.records.push(moved);
    for (const origin of originsOf(raw)) {
      if (origins.has(origin)) continue;
      origins.add(origin);
      into.records.push({ kind: 'origin', line, at: null, originSessionId: origin, copySessionId: null });
    }
    const link = linkOf(scanner, raw, { line, at });
    if (link !== undefined && !links.has(`${link.agentId} ${link.toolUseId}`)) {
      links.add(`${link.agentId} ${link.toolUseId}`);
      into.records.push(link);
    }
    const record = recordOf(scanner, raw, { line, at });
    if (record !== undefined) add(into.records, record);
    const ownResults = record?.kind === 'answer' ? serverResults(scanner, raw, { line, at }) : undefined;
    if (ownResults !== undefined) into.records.push(ownResults);
    const measured = contextUsageRecord(raw, { line, at });
    if (measured !== undefined) into.records.push(measured);
  };
}

/** Sessions that a line names as those that produced it, or that its session was copied from. */
function originsOf(raw: RawRecord): string[] {
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

/** Parses an `agent-<id>.meta.json`, which is one JSON object over any number of lines; undefined when it is none. */
export function parseAgentMeta(bytes: Buffer): AgentMetaRecord | undefined {
  let meta: unknown;
  try {
    meta = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) return undefined;
  const { agentType, spawnedAgentType, toolUseId, name, description } = meta as Record<string, unknown>;
  const type = textOrNull(agentType);
  const spawned = textOrNull(spawnedAgentType);
  return {
    kind: 'agent-meta',
    line: 1,
    at: null,
    agentType: spawned ?? type,
    toolUseId: textOrNull(toolUseId),
    // A team member has its name for its type.
    name: textOrNull(name) ?? (spawned === null ? null : type),
    description: textOrNull(description),
  };
}

interface Place {
  cwd: string | null;
  version: string | null;
  sessionId: string | null;
  /** As written; '' where there is none. */
  branch: string | null;
}

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
    cwd,
    version,
    sessionId,
    branch: branch === null ? null : pathLabelOf(branch),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? labelOf(value) : null;
}
