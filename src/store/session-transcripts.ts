import type { TranscriptFile } from '../model/transcript-file.ts';
import type { Store } from './open-store.ts';

/** A transcript as it was when it was read last. */
export type KeptTranscript = Omit<TranscriptFile, 'client'>;

/** Prepares to ask which files a session has. */
export function sessionTranscripts(store: Store): (sessionId: string) => KeptTranscript[] {
  const files = store.prepare<[string], KeptTranscript>(`
    SELECT path, kind, session_id AS sessionId, agent_id AS agentId, size, mtime_ms AS mtimeMs, ino
    FROM files WHERE session_id = ? ORDER BY path`);
  return (sessionId) => files.all(sessionId);
}
