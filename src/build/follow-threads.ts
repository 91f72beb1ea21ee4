import type { FixedContextRecord } from '../model/context-records.ts';
import { groupBy } from '../model/group-by.ts';
import { type AgentId, MAIN_THREAD } from '../model/ids.ts';
import type { AnswerRecord, TranscriptRecord } from '../model/records.ts';
import type { Sighting } from '../model/session-rows.ts';
import { mergeFiles } from './merge-files.ts';
import type { ThreadedRecord } from './place-threads.ts';
import type { RequestLog, SentRequest } from './request-log.ts';
import { inputSide } from './sight-responses.ts';

/** What happens to the context of a thread, in its order. */
export type ContextEvent<S extends Sighting = Sighting> =
  | {
      readonly kind: 'entry';
      readonly record: TranscriptRecord;
      /** An agent's transcript begins with what its session said before, of which this is a part. */
      readonly isReplay: boolean;
    }
  | {
      readonly kind: 'response';
      readonly sighting: S;
      readonly version: string | null;
      /** A copy of what another session asked for. */
      readonly copied: boolean;
      /** What was sent for it; null where no log says so. */
      readonly request: SentRequest | null;
    }
  | { readonly kind: 'snapshot'; readonly record: FixedContextRecord }
  | {
      readonly kind: 'compaction';
      /** It kept the newest messages as they were. */
      readonly keeps: boolean;
    }
  | { readonly kind: 'microcompaction' }
  /** Another process went on with the session: the one before it had closed its ledger. */
  | { readonly kind: 'resumed' };

/** The events of every thread of a session, in the order of its records. What stands twice enters once. */
export function followThreads<S extends Sighting>(
  files: readonly (readonly ThreadedRecord[])[],
  sightings: readonly S[],
  log: RequestLog,
): ReadonlyMap<AgentId, readonly ContextEvent<S>[]> {
  const known: Known<S> = {
    byKey: groupBy(sightings, (sighting) => sighting.key),
    byVariant: new Map(sightings.map((sighting) => [`${sighting.key}\n${sighting.variant}`, sighting])),
    told: new Set(),
    log,
  };
  const threads = new Map<AgentId, ContextEvent<S>[]>();
  for (const file of mergeFiles(files)) {
    let version: string | null = null;
    for (const entry of file) {
      if (entry.record.kind === 'place') version = entry.record.version;
      const events = threads.get(entry.thread);
      if (events !== undefined) addEvents(events, entry, version, known);
      else {
        const begun: ContextEvent<S>[] = [];
        addEvents(begun, entry, version, known);
        if (begun.length > 0) threads.set(entry.thread, begun);
      }
    }
  }
  return threads;
}

interface Known<S> {
  readonly byKey: ReadonlyMap<string, readonly S[]>;
  /** By key and variant: a relay gives thousands of responses one key. */
  readonly byVariant: ReadonlyMap<string, S>;
  /** Responses, prompts and boundaries that were met. */
  readonly told: Set<unknown>;
  readonly log: RequestLog;
}

function addEvents<S extends Sighting>(
  events: ContextEvent<S>[],
  { record, thread }: ThreadedRecord,
  version: string | null,
  known: Known<S>,
): void {
  switch (record.kind) {
    case 'answer': {
      const sighting = sightingOf(record, thread, known);
      if (sighting === undefined && thread !== MAIN_THREAD) markReplays(events);
      if (sighting === undefined || !isNew(known, sighting)) return;
      const request = known.log.request(record.request);
      events.push({ kind: 'response', sighting, version, copied: record.copied, request });
      return;
    }
    case 'prompt':
      if (record.uuid === null || isNew(known, record.uuid)) events.push(entryOf(record));
      return;
    case 'results':
    case 'attachment':
    case 'note':
      events.push(entryOf(record));
      return;
    case 'compaction':
      if (record.at === null || isNew(known, `compaction ${record.at}`))
        events.push({ kind: 'compaction', keeps: record.keeps });
      return;
    case 'ledger':
      events.push({ kind: 'resumed' });
      return;
    case 'request':
    case 'message':
      known.log.add(record);
      return;
    case 'fixed-context':
      known.log.add(record);
      if (record.shape === null) events.push({ kind: 'snapshot', record });
      return;
    case 'event':
      if (record.event === 'microcompaction') events.push({ kind: 'microcompaction' });
      return;
    default:
      return;
  }
}

function entryOf(record: TranscriptRecord): ContextEvent<never> & { readonly kind: 'entry' } {
  return { kind: 'entry', record, isReplay: false };
}

/** An answer of another thread is a copy, and so is all that stands before it and after the last answer of its own. */
function markReplays(events: ContextEvent[]): void {
  for (let at = events.length - 1; at >= 0; at--) {
    const event = events[at] as ContextEvent;
    if (event.kind === 'response' || (event.kind === 'entry' && event.isReplay)) return;
    if (event.kind === 'entry') events[at] = { ...event, isReplay: true };
  }
}

/** The response that a record is of, on the thread that owns it. */
function sightingOf<S extends Sighting>(record: AnswerRecord, thread: AgentId, known: Known<S>): S | undefined {
  const variants = known.byKey.get(record.key) ?? [];
  const own =
    variants.length === 1
      ? variants[0]
      : (known.byVariant.get(`${record.key}\n${inputSide(record.usage.tokens)}`) ?? variants[0]);
  return own?.agentId === thread ? own : undefined;
}

function isNew({ told }: Known<unknown>, what: unknown): boolean {
  if (told.has(what)) return false;
  told.add(what);
  return true;
}
