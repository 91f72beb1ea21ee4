import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { largest } from '../../model/long-lists.ts';

/** Stores have pages of this size, whatever a damaged header says. */
const PAGE = 4096;

/** The pages of a store as they stand on disk, with what its log has of them (https://sqlite.org/fileformat.html). */
export interface StorePages {
  readonly count: number;
  /** A page by its number, from 1 on; as it is, whatever is in it. Empty where the file ends before it. */
  page(number: number): Buffer;
  close(): void;
}

/** Opens a store without asking SQLite, which refuses to read much of what can still be read. Throws what the file system says. */
export function storePages(path: string): StorePages {
  const store = openSync(path, 'r');
  const log = pagesInLog(`${path}-wal`);
  const inFile = Math.ceil(statSync(path).size / PAGE);
  return {
    count: largest(log.pages.keys(), inFile),
    page(number) {
      const at = log.pages.get(number);
      return at === undefined ? bytesAt(store, (number - 1) * PAGE, PAGE) : bytesAt(log.file ?? store, at, PAGE);
    },
    close() {
      closeSync(store);
      if (log.file !== null) closeSync(log.file);
    },
  };
}

function bytesAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, at));
}

const [LOG_HEAD, FRAME_HEAD] = [32, 24];
const LITTLE_ENDIAN_LOG = 0x377f0682;

/** Where a log has the last committed state of each page. Nothing counts from the first frame on that is not as it was written. */
function pagesInLog(path: string): { readonly file: number | null; readonly pages: ReadonlyMap<number, number> } {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LOG_HEAD) return { file: null, pages: new Map() };
  const file = openSync(path, 'r');
  const head = bytesAt(file, 0, LOG_HEAD);
  const isLittle = head.readUInt32BE(0) === LITTLE_ENDIAN_LOG;
  const committed = new Map<number, number>();
  const open = new Map<number, number>();
  let sum = logSum([0, 0], head.subarray(0, 24), isLittle);
  for (let at = LOG_HEAD; at + FRAME_HEAD + PAGE <= size; at += FRAME_HEAD + PAGE) {
    const frame = bytesAt(file, at, FRAME_HEAD + PAGE);
    sum = logSum(logSum(sum, frame.subarray(0, 8), isLittle), frame.subarray(FRAME_HEAD), isLittle);
    const isOfLog = frame.subarray(8, 16).equals(head.subarray(16, 24));
    if (!isOfLog || frame.readUInt32BE(16) !== sum[0] || frame.readUInt32BE(20) !== sum[1]) break;
    open.set(frame.readUInt32BE(0), at + FRAME_HEAD);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [number, place] of open) committed.set(number, place);
    open.clear();
  }
  return { file, pages: committed };
}

function logSum([a, b]: readonly [number, number], bytes: Buffer, isLittle: boolean): [number, number] {
  let [first, second] = [a, b];
  for (let at = 0; at < bytes.length; at += 8) {
    const one = isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
    const two = isLittle ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4);
    first = (first + one + second) >>> 0;
    second = (second + two + first) >>> 0;
  }
  return [first, second];
}

/** A value of a row as SQLite keeps it. */
export type Value = string | number | Uint8Array | null;

/** A row, or an entry of an index; `rowid`: null in tables without. */
export interface PageRow {
  readonly rowid: number | null;
  readonly values: readonly Value[];
}

export type PageKind = 'rows' | 'keyed' | 'branch-of-rows' | 'branch-of-keyed';

const KINDS: Readonly<Record<number, PageKind>> = {
  13: 'rows',
  10: 'keyed',
  5: 'branch-of-rows',
  2: 'branch-of-keyed',
};

/** What a page is, by its first byte; null where it is none of a tree. */
export function kindOf(bytes: Buffer, number: number): PageKind | null {
  return KINDS[bytes[headAt(number)] ?? 0] ?? null;
}

/** The first page begins with the header of the file. */
function headAt(number: number): number {
  return number === 1 ? 100 : 0;
}

/** Where the cells of a page begin. */
function cellsOf(bytes: Buffer, number: number, kind: PageKind): number[] {
  const head = headAt(number);
  const first = head + (kind.startsWith('branch') ? 12 : 8);
  const count = Math.min(bytes.length < head + 8 ? 0 : bytes.readUInt16BE(head + 3), (bytes.length - first) >> 1);
  return Array.from({ length: Math.max(0, count) }, (_, i) => bytes.readUInt16BE(first + 2 * i));
}

