import { buildSession } from '../build/build-session.ts';
import { ownPartOf } from '../build/own-part.ts';
import { endsBeforePauses } from '../build/summarize-session.ts';
import { sessionId as sessionIdOf } from '../model/ids.ts';
import { lineParser } from '../parse/parse-line.ts';
import type { Store } from '../store/open-store.ts';
import { ownParts } from '../store/own-parts.ts';
import type { KeptTranscript } from '../store/session-transcripts.ts';
import type { TitledSession } from '../store/write-titles.ts';
import { recordsIn } from './read-usage.ts';

/** What a session can be called, and when it went on. */
export interface Names extends Omit<TitledSession, 'title'> {
  /** As its titles say; null without one. */
  readonly told: string | null;
  /** As its prompts say, where it did anything by itself these alone. */
  readonly asked: () => string;
}

/** What sessions can be called that show responses of others: by what they did themselves, which all their records say. */
export function copyingNames(store: Store): (id: string, files: readonly KeptTranscript[]) => Names {
  const { ownedBy } = ownParts(store);
  return (id, files) => {
    const rows = buildSession(
      sessionIdOf(id),
      files.flatMap((file) => recordsIn(file, lineParser)),
    );
    const { title, titles, times, endedAt } = rows.session;
    const own = ownPartOf(rows, ownedBy(id));
    return {
      told: titles[0] ?? null,
      asked: () => own?.title ?? title,
      endedAt,
      earlierEnds: endsBeforePauses(times),
    };
  };
}
