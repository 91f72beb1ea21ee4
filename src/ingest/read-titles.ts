import { placeThreads } from '../build/place-threads.ts';
import { splitTurns } from '../build/split-turns.ts';
import { endsBeforePauses, promptTitle, timesOf, toldTitles } from '../build/summarize-session.ts';
import { type SessionId, sessionId as sessionIdOf } from '../model/ids.ts';
import type { TitleRecord, TranscriptRecord } from '../model/records.ts';
import type { SessionFile, Turn } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { headParser, titleParser } from '../parse/title-lines.ts';
import type { LinesParser } from '../parse/usage-lines.ts';
import type { Store } from '../store/open-store.ts';
import { sessionTranscripts } from '../store/session-transcripts.ts';
import { type TitledSession, titleWriter } from '../store/write-titles.ts';
import { whenReadable } from './read-transcript.ts';
import { parseFile } from './read-usage.ts';

/**
 * Reads again of sessions that are known by their responses alone, and learns what they are called and when they went on
 * last, as `buildSession` makes that of all records.
 */
export function readTitles(store: Store, sessionIds: Iterable<string>): void {
  const filesOf = sessionTranscripts(store);
  const { timesOf: knownTimes, write } = titleWriter(store);
  const titled = Array.from(sessionIds, (id) => {
    const files = filesOf(id).filter(({ kind }) => kind !== 'meta');
    return [id, titledSession(sessionIdOf(id), files, knownTimes(id))] as const;
  });
  store
    .transaction(() => {
      for (const [id, session] of titled) write(id, session);
    })
    .immediate();
}

function titledSession(
  sessionId: SessionId,
  files: readonly TranscriptFile[],
  { endedAt, earlierEnds }: Omit<TitledSession, 'title'>,
): TitledSession {
  const threaded = placeThreads(files.map((file) => parsed(file, titleParser(endedAt))));
  const titles = threaded.flat().flatMap(({ record }): TitleRecord[] => (record.kind === 'title' ? [record] : []));
  const later = timesOf(threaded).filter((at) => endedAt === null || at > endedAt);
  const times = Float64Array.from([...(endedAt === null ? [] : [endedAt]), ...later]);
  return {
    title: toldTitles(titles)[0] ?? titleOfHead(sessionId, files),
    endedAt: (times.at(-1) ?? null) as Millis | null,
    earlierEnds: [...earlierEnds, ...endsBeforePauses(times)],
  };
}

/** What a session without a title is called, of which no more is read than that takes: it is its first typed prompt. */
function titleOfHead(sessionId: SessionId, files: readonly TranscriptFile[]): string {
  const heads: SessionFile[] = [];
  const turns = () => splitTurns(sessionId, placeThreads(heads)).turns;
  const isEnough = () => turns().some(isTyped);
  for (const file of files) {
    if (file.kind !== 'main' || isEnough()) continue;
    const records: TranscriptRecord[] = [];
    heads.push({ ...file, records });
    parsed(file, headParser(isEnough), records);
  }
  return promptTitle(turns());
}

function isTyped({ kind }: Turn): boolean {
  return kind === 'typed';
}

/** Of a file that is gone meanwhile there is nothing more to know. */
function parsed(file: TranscriptFile, parserOf: LinesParser, records: TranscriptRecord[] = []): SessionFile {
  whenReadable(
    file.path,
    () => undefined,
    () => parseFile(file.path, parserOf, { records, oddities: [] }),
  );
  return { ...file, records };
}
