import { buildSession } from '../build/build-session.ts';
import { layOutContexts } from '../build/lay-out-contexts.ts';
import { sessionId as sessionIdOf } from '../model/ids.ts';
import type { LaidOutContext } from '../model/packed-context.ts';
import type { SessionFile, SessionRows } from '../model/session-rows.ts';

/** Rows whose contexts wait to be told which responses count. Plain values, which another thread takes well. */
export interface LaidOutRows extends Omit<SessionRows, 'contexts'> {
  readonly contexts: readonly LaidOutContext[];
}

/** All rows of one session from all its files. */
export function rowsOf(id: string, files: readonly SessionFile[]): LaidOutRows {
  const rows = buildSession(sessionIdOf(id), files);
  return { ...rows, contexts: layOutContexts(rows.contexts) };
}
