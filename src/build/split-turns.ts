import { contentHash } from '../model/content-hash.ts';
import { MAIN_THREAD, type SessionId, type TurnId } from '../model/ids.ts';
import type { PromptKind, PromptRecord } from '../model/records.ts';
import type { Turn } from '../model/session-rows.ts';
import type { ThreadedRecord } from './place-threads.ts';

/** The turns of a session, and the turn in which each response of the main thread first stands, by response key. */
export interface Turns {
  readonly turns: readonly Turn[];
  readonly turnOfKey: ReadonlyMap<string, TurnId>;
}

/** Kinds that are a turn even when no answer came (spans.md section 2). */
const STANDS_UNANSWERED: ReadonlySet<PromptKind> = new Set(['typed', 'queued']);

/** Splits the main thread at its prompts. A prompt that stands twice (by uuid, or queued and then echoed) is one. */
export function splitTurns(sessionId: SessionId, files: readonly (readonly ThreadedRecord[])[]): Turns {
  const drafts: Draft[] = [];
  const seen = new Set<string>();
  const turnOfKey = new Map<string, TurnId>();
  let current: Draft | undefined;
  for (const { record, thread } of files.flat()) {
    if (thread !== MAIN_THREAD) continue;
    if (record.kind === 'prompt' && !seen.has(identity(record))) {
      seen.add(identity(record));
      if (current !== undefined && echoes(record, current)) continue;
      current = { turnId: turnId(sessionId, record), prompt: record, answered: false, responses: 0 };
      drafts.push(current);
    } else if (record.kind === 'answer' && !turnOfKey.has(record.key) && current !== undefined) {
      current.answered = true;
      current.responses++;
      turnOfKey.set(record.key, current.turnId);
    } else if (record.kind === 'synthetic' && current !== undefined) current.answered = true;
  }
  const kept = drafts.filter((draft) => draft.answered || STANDS_UNANSWERED.has(draft.prompt.promptKind));
  return { turns: kept.map(turnOf), turnOfKey };
}

interface Draft {
  readonly turnId: TurnId;
  readonly prompt: PromptRecord;
  answered: boolean;
  responses: number;
}

function turnOf(draft: Draft, ordinal: number): Turn {
  const { turnId, answered, responses, prompt } = draft;
  return { turnId, ordinal, kind: prompt.promptKind, label: prompt.label, startedAt: prompt.at, answered, responses };
}

function identity(prompt: PromptRecord): string {
  return `${prompt.uuid ?? `line ${prompt.line}`} ${prompt.textHash}`;
}

/** The same words once as a queued prompt and once as a user record, with no answer between. */
function echoes(prompt: PromptRecord, current: Draft): boolean {
  const kinds = [prompt.promptKind, current.prompt.promptKind];
  return !current.answered && kinds.includes('queued') && prompt.textHash === current.prompt.textHash;
}

function turnId(sessionId: SessionId, prompt: PromptRecord): TurnId {
  return contentHash(`turn\n${sessionId}\n${identity(prompt)}`) as TurnId;
}
