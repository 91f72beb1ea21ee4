import { createHash } from 'node:crypto';
import type { GoneWhy } from '../../model/gone-records.ts';
import { jsonObject, type Members, membersOf } from '../../model/json-object.ts';

/** Version of the format below; raised by whatever an older tj would misread. */
export const EXPORT_FORMAT = 1;

/** A value of SQLite but for bytes. */
export type Cell = string | number | null;

/**
 * What `tj export --store` writes, a JSON document a line: first the header, then rows of what is not of transcripts, then
 * sessions of which only the responses are known, then every transcript with all that was read of it, last the end. Each
 * line ends with `check`, a hash of that of the line before and of what stands before it.
 */
export type ExportLine =
  | { readonly header: ExportHeader }
  | { readonly row: readonly [table: string, ...values: Cell[]] }
  | { readonly session: UsageSession }
  | { readonly file: ExportedFile }
  | { readonly end: number };

export interface ExportHeader {
  readonly format: number;
  /** Version of tj, and of the parser that made the journal. */
  readonly tj: string;
  readonly parser: number;
  /** Name of the machine. */
  readonly machine: string;
  /** When it was written, in milliseconds since the epoch. */
  readonly at: number;
  readonly sessions: number;
  readonly files: number;
  /** All lines, this one and the end included. */
  readonly lines: number;
  /** What the values of `UsageSession` are. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
}

/** Rows of a session by table. Its transcripts are gone, so that it cannot be read whole any more. */
export interface UsageSession {
  readonly id: string;
  readonly rows: Readonly<Record<string, readonly (readonly Cell[])[]>>;
}

/** A transcript as it was read last, and what was read. Bytes are in base64, as `encodeRecords` makes them. */
export interface ExportedFile {
  readonly path: string;
  readonly kind: string;
  readonly session: string;
  readonly agent: string | null;
  /** Name of the machine that read it. */
  readonly machine: string;
  /** In the order of `STAMP_COLUMNS`. */
  readonly stamp: readonly Cell[];
  readonly journal: readonly (readonly [fromLine: number, records: string])[];
  readonly gone: readonly (readonly [
    sessionId: string,
    afterLine: number,
    seenAt: number,
    why: GoneWhy,
    records: string,
  ])[];
  readonly issues: readonly (readonly [line: number, kind: string, detail: string, count: number])[];
}

const CHECK_DIGITS = 16;
const CHECK = /^,"check":"([0-9a-f]{16})"\}$/;
const CHECK_BYTES = ',"check":""}'.length + CHECK_DIGITS;

/** Writes the lines of one export, each with its newline, in their order. */
export function lineEncoder(): (line: ExportLine) => Buffer {
  let before = '';
  return (line) => {
    const text = Buffer.from(JSON.stringify(line).slice(0, -1));
    before = checkOf(before, text);
    return Buffer.concat([text, Buffer.from(`,"check":"${before}"}\n`)]);
  };
}

/** Reads them, without their newlines: null for one that is not as it was written, or not where it was. */
export function lineDecoder(): (bytes: Buffer) => ExportLine | null {
  let before = '';
  return (bytes) => {
    const text = bytes.subarray(0, Math.max(0, bytes.length - CHECK_BYTES));
    const check = CHECK.exec(bytes.subarray(text.length).toString())?.[1];
    if (check === undefined || check !== checkOf(before, text)) return null;
    before = check;
    const line = jsonObject(`${text.toString()}}`);
    return line !== null && isShaped(line) ? (line as unknown as ExportLine) : null;
  };
}

/** As far as whoever takes a line relies on it: what is put into the store SQLite itself looks at (`STRICT`). */
function isShaped({ header, row, session, file, end, ...others }: Members): boolean {
  if (Object.keys(others).length > 0) return false;
  if (file !== undefined) return isFile(membersOf(file));
  if (row !== undefined) return isList(row) && isText(row[0]) && row.every(isCell);
  if (session !== undefined) return isSession(membersOf(session));
  if (header !== undefined) return isHeader(membersOf(header));
  return typeof end === 'number';
}

function isFile(file: Members | null): boolean {
  if (file === null || ![file.path, file.kind, file.session, file.machine].every(isText)) return false;
  const { agent, stamp, journal, gone, issues } = file;
  const rows = (value: unknown, length: number) =>
    isList(value) && value.every((row) => isList(row) && row.length === length && row.every(isCell));
  if (!(isText(agent) || agent === null) || !isList(stamp) || !stamp.every(isCell)) return false;
  return rows(journal, 2) && rows(gone, 5) && rows(issues, 4);
}

function isSession(session: Members | null): boolean {
  const rows = membersOf(session?.rows);
  if (rows === null || !isText(session?.id)) return false;
  return Object.values(rows).every((each) => isList(each) && each.every((row) => isList(row) && row.every(isCell)));
}

function isHeader(header: Members | null): boolean {
  const { format, tj, parser, machine, at, sessions, files, lines, columns } = header ?? {};
  const names = Object.values(membersOf(columns) ?? { none: null });
  if (![tj, machine].every(isText) || !names.every((each) => isList(each) && each.every(isText))) return false;
  return [format, parser, at, sessions, files, lines].every((value) => typeof value === 'number');
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCell(value: unknown): value is Cell {
  return value === null || typeof value === 'string' || typeof value === 'number';
}

/**
 * The versions that a header names, whatever else a later tj writes beside them; null for what is no header. Whoever wrote
 * it may have had another idea of `check`.
 */
export function versionsIn(bytes: Buffer): Pick<ExportHeader, 'format' | 'parser' | 'tj'> | null {
  const { format, parser, tj } = membersOf(jsonObject(bytes.toString())?.header) ?? {};
  return typeof format === 'number' && typeof parser === 'number' && isText(tj) ? { format, parser, tj } : null;
}

function checkOf(before: string, text: Uint8Array): string {
  return createHash('sha256').update(before).update(text).digest('hex').slice(0, CHECK_DIGITS);
}
