import { MAIN_THREAD } from '../model/ids.ts';
import type { SessionEvent } from '../model/span-rows.ts';
import type { ThreadedRecord } from './place-threads.ts';
import type { Turns } from './split-turns.ts';

/** What happened in a session beside its spans, in its order. A mode that is stated again is no event. */
export function collectEvents(files: readonly (readonly ThreadedRecord[])[], turns: Turns): SessionEvent[] {
  const events: SessionEvent[] = [];
  const commands = new Set<unknown>(turns.commands);
  const seen = new Set<string>();
  const answered = answeredIn(files);
  let mode = '';
  for (const file of files) {
    for (const entry of file) {
      const found = eventOf(entry, commands, answered);
      if (found === undefined || (found.kind === 'permission-mode' && found.label === mode)) continue;
      if (found.kind === 'permission-mode') mode = found.label;
      const { record, thread } = entry;
      const turnId = thread === MAIN_THREAD ? turns.turnOf(entry) : null;
      // A line that stands twice, by resume or by repair, happened once; a title is written over and over.
      const isTold = found.kind === 'title' || record.at !== null;
      const identity = `${found.kind} ${found.kind === 'title' ? '' : record.at} ${thread} ${found.label}`;
      if (isTold && seen.has(identity)) continue;
      seen.add(identity);
      events.push({ ordinal: events.length, at: record.at, agentId: thread, turnId, ...found });
    }
  }
  return events;
}

type Found = Pick<SessionEvent, 'kind' | 'label' | 'tokensBefore' | 'tokensAfter' | 'resetsAt'>;

/** The requests that an answer names, or what stands in place of one. */
function answeredIn(files: readonly (readonly ThreadedRecord[])[]): ReadonlySet<string> {
  const answered = new Set<string>();
  for (const file of files) {
    for (const { record } of file) {
      if ((record.kind === 'answer' || record.kind === 'synthetic') && record.request !== null)
        answered.add(record.request);
    }
  }
  return answered;
}

function eventOf(
  { record }: ThreadedRecord,
  commands: ReadonlySet<unknown>,
  answered: ReadonlySet<string>,
): Found | undefined {
  const nothing = { tokensBefore: null, tokensAfter: null, resetsAt: null };
  switch (record.kind) {
    case 'compaction':
      return {
        ...{ kind: 'compaction', label: record.trigger },
        ...{ tokensBefore: record.tokensBefore, tokensAfter: record.tokensAfter, resetsAt: null },
      };
    case 'interrupt':
      return { kind: 'interrupt', label: '', ...nothing };
    case 'event':
      return { kind: record.event, label: record.label, ...nothing };
    case 'title':
      return record.source === 'ai' ? { kind: 'title', label: record.label, ...nothing } : undefined;
    case 'request':
      return answered.has(record.id) ? undefined : { kind: 'unanswered', label: record.source, ...nothing };
    case 'synthetic': {
      const { limit } = record;
      if (limit === null) return undefined;
      return { kind: 'quota-limit', label: limit.quota, ...nothing, resetsAt: limit.resetsAt };
    }
    case 'prompt':
      return commands.has(record) ? { kind: 'command', label: record.label, ...nothing } : undefined;
    default:
      return undefined;
  }
}