/** The pages below a page of a tree. */
export function childrenOf(bytes: Buffer, number: number): number[] {
  const kind = kindOf(bytes, number);
  if (kind === null || !kind.startsWith('branch')) return [];
  const last = headAt(number) + 8;
  const places = [...cellsOf(bytes, number, kind), ...(bytes.length < last + 4 ? [] : [last])];
  return places.flatMap((at) => (at + 4 <= bytes.length ? [bytes.readUInt32BE(at)] : []));
}

/** The rows of a page; null in place of one that cannot be read. */
export function rowsOf(pages: StorePages, bytes: Buffer, number: number): (PageRow | null)[] {
  const kind = kindOf(bytes, number);
  if (kind === null || kind === 'branch-of-rows') return [];
  return cellsOf(bytes, number, kind).map((at) => rowAt(pages, bytes, kind === 'branch-of-keyed' ? at + 4 : at, kind));
}

const TABLE_LOCAL = PAGE - 35;
const INDEX_LOCAL = Math.floor(((PAGE - 12) * 64) / 255) - 23;
const LEAST_LOCAL = Math.floor(((PAGE - 12) * 32) / 255) - 23;

/** No row is longer: more would be a length that is damaged. */
const LONGEST = 512 * 1024 * 1024;

function rowAt(pages: StorePages, bytes: Buffer, at: number, kind: PageKind): PageRow | null {
  const size = varint(bytes, at);
  if (size === null || size.value > LONGEST) return null;
  const rowid = kind === 'rows' ? varint(bytes, size.next) : null;
  if (kind === 'rows' && rowid === null) return null;
  const payload = payloadAt(pages, bytes, rowid?.next ?? size.next, size.value, kind === 'rows');
  const values = payload === null ? null : valuesOf(payload);
  return values === null ? null : { rowid: rowid?.value ?? null, values };
}

/** What of a row stands in its page, and in those that go on from there. */
function payloadAt(pages: StorePages, bytes: Buffer, at: number, size: number, isTable: boolean): Buffer | null {
  const most = isTable ? TABLE_LOCAL : INDEX_LOCAL;
  const rest = LEAST_LOCAL + ((size - LEAST_LOCAL) % (PAGE - 4));
  const local = size <= most ? size : rest <= most ? rest : LEAST_LOCAL;
  if (at + local + (local < size ? 4 : 0) > bytes.length) return null;
  const parts = [bytes.subarray(at, at + local)];
  let next = local < size ? bytes.readUInt32BE(at + local) : 0;
  for (let left = size - local; left > 0; left -= PAGE - 4) {
    if (next === 0 || next > pages.count) return null;
    const more = pages.page(next);
    const length = Math.min(left, PAGE - 4);
    if (more.length < 4 + length) return null;
    parts.push(more.subarray(4, 4 + length));
    next = more.readUInt32BE(0);
  }
  return parts.length === 1 ? (parts[0] ?? null) : Buffer.concat(parts);
}

/** The values of a row, or null where its lengths do not add up to it. */
function valuesOf(payload: Buffer): Value[] | null {
  const head = varint(payload, 0);
  if (head === null || head.value > payload.length) return null;
  const values: Value[] = [];
  let [at, body] = [head.next, head.value];
  while (at < head.value) {
    const type = varint(payload, at);
    if (type === null) return null;
    const length = lengthOf(type.value);
    if (length === null || body + length > payload.length) return null;
    values.push(decoded(payload.subarray(body, body + length), type.value));
    [at, body] = [type.next, body + length];
  }
  return at === head.value && body === payload.length ? values : null;
}

const LENGTHS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function lengthOf(type: number): number | null {
  return type < 12 ? (LENGTHS[type] ?? null) : (type - 12) >> 1;
}

function decoded(bytes: Buffer, type: number): Value {
  if (type === 0) return null;
  if (type === 7) return bytes.readDoubleBE();
  if (type === 8 || type === 9) return type - 8;
  if (type === 6) return Number(bytes.readBigInt64BE());
  if (type < 6) return bytes.readIntBE(0, bytes.length);
  return type % 2 === 0 ? new Uint8Array(bytes) : bytes.toString('utf8');
}

const VARINT_BYTES = 9;

function varint(bytes: Buffer, at: number): { readonly value: number; readonly next: number } | null {
  let value = 0;
  for (let i = 0; i < VARINT_BYTES; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, next: at + i + 1 };
  }
  return null;
}
