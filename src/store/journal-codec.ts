import type { TranscriptRecord } from '../model/records.ts';
import type { Usage } from '../model/response-facts.ts';
import { deflated, inflated } from './deflated.ts';
import { decodeCall, decodeResult, encodeCall, encodeResult } from './tool-codec.ts';
import { decodeUsage, encodeUsage, type StoredUsage } from './usage-codec.ts';

type Kind = TranscriptRecord['kind'];
type FieldsOf<K extends Kind> = readonly (keyof Extract<TranscriptRecord, { kind: K }>)[];

const THREAD = ['line', 'at', 'uuid', 'parentUuid', 'agentId', 'sidechain'] as const;
const USAGE = 'usage';

/**
 * Fields of each kind in the order in which the journal holds them; those that are mostly empty stand last. A new field
 * goes to the end, where an older journal has none, and needs a new `PARSER_VERSION`.
 */
const FIELDS: { readonly [K in Kind]: FieldsOf<K> } = {
  answer: [
    ...['line', 'at', 'key', 'model', 'finished', 'stopReason', USAGE, 'visibleChars', 'toolCalls', 'label'],
    ...['recovered', 'uuid', 'parentUuid', 'agentId', 'sidechain', 'effort', 'cacheMiss', 'attribution'],
    ...['hiddenChars', 'request', 'copied', 'background', 'thinkingChars'],
  ] as FieldsOf<'answer'>,
  synthetic: ['apiError', 'label', ...THREAD, 'recovered', 'request', 'limit'],
  prompt: [
    ...['promptKind', 'promptId', 'label', 'chars', 'textHash', ...THREAD, 'permissionMode', 'mediaBytes'],
    ...['recovered', 'mediaPixels', 'inSystem', 'blocks'],
  ] as FieldsOf<'prompt'>,
  interrupt: [...THREAD, 'recovered'],
  results: ['line', 'at', 'results', 'promptId', 'uuid', 'parentUuid', 'agentId', 'sidechain', 'recovered'],
  compaction: ['trigger', 'tokensBefore', 'tokensAfter', ...THREAD, 'recovered', 'keeps'],
  title: ['line', 'at', 'source', 'label'],
  origin: ['line', 'at', 'originSessionId', 'copySessionId'],
  place: ['line', 'at', 'cwd', 'version', 'sessionId', 'branch'],
  'pull-request': ['line', 'at', 'name'],
  worktree: ['line', 'at', 'path', 'madeIn'],
  ledger: ['line', 'at', 'begunAt', 'sessionId', 'usd', 'models'],
  'agent-meta': ['line', 'at', 'agentType', 'toolUseId', 'name', 'description'],
  link: ['line', 'at', 'agentId', 'toolUseId'],
  event: ['event', 'label', ...THREAD, 'recovered'],
  attachment: [
    'attachment',
    'texts',
    ...THREAD,
    'label',
    'recovered',
    'inSystem',
    'parts',
    'loads',
    'mediaBytes',
    'mediaPixels',
  ],
  note: ['note', 'label', 'chars', ...THREAD, 'mediaBytes', 'recovered', 'textHash', 'mediaPixels'],
  'fixed-context': ['line', 'at', 'shape', 'system', 'tools'],
  'loaded-tools': ['line', 'at', 'tools'],
  'context-usage': ['line', 'at', 'totalTokens', 'categories'],
  request: [
    ...['line', 'at', 'id', 'source', 'shape', 'base', 'keep', 'tail', 'model', 'effort', 'betas', 'params'],
    'agentId',
  ] as FieldsOf<'request'>,
  message: ['line', 'at', 'hash', 'role', 'blocks'],
  other: ['line', 'at', 'until'],
};

/** Records of one part of a journal: a long session must not stand in memory a second time as text. */
const PART_RECORDS = 5000;

/** In place of a usage that is the one before it once more. */
const SAME = 0;

/** Fields at the end of a row that hold one of these are left out. */
const EMPTY: ReadonlySet<unknown> = new Set([null, false]);

/** Records that were read together, and the line that they begin at or behind. */
export interface JournalPart {
  readonly fromLine: number;
  /** As `encodeRecords` makes them. */
  readonly records: Uint8Array;
}

/** The records of a file from a line on, in parts that each begin at a line of their own. None for no records. */
export function journalOf(records: readonly TranscriptRecord[], fromLine: number): JournalPart[] {
  const parts: JournalPart[] = [];
  for (let at = 0; at < records.length; ) {
    let end = Math.min(at + PART_RECORDS, records.length);
    while (end < records.length && records[end]?.line === records[end - 1]?.line) end++;
    const line = at === 0 ? fromLine : (records[at]?.line ?? fromLine);
    parts.push({ fromLine: line, records: encodeRecords(records.slice(at, end)) });
    at = end;
  }
  return parts;
}

/**
 * Records as they are kept: as JSON text, each an array of its kind and its fields, which is a third of the size of objects,
 * deflated to a quarter of that. No bytes for no records.
 */
export function encodeRecords(records: readonly TranscriptRecord[]): Uint8Array {
  let before: Usage | undefined;
  const encode = (record: TranscriptRecord): unknown[] => {
    const values = record as unknown as Readonly<Record<string, unknown>>;
    const row: unknown[] = [record.kind];
    for (const field of FIELDS[record.kind]) {
      if (record.kind === 'answer' && field === USAGE) {
        row.push(record.usage === before ? SAME : encodeUsage(record.usage));
        before = record.usage;
      } else if (record.kind === 'answer' && field === 'toolCalls') row.push(record.toolCalls.map(encodeCall));
      else if (record.kind === 'results' && field === 'results') row.push(record.results.map(encodeResult));
      else row.push(values[field]);
    }
    while (EMPTY.has(row.at(-1))) row.pop();
    return row;
  };
  return deflated(JSON.stringify(records.map(encode)).slice(1, -1));
}

/** The records of `encodeRecords`. Throws what zlib or `JSON.parse` says of others. */
export function decodeRecords(bytes: Uint8Array): TranscriptRecord[] {
  let before: Usage | undefined;
  return (JSON.parse(`[${textOf(bytes)}]`) as unknown[][]).map((row) => {
    const kind = row[0] as Kind;
    const record: Record<string, unknown> = { kind };
    FIELDS[kind].forEach((field, index) => {
      const value = row[index + 1];
      if (field === 'toolCalls') record[field] = (value as unknown[][]).map(decodeCall);
      else if (field === 'results') record[field] = (value as unknown[][]).map(decodeResult);
      else if (field !== USAGE) record[field] = value ?? (isFlag(field) ? false : null);
      else {
        if (value !== SAME) before = decodeUsage(value as StoredUsage);
        record[field] = before;
      }
    });
    return record as unknown as TranscriptRecord;
  });
}

/** Whether two lists hold the same records, however they are divided. */
export function sameRecords(one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean {
  if (one.length === other.length && one.every((bytes, at) => isEqual(bytes, other[at]))) return true;
  const whole = (parts: readonly Uint8Array[]) => parts.map(textOf).join();
  return whole(one) === whole(other);
}

function isEqual(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return other !== undefined && Buffer.compare(one, other) === 0;
}

function textOf(bytes: Uint8Array): string {
  return inflated(bytes).toString();
}

/** Fields that are true or false: what was left out is false, not null. */
function isFlag(field: string): boolean {
  return FLAGS.has(field);
}

const FLAGS: ReadonlySet<string> = new Set([
  ...['sidechain', 'inSystem', 'recovered', 'finished', 'apiError', 'copied', 'keeps'],
]);
