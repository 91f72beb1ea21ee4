import { contentHash } from '../model/content-hash.ts';
import { type AgentId, agentId, MAIN_THREAD } from '../model/ids.ts';
import { append } from '../model/long-lists.ts';
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
  const written = writtenIn(files);
  return inFixedOrder(files).map((file) => {
    const holder = holderOf(file);
    const placed: ThreadedRecord[] = [];
    let inline: InlineThreads | null = null;
    for (const record of file.records) {
      const sidechain = file.kind === 'main' && isOnSidechain(record) ? record : null;
      if (isRecovered(record)) append(placed, placeRecovered(file, record, written));
      else if (sidechain === null) placed.push({ record, thread: holder });
      else if (sidechain.agentId !== null) placed.push({ record, thread: agentId(sidechain.agentId) });
      else {
        inline ??= new InlineThreads();
        placed.push({ record, thread: inline.threadOf(sidechain) });
      }
    }
    return placed;
  });
}

function isRecovered(record: TranscriptRecord): record is SidechainRecord {
  return 'recovered' in record && record.recovered;
}

function isOnSidechain(record: TranscriptRecord): record is SidechainRecord {
  return 'sidechain' in record && record.sidechain;
}

/** Answers that stand by themselves, and agents that have any: what progress tells of these is a copy (C5). */
interface Written {
  readonly keys: ReadonlySet<string>;
  readonly agents: ReadonlySet<string>;
  /** Agents of which progress tells an answer. */
  readonly recovered: ReadonlySet<string>;
}

const NOTHING_WRITTEN: Written = { keys: new Set(), agents: new Set(), recovered: new Set() };

function writtenIn(files: readonly SessionFile[]): Written {
  if (!files.some((file) => file.records.some(isRecovered))) return NOTHING_WRITTEN;
  const [keys, agents, recovered] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const file of files) {
    for (const record of file.records) {
      if (record.kind !== 'answer') continue;
      if (record.recovered) recovered.add(record.agentId ?? UNKNOWN);
      else {
        keys.add(record.key);
        agents.add(file.agentId ?? record.agentId ?? UNKNOWN);
      }
    }
  }
  return { keys, agents, recovered };
}

/** An agent that the record of its answer does not name. */
const UNKNOWN = 'unknown';

/**
 * C5: what progress embeds is the agent's; a copy is left out, since its times stand where it is written. Of an agent
 * none of whose answers is known it tells only that something happened then.
 */
function placeRecovered(file: SessionFile, record: SidechainRecord, written: Written): ThreadedRecord[] {
  const agent = record.agentId ?? UNKNOWN;
  const isCopy = record.kind === 'answer' ? written.keys.has(record.key) : written.agents.has(agent);
  if (isCopy) return [];
  if (written.agents.has(agent) || written.recovered.has(agent)) return [{ record, thread: agentId(agent) }];
  const { line, at } = record;
  return [{ record: { kind: 'other', line, at, until: at }, thread: holderOf(file) }];
}

/** Whose transcript a file is. */
function holderOf(file: SessionFile): AgentId {
  return file.kind === 'main' ? MAIN_THREAD : agentId(file.agentId ?? '');
}

/** Main files first, then agents by id; the path decides the rest, never the order of reading. */
function inFixedOrder(files: readonly SessionFile[]): readonly SessionFile[] {
  if (files.length < 2) return files;
  const rank = (file: SessionFile) => `${file.kind === 'main' ? 0 : 1}\n${file.agentId ?? ''}\n${file.path}`;
  return files
    .map((file) => ({ file, key: rank(file) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ file }) => file);
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
