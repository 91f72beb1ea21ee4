import type { TranscriptRecord, Usage } from '../model/records.ts';
import { decodeUsage, encodeUsage, type StoredUsage } from './usage-codec.ts';

type Kind = TranscriptRecord['kind'];
type FieldsOf<K extends Kind> = readonly (keyof Extract<TranscriptRecord, { kind: K }>)[];

const THREAD = ['line', 'at', 'uuid', 'parentUuid', 'agentId', 'sidechain'] as const;

/** Fields of each kind in the order in which the journal holds them. A change needs a new `PARSER_VERSION`. */
const FIELDS: { readonly [K in Kind]: FieldsOf<K> } = {
  answer: [...THREAD, 'key', 'model', 'finished', 'stopReason', 'usage', 'visibleChars', 'toolCalls', 'recovered'],
  synthetic: [...THREAD, 'apiError', 'label'],
  prompt: [...THREAD, 'promptKind', 'promptId', 'label', 'chars', 'textHash'],
  interrupt: THREAD,
  results: [...THREAD, 'results', 'resultAgentId'],
  compaction: [...THREAD, 'trigger', 'tokensBefore', 'tokensAfter'],
  title: ['line', 'at', 'source', 'label'],
  origin: ['line', 'at', 'originSessionId', 'copySessionId'],
  place: ['line', 'at', 'cwd', 'version', 'sessionId'],
  ledger: ['line', 'at', 'begunAt', 'sessionId', 'usd', 'models'],
  'agent-meta': ['line', 'at', 'agentType', 'toolUseId'],
  other: ['line', 'at'],
};

/** Version of what the journal holds: files read by another one are read anew while they exist. */
export const PARSER_VERSION = 1;

/** Records that are encoded together: a long session must not stand in memory a second time as arrays. */
const AT_ONCE = 1000;

/** What `encodeRecords` makes of none. */
export const NO_RECORDS = '[]';

/** Records as JSON text, each an array of its kind and its fields: a third of the size of objects. */
export function encodeRecords(records: readonly TranscriptRecord[]): string {
  const parts: string[] = [];
  for (let at = 0; at < records.length; at += AT_ONCE) {
    parts.push(JSON.stringify(records.slice(at, at + AT_ONCE).map(encode)).slice(1, -1));
  }
  return `[${parts.join(',')}]`;
}

/** The records of `encodeRecords`. */
export function decodeRecords(text: string): TranscriptRecord[] {
  return (JSON.parse(text) as unknown[][]).map(decode);
}

function encode(record: TranscriptRecord): unknown[] {
  const fields = FIELDS[record.kind] as readonly string[];
  const values = record as unknown as Readonly<Record<string, unknown>>;
  const row: unknown[] = [record.kind];
  for (const field of fields) row.push(field === 'usage' ? encodeUsage(values[field] as Usage) : values[field]);
  return row;
}

function decode(row: unknown[]): TranscriptRecord {
  const kind = row[0] as Kind;
  const record: Record<string, unknown> = { kind };
  FIELDS[kind].forEach((field, index) => {
    const value = row[index + 1];
    record[field] = field === 'usage' ? decodeUsage(value as StoredUsage) : value;
  });
  return record as unknown as TranscriptRecord;
}
