import type { Rebuild } from '../model/context.ts';
import { type AgentId, MAIN_THREAD, type TurnId } from '../model/ids.ts';
import type { AnswerRecord, PlaceRecord } from '../model/records.ts';
import type { Sighting } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import type { Tokens } from '../model/tokens.ts';
import type { ToolCall, ToolResult } from '../model/tool-facts.ts';
import { isBetterRecord } from './is-better-record.ts';
import type { ThreadedRecord } from './place-threads.ts';
import { pullRequestsOf } from './pull-requests.ts';

/**
 * The responses that one session shows, each from all its records in the session (C1, C2, C3, C5 within the session).
 * Recovered ones are told only where no assistant record of the session has their id.
 */
export function sightResponses(
  files: readonly (readonly ThreadedRecord[])[],
  turnOfKey: ReadonlyMap<string, TurnId>,
): DraftSighting[] {
  const groups = new Map<string, Piece[]>();
  const statuses = new Map<string, ToolResult['status']>();
  files.forEach((file, fileNo) => {
    let place: PlaceRecord | null = null;
    for (const { record, thread } of file) {
      if (record.kind === 'place') place = record;
      else if (record.kind === 'answer') {
        const piece = { record, thread, fileNo, place };
        const group = groups.get(record.key);
        if (group === undefined) groups.set(record.key, [piece]);
        else group.push(piece);
      } else if (record.kind === 'results') {
        for (const result of record.results)
          if (!statuses.has(result.toolUseId)) statuses.set(result.toolUseId, result.status);
      }
    }
  });
  const facts = { turnOfKey, statuses, threadStarts: startsOf(files), pullRequestAt: pullRequestsOf(files) };
  const sightings: DraftSighting[] = [];
  for (const [key, pieces] of groups) {
    for (const variant of variantsOf(pieces)) {
      sightings.push(sightingOf(key, variant, sightings.length, facts));
    }
  }
  return sightings;
}

/** A sighting whose beginning and rebuild are not yet known: `startedAt` is still the time of its own first record. */
export type DraftSighting = Sighting & { startedAt: Millis | null; rebuild: Rebuild | null };

/** One answer record with where it stands. */
interface Piece {
  readonly record: AnswerRecord;
  readonly thread: AgentId;
  readonly fileNo: number;
  /** The last that its file told before it. */
  readonly place: PlaceRecord | null;
}

/** What is known of the whole session. */
interface SessionFacts {
  readonly turnOfKey: ReadonlyMap<string, TurnId>;
  readonly statuses: ReadonlyMap<string, ToolResult['status']>;
  readonly threadStarts: ReadonlyMap<AgentId, number>;
  readonly pullRequestAt: (at: Millis | null) => string | null;
}

/**
 * C3: finished records that differ on the input side are different responses; unfinished ones are placeholders of a
 * finished one where there is any, and go to the first. C5: recovered records only where there is nothing else.
 */
function variantsOf(all: readonly Piece[]): (readonly Piece[])[] {
  if (all.length === 1) return [all];
  const written = all.filter(({ record }) => !record.recovered);
  const pieces = written.length > 0 ? written : all;
  const variants = new Map<string, Piece[]>();
  for (const piece of pieces) {
    if (!piece.record.finished) continue;
    const counts = inputSide(piece.record.usage.tokens);
    const variant = variants.get(counts);
    if (variant === undefined) variants.set(counts, [piece]);
    else variant.push(piece);
  }
  const placeholders = pieces.filter(({ record }) => !record.finished);
  const [first, ...others] = variants.values();
  return first === undefined ? [placeholders] : [[...placeholders, ...first], ...others];
}

