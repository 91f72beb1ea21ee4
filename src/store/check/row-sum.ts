import zlib from 'node:zlib';

/** Half of a pair: SQLite takes it for three bytes that are no text, each of which it gives back as such. */
const LONE_SURROGATE = /\p{Cs}/gu;
const THREE_BYTES = '\ufffd'.repeat(3);

/** Between values: no label holds it. */
const SEPARATOR = '\u001f';

/**
 * Checksum of a row, or of some of its columns (CRC-32, in 32 bits with a sign, which take fewest bytes), as it is written and as it is read: SQLite itself sees no bit
 * that is another. Less than a microsecond for a row of 22 values. `blobs`: what of it is bytes.
 */
export function rowSum(values: readonly unknown[], ...blobs: readonly Uint8Array[]): number {
  const text = values.join(SEPARATOR);
  const asKept = text.search(LONE_SURROGATE) >= 0 ? text.replace(LONE_SURROGATE, THREE_BYTES) : text;
  return blobs.reduce((sum, bytes) => zlib.crc32(bytes, sum), zlib.crc32(asKept)) | 0;
}

/** Larger than any weighed column, and no multiple of a power of two: whatever bit is another, the remainder is. */
const MODULUS = 2_147_483_647;

/** The same of columns that hold integers, in SQL: for a generated column, which follows every update. */
export function integerSum(columns: readonly string[]): string {
  return columns.map((column, i) => `coalesce(${column}, -1) % ${MODULUS} * ${i + 1}`).join(' + ');
}

/** A row that is not what was written. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
}
