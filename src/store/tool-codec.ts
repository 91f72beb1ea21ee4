import type { ToolCall, ToolResult } from '../model/tool-facts.ts';

const CALL = [
  ...(['id', 'name', 'target', 'inputHash', 'inputChars', 'lines', 'spawn', 'reads', 'program', 'onlyReads'] as const),
] as const;
const RESULT = [
  'toolUseId',
  'status',
  'chars',
  'hash',
  'label',
  'lines',
  'agentId',
  'mediaBytes',
  'loads',
  'mediaPixels',
  'refused',
  'runId',
  'searches',
] as const;

/** A tool call as a short array, for keeping. */
export function encodeCall(call: ToolCall): unknown[] {
  return rowOf(CALL, call);
}

/** The call of `encodeCall`. */
export function decodeCall(row: readonly unknown[]): ToolCall {
  return objectOf<ToolCall>(CALL, row);
}

/** A tool result as a short array, for keeping. */
export function encodeResult(result: ToolResult): unknown[] {
  return rowOf(RESULT, result);
}

/** The result of `encodeResult`. */
export function decodeResult(row: readonly unknown[]): ToolResult {
  return objectOf<ToolResult>(RESULT, row);
}

function rowOf<T>(fields: readonly (keyof T)[], object: T): unknown[] {
  const row: unknown[] = [];
  for (const field of fields) row.push(object[field]);
  while (row.at(-1) === null) row.pop();
  return row;
}

function objectOf<T>(fields: readonly (keyof T & string)[], row: readonly unknown[]): T {
  return Object.fromEntries(fields.map((field, index) => [field, row[index] ?? null])) as T;
}
