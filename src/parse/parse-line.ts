import { noteOddity } from '../model/issue.ts';
import { labelOf } from '../model/label.ts';
import type { AgentMetaRecord } from '../model/records.ts';
import { NotJson } from './json-bytes.ts';
import type { LineScanner } from './line-scanner.ts';
import { readRawRecord } from './read-raw-record.ts';
import { type Parsed, type RecordTaker, recordTaker } from './record-taker.ts';
import { transcriptScanner } from './transcript-scanner.ts';
import { takeWholeRecords } from './whole-records.ts';

/** Takes the lines of one file in order; `line` is 1-based, the line is `bytes[start, end)` without its newline. */
export type LineParser = (bytes: Buffer, start: number, end: number, line: number) => void;

const scanner: LineScanner = transcriptScanner();

/**
 * A parser for the lines of one transcript that adds to `into`. Claude Code's words end here. A line that is no JSON is
 * told, and what stands whole on it is taken all the same; not so where `isTail`: such a line may still be growing.
 */
export function lineParser(into: Parsed, isTail = false): LineParser {
  return lineParserBy(recordTaker(into).take, into, isTail);
}

/** As `lineParser`, by a taker that others use as well. */
export function lineParserBy(take: RecordTaker['take'], into: Parsed, isTail: boolean): LineParser {
  return (bytes, start, end, line) => {
    scanner.open(bytes, start, end);
    try {
      const raw = readRawRecord(scanner);
      if (raw === undefined) noteOddity(into.oddities, { kind: 'bad-line', line, detail: 'JSON, but no object' });
      else take(scanner, raw, line);
    } catch (error) {
      if (!(error instanceof NotJson)) throw error;
      const found = isTail ? 0 : takeWholeRecords(scanner, bytes, start, end, (raw) => take(scanner, raw, line));
      const detail =
        found === 0 ? 'not JSON' : `not JSON, but ${found} whole ${found === 1 ? 'record' : 'records'} on it`;
      noteOddity(into.oddities, { kind: 'bad-line', line, detail });
    }
  };
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

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? labelOf(value) : null;
}
