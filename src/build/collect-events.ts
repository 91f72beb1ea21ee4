import { MAIN_THREAD } from '../model/ids.ts';
import type { SessionEvent } from '../model/span-rows.ts';
import type { ThreadedRecord } from './place-threads.ts';
import type { Turns } from './split-turns.ts';

/** What happened in a session beside its spans, in its order. A mode that is stated again is no event. */
export function collectEvents(files: readonly (readonly ThreadedRecord[])[], turns: Turns): SessionEvent[] {
  const events: SessionEvent[] = [];
  const commands = new Set<unknown>(turns.commands);
  const seen = new Set<string>();
  let mode = '';
  for (const file of files) {
    for (const entry of file) {
      const found = eventOf(entry, commands);
      if (found === undefined || (found.kind === 'permission-mode' && found.label === mode)) continue;
      if (found.kind === 'permission-mode') mode = found.label;
      const { record, thread } = entry;
      const turnId = thread === MAIN_THREAD ? (turns.turnOfRecord.get(entry) ?? null) : null;
      // A line that stands twice, by resume or by repair, happened once.
      const identity = `${found.kind} ${record.at} ${thread} ${found.label}`;
      if (record.at !== null && seen.has(identity)) continue;
      seen.add(identity);
      events.push({ ordinal: events.length, at: record.at, agentId: thread, turnId, ...found });
    }
  }
  return events;
}

type Found = Pick<SessionEvent, 'kind' | 'label' | 'tokensBefore' | 'tokensAfter'>;

function eventOf({ record }: ThreadedRecord, commands: ReadonlySet<unknown>): Found | undefined {
  const nothing = { tokensBefore: null, tokensAfter: null };
  switch (record.kind) {
    case 'compaction':
      return {
        ...{ kind: 'compaction', label: record.trigger },
        ...{ tokensBefore: record.tokensBefore, tokensAfter: record.tokensAfter },
      };
    case 'interrupt':
      return { kind: 'interrupt', label: '', ...nothing };
    case 'event':
      return { kind: record.event, label: record.label, ...nothing };
    case 'prompt':
      return commands.has(record) ? { kind: 'command', label: record.label, ...nothing } : undefined;
    default:
      return undefined;
  }
}
