import { placeThreads } from '../build/place-threads.ts';
import { splitTurns } from '../build/split-turns.ts';
import { endsBeforePauses, promptTitle, timesOf, toldTitles } from '../build/summarize-session.ts';
import { type SessionId, sessionId as sessionIdOf } from '../model/ids.ts';
import type { LabelsKept } from '../model/label.ts';
import { append } from '../model/long-lists.ts';
import type { TitleRecord, TranscriptRecord } from '../model/records.ts';
import type { SessionFile, Turn } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import { headParser, titleParser } from '../parse/title-lines.ts';
import type { Store } from '../store/open-store.ts';
import { type KeptTranscript, sessionTranscripts } from '../store/session-transcripts.ts';
import { type TitledSession, type TitleWriter, titleWriter } from '../store/write-titles.ts';
import type { Names } from './copying-names.ts';
import { recordsIn } from './read-usage.ts';

/**
 * Reads again of sessions that are known by their responses alone, and learns what they are called and when they went on
 * last, as a whole reading does (without labels only the latter): of each the lines that say so, and of one that copied others all.
 */
export async function readTitles(store: Store, sessionIds: Iterable<string>, labels: LabelsKept): Promise<void> {
  const writer = titleWriter(store);
  const ids = [...sessionIds];
  const namesOf = await namer(store, writer, ids.some(writer.isCopying));
  const titled = ids.map((id) => {
    const { told, asked, ...times } = namesOf(id);
    // Not as a session that it copied is called.
    const isCopied =
      told !== null && writer.isCopying(id) && writer.originsOf(id).some((each) => nameOf(each) === told);
    const title = told === null || isCopied ? asked() : told;
    return [id, { ...times, title: labels === 'none' ? '' : title }] as const;
  });
  function nameOf(id: string): string {
    const { told, asked } = namesOf(id);
    return told ?? asked();
  }
  store
    .transaction(() => {
      for (const [id, session] of titled) writer.write(id, session);
    })
    .immediate();
}

/** Reads each session once; what reads those that copied others is loaded only where there are any. */
async function namer(store: Store, writer: TitleWriter, withCopying: boolean): Promise<(id: string) => Names> {
  const filesOf = sessionTranscripts(store);
  const ofCopying = withCopying ? (await import('./copying-names.ts')).copyingNames(store) : null;
  const known = new Map<string, Names>();
  return (id) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const files = filesOf(id);
    const isOther = ofCopying !== null && writer.isCopying(id);
    const names = isOther ? ofCopying(id, files) : namesIn(sessionIdOf(id), files, writer.timesOf(id));
    known.set(id, names);
    return names;
  };
}

function namesIn(
  sessionId: SessionId,
  all: readonly KeptTranscript[],
  { endedAt, earlierEnds }: Omit<TitledSession, 'title'>,
): Names {
  const files = all.filter(({ kind }) => kind !== 'meta');
  const threaded = placeThreads(files.flatMap((file) => recordsIn(file, titleParser(endedAt))));
  const titles = threaded.flat().flatMap(({ record }): TitleRecord[] => (record.kind === 'title' ? [record] : []));
  const later = timesOf(threaded).filter((at) => endedAt === null || at > endedAt);
  const times = Float64Array.from([...(endedAt === null ? [] : [endedAt]), ...later]);
  return {
    told: toldTitles(titles)[0] ?? null,
    asked: () => titleOfHead(sessionId, files),
    endedAt: (times.at(-1) ?? null) as Millis | null,
    earlierEnds: [...earlierEnds, ...endsBeforePauses(times)],
  };
}

/** What a session without a title is called, of which no more is read than that takes: it is its first typed prompt. */
function titleOfHead(sessionId: SessionId, files: readonly KeptTranscript[]): string {
  const heads: SessionFile[] = [];
  const turnsOf = (more: readonly SessionFile[]) => splitTurns(sessionId, placeThreads([...heads, ...more])).turns;
  for (const file of files) {
    if (file.kind !== 'main' || turnsOf([]).some(isTyped)) continue;
    const isEnough = ({ records }: { readonly records: readonly TranscriptRecord[] }) =>
      turnsOf([{ ...file, records }]).some(isTyped);
    append(heads, recordsIn(file, headParser(isEnough)));
  }
  return promptTitle(turnsOf([]));
}

function isTyped({ kind }: Turn): boolean {
  return kind === 'typed';
}
