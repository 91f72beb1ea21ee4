import { CLIENTS } from '../discover/identify-transcript.ts';
import type { DepthOf } from '../model/depth.ts';
import { type Millis, millis } from '../model/time.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import type { FileGlimpse } from '../store/file-glimpses.ts';
import { PARSER_VERSION } from '../store/parser-version.ts';
import type { UsageUnit } from './read-usage.ts';

/** What has to be read before an answer, newest sessions first. */
export interface ReadingPlan {
  /** Sessions of which only the responses are needed, with all their files. */
  readonly usage: readonly UsageUnit[];
  /** Files of sessions that are read whole, as far as they may have changed. */
  readonly spans: readonly TranscriptFile[];
  /** All files of some sessions that were found and not read whole before. */
  readonly filesOf: (sessionIds: ReadonlySet<string>) => TranscriptFile[];
  /** All files of a session that were found. */
  readonly unitOf: (sessionId: string) => UsageUnit;
}

export interface Needs {
  readonly depthOf: DepthOf;
  /** Read every file anew. */
  readonly reindex: boolean;
  /** The session of a flat agent that is not known yet. */
  readonly sessionOf: (file: TranscriptFile) => string;
}

/** The files of one session, and what is known of it. */
interface Found {
  readonly sessionId: string;
  writtenAt: Millis;
  readonly files: TranscriptFile[];
  /** Files that are not known as they are now. */
  readonly changed: TranscriptFile[];
  /** Read whole before: it is kept so. */
  isWhole: boolean;
}

/** `files`: newest first. A session that was read whole is read on whole, whatever is asked for. */
export function planReading(
  files: readonly TranscriptFile[],
  glimpses: ReadonlyMap<string, FileGlimpse>,
  needs: Needs,
): ReadingPlan {
  const usage: UsageUnit[] = [];
  const spans: TranscriptFile[] = [];
  const sessions = sessionsIn(files, glimpses, needs);
  for (const found of sessions.values()) {
    const depth = needs.depthOf(found);
    if (depth === null) continue;
    if (!canBeWhole(found)) {
      if (needs.reindex || found.changed.length > 0) usage.push(unitOf(found));
    } else if (needs.reindex || (depth === 'spans' && !found.isWhole)) {
      for (const file of found.files) spans.push(file);
      found.isWhole = true;
    } else if (found.isWhole) for (const file of found.changed) spans.push(file);
    else if (found.changed.length > 0) usage.push(unitOf(found));
  }
  const filesOf = (ids: ReadonlySet<string>) => {
    return [...ids].flatMap((id) => {
      const found = sessions.get(id);
      if (found === undefined || found.isWhole || !canBeWhole(found)) return [];
      found.isWhole = true;
      return found.files;
    });
  };
  return {
    usage,
    spans,
    filesOf,
    unitOf: (sessionId) => unitOf(sessions.get(sessionId) ?? { sessionId, files: [] }),
  };
}

/** Of some programs no more is known than what responses are made of. */
function canBeWhole({ files: [file] }: Pick<Found, 'files'>): boolean {
  return file === undefined || CLIENTS[file.client].deepest === 'spans';
}

function sessionsIn(
  files: readonly TranscriptFile[],
  glimpses: ReadonlyMap<string, FileGlimpse>,
  { sessionOf }: Needs,
): ReadonlyMap<string, Found> {
  const sessions = new Map<string, Found>();
  for (const file of files) {
    const glimpse = glimpses.get(file.path);
    const same = isSame(glimpse, file);
    const sessionId = file.sessionId ?? flatSession(file, glimpse, same, sessionOf);
    let found = sessions.get(sessionId);
    // A file can be given an earlier time than its records have.
    const writtenAt = millis(Math.max(file.mtimeMs, glimpse?.endedAt ?? 0));
    if (found === undefined) {
      // Most sessions have one file, and there may be any number of them: a list that is begun empty has room for 17.
      found = { sessionId, writtenAt, files: [file], changed: same ? [] : [file], isWhole: false };
      sessions.set(sessionId, found);
    } else {
      found.writtenAt = millis(Math.max(found.writtenAt, writtenAt));
      found.files.push(file);
      if (!same) found.changed.push(file);
    }
    if (glimpse?.depth === 'spans') found.isWhole = true;
  }
  return sessions;
}

/** A flat agent's file that has grown may say by now what it did not say before. */
function flatSession(
  file: TranscriptFile,
  glimpse: FileGlimpse | undefined,
  same: boolean,
  sessionOf: Needs['sessionOf'],
): string {
  const known = glimpse?.sessionId;
  const isNamed = known !== undefined && known !== `agent-${file.agentId}`;
  return known !== undefined && (same || isNamed) ? known : sessionOf(file);
}

function unitOf({ sessionId, files }: Pick<Found, 'sessionId' | 'files'>): UsageUnit {
  return { sessionId, files, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

/** Whether the store knows a file just as it is now. */
export function isSame(glimpse: FileGlimpse | undefined, file: TranscriptFile): boolean {
  return (
    glimpse !== undefined &&
    glimpse.size === file.size &&
    glimpse.mtimeMs === file.mtimeMs &&
    glimpse.ino === file.ino &&
    glimpse.parserVersion === PARSER_VERSION
  );
}
