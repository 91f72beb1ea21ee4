import { contentHash } from '../model/content-hash.ts';
import { type AgentId, agentId, MAIN_THREAD } from '../model/ids.ts';
import type { TranscriptRecord } from '../model/records.ts';
import type { SessionFile } from '../model/session-rows.ts';

/** A record with the thread it belongs to. */
export interface ThreadedRecord {
  readonly record: TranscriptRecord;
  readonly thread: AgentId;
}

/**
 * Gives every record of a session its thread, file by file (files in a fixed order, records in file order): the
 * session's own, or an agent's by its file, by the agent the record names, or, inside a session's file of Claude Code
 * up to 2.0.22, by the chain of parents back to the sidechain's first prompt.
 */
export function placeThreads(files: readonly SessionFile[]): (readonly ThreadedRecord[])[] {
  return inFixedOrder(files).map((file) => {
    const inline = new InlineThreads();
    return file.records.map((record) => ({ record, thread: threadOf(file, record, inline) }));
  });
}

/** Main files first, then agents by id; the path decides the rest, never the order of reading. */
function inFixedOrder(files: readonly SessionFile[]): SessionFile[] {
  const rank = (file: SessionFile) => `${file.kind === 'main' ? 0 : 1}\n${file.agentId ?? ''}\n${file.path}`;
  return files
    .map((file) => ({ file, key: rank(file) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ file }) => file);
}

function threadOf(file: SessionFile, record: TranscriptRecord, inline: InlineThreads): AgentId {
  if (file.kind !== 'main') return agentId(file.agentId ?? '');
  if (!('sidechain' in record)) return MAIN_THREAD;
  if (record.kind === 'answer' && record.recovered) return agentId(record.agentId ?? 'unknown');
  if (!record.sidechain) return MAIN_THREAD;
  if (record.agentId !== null) return agentId(record.agentId);
  return inline.threadOf(record);
}

type SidechainRecord = Extract<TranscriptRecord, { sidechain: boolean }>;

/** Sidechain threads within one file. A thread is named for its first record. */
class InlineThreads {
  readonly #byUuid = new Map<string, AgentId>();
  #latest: AgentId | undefined;

  threadOf(record: SidechainRecord): AgentId {
    const known = record.parentUuid === null ? undefined : this.#byUuid.get(record.parentUuid);
    const opens = record.kind === 'prompt' && known === undefined;
    const thread = known ?? (opens ? undefined : this.#latest) ?? inlineId(record);
    if (record.uuid !== null) this.#byUuid.set(record.uuid, thread);
    this.#latest = thread;
    return thread;
  }
}

function inlineId(record: SidechainRecord): AgentId {
  return agentId(`inline-${contentHash(record.uuid ?? `line ${record.line}`).slice(0, 8)}`);
}
