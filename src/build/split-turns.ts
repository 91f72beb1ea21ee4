import { contentHash } from '../model/content-hash.ts';
import { MAIN_THREAD, type SessionId, type TurnId } from '../model/ids.ts';
import type { PromptKind, PromptRecord } from '../model/records.ts';
import type { Turn } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import type { ThreadedRecord } from './place-threads.ts';

/** The turns of a session, and where in them its main thread stands. */
export interface Turns {
  readonly turns: readonly Turn[];
  /** The turn in which each response of the main thread first stands, by response key. */
  readonly turnOfKey: ReadonlyMap<string, TurnId>;
  /** The turn of a record of the main thread; null for one before the first turn, and on any other thread. */
  readonly turnOf: (entry: ThreadedRecord) => TurnId | null;
  /** The turn that each prompt id opens. */
  readonly turnOfPrompt: ReadonlyMap<string, TurnId>;
  /** Slash commands that led to no response. */
  readonly commands: readonly PromptRecord[];
}

/** Kinds that are a turn even when no answer came (spans.md section 2). */
const STANDS_UNANSWERED: ReadonlySet<PromptKind> = new Set(['typed', 'queued']);

/** Splits the main thread at its prompts. A prompt that stands twice (by uuid, or queued and then echoed) is one. */
export function splitTurns(sessionId: SessionId, files: readonly (readonly ThreadedRecord[])[]): Turns {
  const drafts = new Drafts(sessionId);
  for (const file of files) {
    for (const entry of file) if (entry.thread === MAIN_THREAD) drafts.add(entry);
  }
  return drafts.finish();
}

/** The turn for what no prompt of the session stands before: one for each session that needs it. */
export function orphanTurn(sessionId: SessionId, startedAt: Millis | null, endedAt: Millis | null): Turn {
  return {
    turnId: orphanTurnId(sessionId),
    ...{ ordinal: -1, kind: 'orphan', label: '', startedAt, endedAt, answered: true, status: 'ok', error: '' },
    ...{ promptChars: 0, permissionMode: null, responses: 0 },
  };
}

/** Id of the orphan turn of a session. */
export function orphanTurnId(sessionId: SessionId): TurnId {
  return contentHash(`turn\n${sessionId}\norphan`) as TurnId;
}

interface Draft {
  readonly turnId: TurnId;
  readonly prompt: PromptRecord;
  endedAt: Millis | null;
  answered: boolean;
  responses: number;
  status: Turn['status'];
  error: string;
  /** The user record of a queued prompt has been seen. */
  echoed: boolean;
}

class Drafts {
  readonly #sessionId: SessionId;
  readonly #drafts: Draft[] = [];
  readonly #seen = new Set<string>();
  readonly #turnOfKey = new Map<string, TurnId>();
  readonly #draftOfRecord = new Map<ThreadedRecord, Draft>();
  #current: Draft | undefined;

  constructor(sessionId: SessionId) {
    this.#sessionId = sessionId;
  }

  add(entry: ThreadedRecord): void {
    const { record } = entry;
    if (record.kind === 'prompt' && !this.#seen.has(identity(record))) this.#open(record);
    const current = this.#current;
    if (current === undefined) return;
    this.#draftOfRecord.set(entry, current);
    const last = record.kind === 'other' ? record.until : record.at;
    if (last !== null && (current.endedAt === null || last > current.endedAt)) current.endedAt = last;
    if (record.kind === 'answer' && !this.#turnOfKey.has(record.key)) {
      current.answered = true;
      current.responses++;
      this.#turnOfKey.set(record.key, current.turnId);
    } else if (record.kind === 'synthetic') {
      current.answered = true;
      if (record.apiError) Object.assign(current, { status: 'error', error: record.label });
    } else if (record.kind === 'interrupt' && current.status === 'ok') current.status = 'interrupted';
  }

  /** Prompts that led to nothing are no turns; what stands behind one belongs to the turn before it. */
  finish(): Turns {
    const standsIn = new Map<Draft, Draft>();
    const kept: Draft[] = [];
    for (const draft of this.#drafts) {
      if (stands(draft)) kept.push(draft);
      const turn = kept.at(-1);
      if (turn !== undefined) standsIn.set(draft, turn);
    }
    const turnOfPrompt = new Map<string, TurnId>();
    for (const { prompt, turnId } of kept) {
      if (prompt.promptId !== null && !turnOfPrompt.has(prompt.promptId)) turnOfPrompt.set(prompt.promptId, turnId);
    }
    const commands = this.#drafts.filter((draft) => !stands(draft) && draft.prompt.promptKind === 'command');
    return {
      turns: kept.map(turnOf),
      turnOfKey: this.#turnOfKey,
      turnOf: (entry) => {
        const draft = this.#draftOfRecord.get(entry);
        return draft === undefined ? null : (standsIn.get(draft)?.turnId ?? null);
      },
      turnOfPrompt,
      commands: commands.map((draft) => draft.prompt),
    };
  }

  #open(prompt: PromptRecord): void {
    this.#seen.add(identity(prompt));
    if (this.#current !== undefined && echoes(prompt, this.#current)) {
      this.#current.echoed = true;
      return;
    }
    this.#current = {
      turnId: contentHash(`turn\n${this.#sessionId}\n${identity(prompt)}`) as TurnId,
      ...{ prompt, endedAt: prompt.at, answered: false, responses: 0, status: 'ok', error: '', echoed: false },
    };
    this.#drafts.push(this.#current);
  }
}

function stands(draft: Draft): boolean {
  return draft.answered || STANDS_UNANSWERED.has(draft.prompt.promptKind);
}

function turnOf(draft: Draft, ordinal: number): Turn {
  const { turnId, endedAt, answered, responses, status, error, prompt } = draft;
  return {
    ...{ turnId, ordinal, kind: prompt.promptKind, label: prompt.label, startedAt: prompt.at, endedAt },
    ...{ answered, status, error, promptChars: prompt.chars, permissionMode: prompt.permissionMode, responses },
  };
}

function identity(prompt: PromptRecord): string {
  return `${prompt.uuid ?? `line ${prompt.line}`} ${prompt.textHash}`;
}

/**
 * The same words once as a queued prompt and once as a user record: before any answer in either order, within the queued
 * prompt's own turn also behind one, but only once.
 */
function echoes(prompt: PromptRecord, current: Draft): boolean {
  const kinds = [prompt.promptKind, current.prompt.promptKind];
  const isLate = current.answered && (current.echoed || current.prompt.promptKind !== 'queued');
  return !isLate && kinds.includes('queued') && prompt.textHash === current.prompt.textHash;
}
