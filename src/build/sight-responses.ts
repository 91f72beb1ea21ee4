import type { Rebuild } from '../model/context.ts';
import { groupBy } from '../model/group-by.ts';
import { type AgentId, MAIN_THREAD, type TurnId } from '../model/ids.ts';
import type { AnswerRecord, PlaceRecord } from '../model/records.ts';
import type { CacheMiss } from '../model/response-facts.ts';
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
  let starts: ReadonlyMap<AgentId, number> | null = null;
  const threadStarts = () => {
    starts ??= startsOf(files);
    return starts;
  };
  const facts = { turnOfKey, statuses, threadStarts, pullRequestAt: pullRequestsOf(files) };
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
  /** Asked for where records of one response stand on several threads, as hardly any do. */
  readonly threadStarts: () => ReadonlyMap<AgentId, number>;
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
  if (areAlike(pieces)) return [pieces];
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

/** Whether all are placeholders, or all finished with the same input side, as most are. */
function areAlike(pieces: readonly Piece[]): boolean {
  const first = pieces[0]?.record;
  return pieces.every(({ record: { finished, usage } }) => {
    return finished === first?.finished && (!finished || isSameInput(usage.tokens, first.usage.tokens));
  });
}

function isSameInput(a: Tokens, b: Tokens): boolean {
  if (a === b) return true;
  const isWrittenAlike = a.cacheWrite5m + a.cacheWrite1h === b.cacheWrite5m + b.cacheWrite1h;
  return isWrittenAlike && a.input === b.input && a.cacheRead === b.cacheRead;
}

/** C3: what tells responses of one key apart. */
export function inputSide({ input, cacheRead, cacheWrite5m, cacheWrite1h }: Tokens): string {
  // In one go: a text that is put together stays in memory in its pieces.
  return [input, cacheRead, cacheWrite5m + cacheWrite1h].join('/');
}

function sightingOf(
  key: string,
  pieces: readonly Piece[],
  ordinal: number,
  { turnOfKey, statuses, threadStarts, pullRequestAt }: SessionFacts,
): DraftSighting {
  const best = bestOf(pieces);
  const isTogether =
    pieces.length === 1 || pieces.every(({ thread, fileNo }) => thread === best.thread && fileNo === best.fileNo);
  const thread = isTogether ? best.thread : ownerOf(pieces, threadStarts());
  const own = isTogether ? best : bestOf(pieces.filter((piece) => piece.thread === thread));
  const inThread = isTogether
    ? pieces
    : pieces.filter((piece) => piece.fileNo === own.fileNo && piece.thread === thread);
  const { record: first, place } = inThread[0] ?? own;
  const written = whatIsIn(inThread, statuses);
  return {
    key,
    variant: best.record.finished ? inputSide(best.record.usage.tokens) : '',
    finished: best.record.finished,
    recovered: best.record.recovered,
    agentId: thread,
    turnId: thread === MAIN_THREAD ? (turnOfKey.get(key) ?? null) : null,
    ordinal,
    startedAt: written.startedAt,
    endedAt: written.endedAt,
    at: areEqual(own.record, best.record) ? own.record.at : best.record.at,
    model: best.record.model || modelIn(pieces),
    usage: best.record.usage,
    stopReason: best.record.stopReason,
    records: pieces.length,
    visibleChars: written.visibleChars,
    toolCalls: written.toolCalls,
    toolErrors: written.toolErrors,
    label: written.label,
    effort: first.effort,
    cacheMiss: written.cacheMiss,
    attribution: first.attribution,
    rebuild: null,
    background: first.background,
    hiddenChars: written.hiddenChars || null,
    thinkingChars: written.thinkingChars,
    callChars: written.callChars,
    proseChars: Math.max(0, written.visibleChars - (written.thinkingChars ?? 0) - written.inputChars),
    branch: place?.branch ?? null,
    version: place?.version ?? null,
    pullRequest: pullRequestAt(first.at),
  };
}

/** What the records of one response hold together. A class for one shape: there is one for every response. */
class Written {
  startedAt: Millis | null = null;
  endedAt: Millis | null = null;
  visibleChars = 0;
  hiddenChars = 0;
  thinkingChars: number | null = null;
  /** Of all inputs, and of each call once with its name. */
  inputChars = 0;
  callChars = 0;
  toolCalls = 0;
  toolErrors = 0;
  label = '';
  cacheMiss: CacheMiss | null = null;
}

function whatIsIn(pieces: readonly Piece[], statuses: SessionFacts['statuses']): Written {
  const into = new Written();
  let calls: Map<string, ToolCall> | null = null;
  for (const { record } of pieces) {
    const { at } = record;
    if (at !== null) {
      if (into.startedAt === null || at < into.startedAt) into.startedAt = at;
      if (into.endedAt === null || at > into.endedAt) into.endedAt = at;
    }
    into.visibleChars += record.visibleChars;
    into.hiddenChars += record.hiddenChars ?? 0;
    if (record.thinkingChars !== null) into.thinkingChars = (into.thinkingChars ?? 0) + record.thinkingChars;
    into.label ||= record.label;
    into.cacheMiss ??= record.cacheMiss;
    for (const call of record.toolCalls) {
      calls ??= new Map();
      calls.set(call.id, call);
      into.inputChars += call.inputChars;
    }
  }
  for (const { id, name, inputChars } of calls?.values() ?? []) {
    into.toolCalls++;
    into.callChars += name.length + inputChars;
    if (statuses.get(id) === 'error') into.toolErrors++;
  }
  return into;
}

/** The session's own thread before any agent's (replays stand in agents' files), then the thread that began first. */
function ownerOf(pieces: readonly Piece[], starts: ReadonlyMap<AgentId, number>): AgentId {
  const start = (thread: AgentId) =>
    thread === MAIN_THREAD ? Number.NEGATIVE_INFINITY : (starts.get(thread) ?? Number.POSITIVE_INFINITY);
  return pieces
    .map((piece) => piece.thread)
    .reduce((a, b) => (start(b) < start(a) || (start(b) === start(a) && b < a) ? b : a));
}

/** C2: within a file the later record wins a tie; between the best of files time and content do, never their order. */
function bestOf(pieces: readonly Piece[]): Piece {
  const [first] = pieces;
  if (first !== undefined && pieces.every(({ fileNo }) => fileNo === first.fileNo)) return bestInFile(pieces, first);
  const byFile = groupBy(pieces, ({ fileNo }) => fileNo);
  const best = [...byFile.values()].flatMap((own) => (own[0] === undefined ? [] : bestInFile(own, own[0])));
  return best.reduce((a, b) => (isBetterRecord(b.record, a.record, false) ? b : a));
}

function bestInFile(pieces: readonly Piece[], first: Piece): Piece {
  let best = first;
  for (const piece of pieces) if (isBetterRecord(piece.record, best.record, true)) best = piece;
  return best;
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
