import type { Store } from '../store/open-store.ts';
import { sessionTranscripts } from '../store/session-transcripts.ts';
import { ingestUsage } from './ingest-usage.ts';
import type { LookAtFolder } from './place-sessions.ts';

/** Reads again of sessions that are known by their responses alone, and learns when they went on without one. */
export async function readTimes(store: Store, sessionIds: Iterable<string>, projectOf: LookAtFolder): Promise<void> {
  const filesOf = sessionTranscripts(store);
  const units = [...sessionIds].map((sessionId) => {
    const files = filesOf(sessionId);
    return { sessionId, files, bytes: files.reduce((sum, { size }) => sum + size, 0), withTimes: true };
  });
  await ingestUsage(store, units, { isOver: () => false, onRead: () => undefined, projectOf });
}
