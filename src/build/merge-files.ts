import { type AgentId, MAIN_THREAD } from '../model/ids.ts';
import type { ThreadedRecord } from './place-threads.ts';

/**
 * The files of a session with each agent in one of them: what was told of an agent in several files (a re-spawn, progress
 * beside a transcript) comes in the order of its times. Records without a time stay behind the one before them. What
 * Claude Code put beside a prompt is told once, whichever files hold a copy.
 */
export function mergeFiles(files: readonly (readonly ThreadedRecord[])[]): readonly (readonly ThreadedRecord[])[] {
  const scattered = scatteredAgents(files);
  if (scattered.size === 0) return files;
  const merged = new Map<AgentId, Timed[]>([...scattered].map((agent) => [agent, []]));
  const fileOf = new Map<string, number>();
  const rest = files.map((file, fileNo) => {
    const latest = new Map<AgentId, number>();
    return file.filter((entry) => {
      const own = merged.get(entry.thread);
      if (own === undefined) return true;
      const name = nameOf(entry);
      const first = name === null ? fileNo : (fileOf.get(name) ?? fileNo);
      if (first !== fileNo) return false;
      if (name !== null) fileOf.set(name, fileNo);
      const at = Math.max(entry.record.at ?? 0, latest.get(entry.thread) ?? 0);
      latest.set(entry.thread, at);
      own.push({ entry, at });
      return false;
    });
  });
  return [...rest, ...[...merged.values()].map(inOrder)];
}

/** What tells a copy of what stands beside a prompt; null for anything else, and without a time. */
function nameOf({ record, thread }: ThreadedRecord): string | null {
  if (record.at === null) return null;
  if (record.kind === 'attachment') {
    const sizes = record.texts.map(({ chars }) => chars).join(' ');
    return `${thread} ${record.at} ${record.attachment} ${sizes}`;
  }
  return record.kind === 'note' ? `${thread} ${record.at} ${record.note} ${record.chars} ${record.label}` : null;
}

interface Timed {
  readonly entry: ThreadedRecord;
  /** Of the record, or the latest before it in its file. */
  readonly at: number;
}

function inOrder(timed: readonly Timed[]): ThreadedRecord[] {
  return timed.toSorted((a, b) => a.at - b.at).map(({ entry }) => entry);
}

function scatteredAgents(files: readonly (readonly ThreadedRecord[])[]): ReadonlySet<AgentId> {
  const fileOf = new Map<AgentId, number>();
  const scattered = new Set<AgentId>();
  files.forEach((file, fileNo) => {
    for (const { thread } of file) {
      if (thread === MAIN_THREAD) continue;
      const known = fileOf.get(thread);
      if (known === undefined) fileOf.set(thread, fileNo);
      else if (known !== fileNo) scattered.add(thread);
    }
  });
  return scattered;
}
