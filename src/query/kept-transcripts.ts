import type { FileKind } from '../model/transcript-file.ts';
import type { Store } from '../store/open-store.ts';

/** A transcript that was read. */
export interface KeptTranscript {
  readonly sessionId: string;
  readonly path: string;
  readonly kind: FileKind;
}

/** Which transcripts were read? A session's own before those of its agents. */
export function keptTranscripts(store: Store): KeptTranscript[] {
  return store
    .prepare<[], KeptTranscript>(
      `SELECT session_id AS sessionId, path, kind FROM files WHERE kind <> 'meta' ORDER BY kind <> 'main', path`,
    )
    .all();
}
