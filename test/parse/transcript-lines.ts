import type { TranscriptRecord } from '../../src/model/records.ts';
import { lineParser } from '../../src/parse/parse-line.ts';
import type { Parsed } from '../../src/parse/record-taker.ts';

/** All that comes of the lines of one file; a text is a line as written, anything else is written as JSON. */
export function parseLines(...lines: readonly unknown[]): Parsed {
  const parsed: Parsed = { records: [], oddities: [] };
  const parse = lineParser(parsed);
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
  let start = 0;
  texts.forEach((text, index) => {
    const end = start + Buffer.byteLength(text);
    parse(bytes, start, end, index + 1);
    start = end + 1;
  });
  return parsed;
}

/** The one record of a kind that the lines give. */
export function theRecord<K extends TranscriptRecord['kind']>(
  kind: K,
  ...lines: readonly unknown[]
): Extract<TranscriptRecord, { kind: K }> {
  const found = parseLines(...lines).records.filter((record) => record.kind === kind);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} records of kind ${kind}`);
  return only as Extract<TranscriptRecord, { kind: K }>;
}

export const UUID = '3f0c1f6e-0b3a-4d7e-9a54-1f2e3d4c5b6a';
export const PARENT_UUID = '11111111-2222-3333-4444-555555555555';
export const TIME = '2026-01-01T00:00:01.500Z';
export const AT = Date.UTC(2026, 0, 1, 0, 0, 1, 500);

/** An assistant record with an answer. */
export function assistant(message: object = {}, record: object = {}): object {
  return {
    type: 'assistant',
    uuid: UUID,
    parentUuid: PARENT_UUID,
    timestamp: TIME,
    requestId: 'req_1',
    message: {
      id: 'msg_1',
      role: 'assistant',
      model: 'claude-opus-5-5',
      stop_reason: 'end_turn',
      usage: { input_tokens: 4, output_tokens: 736, cache_read_input_tokens: 51230, cache_creation_input_tokens: 2118 },
      content: [{ type: 'text', text: 'hello' }],
      ...message,
    },
    ...record,
  };
}

/** A user record. */
export function user(content: unknown, record: object = {}): object {
  return { type: 'user', uuid: UUID, parentUuid: null, timestamp: TIME, message: { role: 'user', content }, ...record };
}
