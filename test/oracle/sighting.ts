import type { Json } from './read-lines.ts';
import { isObject } from './read-lines.ts';

/** Tokens of one response or of one of its side attempts. */
export interface Counts {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_tokens: number;
  readonly cache_write_5m_tokens: number;
  readonly cache_write_1h_tokens: number;
}

/** One record that shows a response, in one file. */
export interface Sighting {
  readonly key: string;
  readonly model: string;
  /** C7: it has its usage and a stop reason. */
  readonly finished: boolean;
  readonly counts: Counts;
  /** Billed beside the top level, each under its own model. */
  readonly extras: readonly { readonly model: string; readonly counts: Counts }[];
  /** Milliseconds since 1970; null when the record has no readable time. */
  readonly at: number | null;
  /** C5: it stood inside a progress record. */
  readonly fromProgress: boolean;
  readonly session: string;
  readonly inMain: boolean;
  /** It says that it is of a background session. */
  readonly inBackground: boolean;
  /** Order of files by path, then of lines: the last word in every tie. */
  readonly file: number;
  readonly line: number;
}

/** Every class of tokens. */
export const COUNTED = [
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
] as const;

export type Place = Pick<Sighting, 'session' | 'inMain' | 'file' | 'line'>;

/**
 * The response that a record shows; null when it shows none (C1, C5, C6, C8). One that names its session as programs are
 * told of it is no transcript's; embedded in progress, one without usage or without any id is none.
 */
export function sightingOf(record: Json, place: Place): Sighting | null {
  if (record.session_id !== undefined && typeof record.sessionId !== 'string') return null;
  if (record.type === 'assistant') return sighted(record, timeOf(record), false, place);
  const data = record.data;
  if (record.type !== 'progress' || !isObject(data) || data.type !== 'agent_progress') return null;
  const inner = data.message;
  if (!isObject(inner) || inner.type !== 'assistant') return null;
  return sighted(inner, timeOf(record) ?? timeOf(inner), true, place);
}

/** The record's own time in milliseconds; null when it has none that can be read. */
export function timeOf(record: Json): number | null {
  const at = Date.parse(text(record.timestamp));
  return Number.isNaN(at) ? null : at;
}

function sighted(record: Json, at: number | null, fromProgress: boolean, place: Place): Sighting | null {
  const message = record.message;
  if (!isObject(message) || message.model === '<synthetic>') return null;
  const usage = isObject(message.usage) ? message.usage : null;
  if (usage === null && (fromProgress || message.content === undefined)) return null;
  const id = text(message.id) || text(record.requestId) || text(record.uuid);
  if (id === '' && fromProgress) return null;
  const model = text(message.model);
  const counts = countsOf(usage ?? {});
  const extras = extrasOf(usage ?? {}, model);
  if (record.isApiErrorMessage === true && extras.length === 0 && COUNTED.every((name) => counts[name] === 0))
    return null;
  return {
    key: id || placeKey(record, at, place.line),
    model,
    finished: usage !== null && !isEmptied(usage) && text(message.stop_reason) !== '',
    counts: withoutExtras(counts, usage ?? {}, model),
    extras,
    at,
    fromProgress,
    inBackground: record.sessionKind === 'bg',
    ...place,
  };
}

/** Without any id a record is that of the same session that stands on the same line at the same time (C4). */
function placeKey(record: Json, at: number | null, line: number): string {
  return JSON.stringify([text(record.sessionId), text(record.agentId), line, at]);
}

/** A copy whose counts were set to zero, all but how its cache write was split. */
function isEmptied(usage: Json): boolean {
  const flat = ['input_tokens', 'output_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens'];
  const split = isObject(usage.cache_creation) ? Object.values(usage.cache_creation) : [];
  return flat.every((name) => usage[name] === 0) && split.some((written) => whole(written) > 0);
}

function countsOf(usage: Json): Counts {
  const split = isObject(usage.cache_creation) && !isEmptied(usage) ? usage.cache_creation : {};
  const oneHour = whole(split.ephemeral_1h_input_tokens);
  const bySplit = whole(split.ephemeral_5m_input_tokens) + oneHour;
  const written = Math.max(whole(usage.cache_creation_input_tokens), bySplit);
  return {
    input_tokens: whole(usage.input_tokens),
    output_tokens: whole(usage.output_tokens),
    cache_read_tokens: whole(usage.cache_read_input_tokens),
    cache_write_5m_tokens: written - oneHour,
    cache_write_1h_tokens: oneHour,
  };
}

function extrasOf(usage: Json, model: string): { model: string; counts: Counts }[] {
  const listed = usage.iterations;
  const iterations = Array.isArray(listed) ? listed.filter(isObject) : [];
  const fellBack = iterations.some((one) => one.type === 'fallback_message');
  return iterations.flatMap((one) => {
    const counts = countsOf(one);
    const itsModel = text(one.model) || model;
    const beside = one.type === 'advisor_message' || one.type === 'compaction';
    const declined = fellBack && one.type === 'message' && itsModel !== model && counts.output_tokens > 0;
    return beside || declined ? [{ model: itsModel, counts }] : [];
  });
}

/** Where all iterations sum to the top level, it holds what is billed beside it: only the others are its own. */
function withoutExtras(top: Counts, usage: Json, model: string): Counts {
  const iterations = Array.isArray(usage.iterations) ? usage.iterations.filter(isObject) : [];
  const fellBack = iterations.some((one) => one.type === 'fallback_message');
  const isBeside = (one: Json) =>
    one.type === 'advisor_message' ||
    one.type === 'compaction' ||
    (fellBack && one.type === 'message' && (text(one.model) || model) !== model);
  const sum = (of: readonly Json[], name: keyof Counts) => of.reduce((total, one) => total + countsOf(one)[name], 0);
  const written = (of: readonly Json[]) => sum(of, 'cache_write_5m_tokens') + sum(of, 'cache_write_1h_tokens');
  const writtenInAll = top.cache_write_5m_tokens + top.cache_write_1h_tokens;
  const holdsAll =
    (['input_tokens', 'output_tokens', 'cache_read_tokens'] as const).every(
      (name) => sum(iterations, name) === top[name],
    ) && written(iterations) === writtenInAll;
  const beside = iterations.filter(isBeside);
  if (!holdsAll || beside.length === 0) return top;
  const ownWritten = writtenInAll - written(beside);
  const oneHour = Math.min(ownWritten, Math.max(0, top.cache_write_1h_tokens - sum(beside, 'cache_write_1h_tokens')));
  return {
    input_tokens: top.input_tokens - sum(beside, 'input_tokens'),
    output_tokens: top.output_tokens - sum(beside, 'output_tokens'),
    cache_read_tokens: top.cache_read_tokens - sum(beside, 'cache_read_tokens'),
    cache_write_5m_tokens: ownWritten - oneHour,
    cache_write_1h_tokens: oneHour,
  };
}

/** C8. */
function whole(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 2 ** 32 ? value : 0;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.toWellFormed() : '';
}