/** C3: what tells responses of one key apart. */
export function inputSide({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Tokens): string {
  return `${input}/${cacheRead}/${cacheWrite5m + cacheWrite1h}`;
}

function sightingOf(
  key: string,
  pieces: readonly Piece[],
  ordinal: number,
  { turnOfKey, statuses, threadStarts, pullRequestAt }: SessionFacts,
): DraftSighting {
  const best = bestOf(pieces);
  const isTogether = pieces.every(({ thread, fileNo }) => thread === best.thread && fileNo === best.fileNo);
  const thread = isTogether ? best.thread : ownerOf(pieces, threadStarts);
  const own = isTogether ? best : bestOf(pieces.filter((piece) => piece.thread === thread));
  const inThread = isTogether
    ? pieces
    : pieces.filter((piece) => piece.fileNo === own.fileNo && piece.thread === thread);
  const { record: first, place } = inThread[0] ?? own;
  const [startedAt, endedAt] = spanOf(inThread);
  const calls = new Map(inThread.flatMap(({ record }) => record.toolCalls.map((call) => [call.id, call] as const)));
  return {
    key,
    variant: best.record.finished ? inputSide(best.record.usage.tokens) : '',
    finished: best.record.finished,
    recovered: best.record.recovered,
    agentId: thread,
    turnId: thread === MAIN_THREAD ? (turnOfKey.get(key) ?? null) : null,
    ordinal,
    startedAt,
    endedAt,
    at: areEqual(own.record, best.record) ? own.record.at : best.record.at,
    model: best.record.model || modelIn(pieces),
    usage: best.record.usage,
    stopReason: best.record.stopReason,
    records: pieces.length,
    visibleChars: inThread.reduce((sum, { record }) => sum + record.visibleChars, 0),
    toolCalls: calls.size,
    toolErrors: [...calls.keys()].filter((id) => statuses.get(id) === 'error').length,
    label: inThread.find(({ record }) => record.label !== '')?.record.label ?? '',
    effort: first.effort,
    cacheMiss: inThread.find(({ record }) => record.cacheMiss !== null)?.record.cacheMiss ?? null,
    attribution: first.attribution,
    rebuild: null,
    background: first?.background ?? null,
    hiddenChars: inThread.reduce((sum, { record }) => sum + (record.hiddenChars ?? 0), 0) || null,
    ...partChars(inThread, [...calls.values()]),
    branch: place?.branch ?? null,
    version: place?.version ?? null,
    pullRequest: pullRequestAt(first.at),
  };
}

/** Characters of an answer by its parts. */
function partChars(
  pieces: readonly Piece[],
  calls: readonly ToolCall[],
): Pick<Sighting, 'thinkingChars' | 'callChars' | 'proseChars'> {
  const thinking = pieces.flatMap(({ record }) => record.thinkingChars ?? []);
  const visible = sum(pieces.map(({ record }) => record.visibleChars));
  const inputs = sum(pieces.flatMap(({ record }) => record.toolCalls.map(({ inputChars }) => inputChars)));
  return {
    thinkingChars: thinking.length === 0 ? null : sum(thinking),
    callChars: sum(calls.map(({ name, inputChars }) => name.length + inputChars)),
    proseChars: Math.max(0, visible - sum(thinking) - inputs),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

/** The session's own thread before any agent's (replays stand in agents' files), then the thread that began first. */
function ownerOf(pieces: readonly Piece[], starts: ReadonlyMap<AgentId, number>): AgentId {
  const start = (thread: AgentId) =>
    thread === MAIN_THREAD ? Number.NEGATIVE_INFINITY : (starts.get(thread) ?? Number.POSITIVE_INFINITY);
  return pieces
    .map((piece) => piece.thread)
    .reduce((a, b) => (start(b) < start(a) || (start(b) === start(a) && b < a) ? b : a));
}

/** The earliest and the latest time of some records. */
function spanOf(pieces: readonly Piece[]): [Millis | null, Millis | null] {
  let from: Millis | null = null;
  let to: Millis | null = null;
  for (const { record } of pieces) {
    if (record.at === null) continue;
    if (from === null || record.at < from) from = record.at;
    if (to === null || record.at > to) to = record.at;
  }
  return [from, to];
}

/** C2: within a file the later record wins a tie; between the best of files time and content do, never their order. */
function bestOf(pieces: readonly Piece[]): Piece {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  const byFile = new Map<number, Piece>();
  for (const piece of pieces) {
    const kept = byFile.get(piece.fileNo);
    if (kept === undefined || isBetterRecord(piece.record, kept.record, true)) byFile.set(piece.fileNo, piece);
  }
  return [...byFile.values()].reduce((a, b) => (isBetterRecord(b.record, a.record, false) ? b : a));
}

/** The model that the best of the records that name one names: a gateway may leave it out of the last. */
function modelIn(pieces: readonly Piece[]): string {
  const named = pieces.filter(({ record }) => record.model !== '');
  return named.length === 0 ? '' : bestOf(named).record.model;
}

/** Whether the two would be kept for the same reason: a replay of a record is no better than the record. */
function areEqual(a: AnswerRecord, b: AnswerRecord): boolean {
  return a.finished === b.finished && a.usage.tokens.output === b.usage.tokens.output;
}

function startsOf(files: readonly (readonly ThreadedRecord[])[]): Map<AgentId, number> {
  const starts = new Map<AgentId, number>();
  for (const file of files) {
    for (const { record, thread } of file) {
      if (record.at !== null && record.at < (starts.get(thread) ?? Number.POSITIVE_INFINITY))
        starts.set(thread, record.at);
    }
  }
  return starts;
}
