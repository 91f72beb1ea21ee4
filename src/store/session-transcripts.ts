import type { TranscriptFile } from '../model/transcript-file.ts';
import type { Store } from './open-store.ts';

/** Prepares to ask which files a session has, each as it was when it was read last. */
export function sessionTranscripts(store: Store): (sessionId: string) => TranscriptFile[] {
  const files = store.prepare<[string], TranscriptFile>(`
    SELECT path, kind, session_id AS sessionId, agent_id AS agentId, size, mtime_ms AS mtimeMs, ino
    FROM files WHERE session_id = ? ORDER BY path`);
  return (sessionId) => files.all(sessionId);
}
