import { groupBy } from '../model/group-by.ts';
import type { SessionSource } from '../model/session-source.ts';
import type { SessionFileRow } from '../query/session-files.ts';

/**
 * Where what is kept of sessions stands, by session id; `isOnDisk` tells whether a transcript is still there. A transcript
 * that is found in another place counts as there.
 */
export function sessionSources(
  files: readonly SessionFileRow[],
  isOnDisk: (path: string) => boolean,
): Map<string, SessionSource> {
  return new Map([...groupBy(files, (file) => file.sessionId)].map(([id, own]) => [id, sourceOf(own, isOnDisk)]));
}

function sourceOf(files: readonly SessionFileRow[], isOnDisk: (path: string) => boolean): SessionSource {
  const states = [...groupBy(files, ({ agentId }) => agentId).values()].map((copies) => {
    const each = copies.map((file) => stateOf(file, isOnDisk));
    return each.find((state) => state === 'transcript') ?? each.find((state) => state === 'partly gone') ?? 'gone';
  });
  const [first = 'gone', ...others] = new Set(states);
  return others.length > 0 ? 'partly gone' : first;
}

function stateOf({ path, holds, lacks }: SessionFileRow, isOnDisk: (path: string) => boolean): SessionSource {
  if (!isOnDisk(path)) return 'gone';
  if (lacks === 0) return 'transcript';
  return holds === 1 ? 'partly gone' : 'gone';
}
