import { buildUsage, hasSidechain, type SessionUsage } from '../build/build-usage.ts';
import { sessionId as sessionIdOf } from '../model/ids.ts';
import type { Issue } from '../model/issue.ts';
import type { SessionFile } from '../model/session-rows.ts';
import type { Client, TranscriptFile } from '../model/transcript-file.ts';
import type { Parsed } from '../parse/record-taker.ts';
import { everyLineParser, type LinesParser, usageParser } from '../parse/usage-lines.ts';
import { OutOfTime } from '../read/line-splitter.ts';
import { handOnTail, readLines } from '../read/read-lines.ts';
import type { KeptTranscript } from '../store/session-transcripts.ts';
import { type UsageRow, usageRows } from '../store/usage-rows.ts';
import { metaIn, whenReadable } from './read-transcript.ts';
import { faultText, isOurFault } from './session-fault.ts';

/** How the lines of each program's transcripts say what its responses are made of. */
export const USAGE_PARSERS: Readonly<Record<Client, LinesParser>> = { 'claude-code': usageParser };

/** All files of one session, to be read for their usage alone. */
export interface UsageUnit {
  readonly sessionId: string;
  readonly files: readonly TranscriptFile[];
  /** Bytes of all of them. */
  readonly bytes: number;
}

/** What the answers of a session say, with their responses as rows. */
export interface ReadUsage extends Omit<SessionUsage, 'sightings'> {
  readonly responses: readonly UsageRow[];
}

/** What was read of a session at depth 1. Plain values, so that it can come from another thread. */
export interface UsageReading {
  readonly sessionId: string;
  /** The files that were read, each as it was when it was opened. */
  readonly files: readonly TranscriptFile[];
  /** Null where it cannot be made, for a fault of ours. */
  readonly usage: ReadUsage | null;
  readonly bytesRead: number;
  /** What is wrong with lines of these files. */
  readonly oddities: readonly Issue[];
  /** Files that could not be opened. */
  readonly issues: readonly Issue[];
  /** Why there is no usage; '' where there is. */
  readonly fault: string;
  /** Whether time ran out before it was read: then nothing of it is. */
  readonly isLeft: boolean;
}

/** Reads of one session what its responses are made of. Never throws for what only this session has. */
export function readUsage(unit: UsageUnit, isOver: () => boolean): UsageReading {
  const { sessionId, files, bytes } = unit;
  const nothing = {
    sessionId,
    files: [],
    usage: null,
    bytesRead: 0,
    oddities: [],
    issues: [],
    fault: '',
    isLeft: false,
  };
  if (isOver()) return { ...nothing, isLeft: true };
  try {
    return readResponses(unit, isOver);
  } catch (error) {
    if (error instanceof OutOfTime) return { ...nothing, isLeft: true };
    if (!isOurFault(error)) throw error;
    return { ...nothing, files, bytesRead: bytes, fault: faultText(error) };
  }
}

function readResponses({ sessionId, files }: UsageUnit, isOver: () => boolean): UsageReading {
  const issues: Issue[] = [];
  const readings: FileReading<TranscriptFile>[] = [];
  for (const file of files) {
    const note = (issue: Issue) => issues.push(issue);
    const reading = whenReadable(file.path, note, () => readFile(file, USAGE_PARSERS[file.client], isOver));
    if (reading === undefined) continue;
    const isOld = hasSidechain(reading.session);
    readings.push(
      (isOld ? whenReadable(file.path, note, () => readFile(file, everyLineParser, isOver)) : undefined) ?? reading,
    );
  }
  const read = readings.map((reading) => reading.file);
  return {
    sessionId,
    files: read,
    usage: asRows(
      buildUsage(
        sessionIdOf(sessionId),
        readings.map(({ session }) => session),
      ),
    ),
    bytesRead: read.reduce((sum, { size }) => sum + size, 0),
    oddities: readings.flatMap(({ oddities }) => oddities),
    issues,
    fault: '',
    isLeft: false,
  };
}

interface FileReading<F extends KeptTranscript> {
  readonly file: F;
  readonly session: SessionFile;
  readonly oddities: readonly Issue[];
}

function asRows({ sightings, ...rest }: SessionUsage): ReadUsage {
  return { ...rest, responses: usageRows(sightings) };
}

function readFile<F extends KeptTranscript>(file: F, parserOf: LinesParser, isOver = () => false): FileReading<F> {
  const { path, kind, agentId } = file;
  if (kind === 'meta') {
    const { records, issues } = metaIn(file);
    return { file, session: { path, kind, agentId, records }, oddities: issues };
  }
  const parsed: Parsed = { records: [], oddities: [] };
  const end = readLines(path, parserOf(parsed), { from: 0, firstLine: 1, isOver });
  // What is wrong with a line that is still being written is no fault of it.
  const tail: Parsed = { records: parsed.records, oddities: [] };
  if (end.tail !== null) handOnTail(end.tail, end.nextLine, end.position === 0, parserOf(tail, true));
  const { size, mtimeMs, ino } = end;
  return {
    file: { ...file, size, mtimeMs, ino },
    session: { path, kind, agentId, records: parsed.records },
    oddities: [...parsed.oddities, ...end.oddities].map((oddity) => ({ ...oddity, path })),
  };
}

/** A file with its records as a parser of lines makes them; none where it is gone meanwhile. */
export function recordsIn(file: KeptTranscript, parserOf: LinesParser): SessionFile[] {
  const nothing = () => undefined;
  const reading = whenReadable(file.path, nothing, () => readFile(file, parserOf));
  return reading === undefined ? [] : [reading.session];
}
