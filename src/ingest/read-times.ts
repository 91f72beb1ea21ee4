import type { Store } from '../store/open-store.ts';
import { sessionTranscripts } from '../store/session-transcripts.ts';
import { usageWriter } from '../store/write-usage.ts';
import { type LookAtFolder, sessionPlacer } from './place-sessions.ts';
import { readUsage } from './read-usage.ts';

/** Reads again of sessions that are known by their responses alone, and learns when they went on without one. */
export function readTimes(store: Store, sessionIds: Iterable<string>, projectOf: LookAtFolder): void {
  const filesOf = sessionTranscripts(store);
  const { writeSession } = usageWriter(store);
  const place = sessionPlacer(store, projectOf);
  const all = Array.from(sessionIds, (sessionId) => {
    return readUsage({ sessionId, files: filesOf(sessionId), bytes: 0, withTimes: true });
  });
  // Of a file that is gone meanwhile what was read of it is known already.
  const readings = all.filter(({ issues }) => issues.length === 0);
  store
    .transaction(() => {
      for (const { usage, ...reading } of readings) writeSession({ ...usage, ...reading });
      place(readings.map(({ usage }) => usage));
    })
    .immediate();
}
