import { existsSync } from 'node:fs';
import type { KeptTranscript } from '../query/kept-transcripts.ts';

/** Sessions whose transcripts can still be read by others. */
export interface OnDisk {
  /** Sessions of which any transcript is there, be it an agent's. */
  readonly any: ReadonlySet<string>;
  /** Sessions whose own transcript is there. */
  readonly own: ReadonlySet<string>;
}

/** Looks which transcripts still exist; of each session no further than to the first that does. */
export function onDisk(transcripts: readonly KeptTranscript[]): OnDisk {
  const any = new Set<string>();
  const own = new Set<string>();
  for (const { sessionId, path, kind } of transcripts) {
    if (any.has(sessionId) || !existsSync(path)) continue;
    any.add(sessionId);
    if (kind === 'main') own.add(sessionId);
  }
  return { any, own };
}
