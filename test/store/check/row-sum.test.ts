import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowSum } from '../../../src/store/check/row-sum.ts';

const text = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });
const value = fc.oneof(text, fc.maxSafeInteger(), fc.double({ noNaN: true }), fc.constant(null));

describe('the checksum of a row', () => {
  it('is the same of what was kept as of what SQLite gives back', () => {
    const store = new Database(':memory:');
    const given = store.prepare<unknown[], unknown[]>('SELECT ?, ?, ?').raw();
    fc.assert(
      fc.property(value, value, fc.uint8Array(), (one, other, bytes) => {
        const [first, second, blob] = given.get(one, other, bytes) ?? [];
        expect(rowSum([first, second], blob as Buffer)).toBe(rowSum([one, other], bytes));
      }),
    );
    store.close();
  });

  it('is the same of half a character however many bytes it was kept as, which depends on the version of Node', () => {
    for (const text of ['a\ud800b', 'a\ufffdb', 'a\ufffd\ufffd\ufffdb', 'a\udc00\ud800b'])
      expect(rowSum([text, 'c'])).toBe(rowSum(['a\ufffdb', 'c']));
    expect(rowSum(['ab', 'c'])).not.toBe(rowSum(['a\ufffdb', 'c']));
  });

  it('is another where one character, one bit of a number or one bit of bytes is', () => {
    const row = ['msg_1', 1_772_446_569_000, null, 0, ''];
    const bytes = Uint8Array.of(0, 1, 254);
    const changed = [
      ...['msg_2', 'msg_', 'Msg_1'].map((each) => rowSum([each, ...row.slice(1)], bytes)),
      ...[0, 20, 31, 32, 40].map((bit) => rowSum(['msg_1', 1_772_446_569_000 + 2 ** bit, ...row.slice(2)], bytes)),
      ...[0, 1, 2].flatMap((at) =>
        [1, 128].map((bit) =>
          rowSum(
            row,
            bytes.map((byte, i) => (i === at ? byte ^ bit : byte)),
          ),
        ),
      ),
    ];
    expect(new Set([rowSum(row, bytes), ...changed]).size).toBe(changed.length + 1);
  });

  it('is another where nothing is in place of 0 or of an empty text', () => {
    expect(new Set([[null], [0], [''], [null, ''], ['', null]].map((values) => rowSum(values))).size).toBe(5);
  });

  it('is another where a character stands in the next column, or two bits at the top are others', () => {
    expect(rowSum(['ab', 'c'])).not.toBe(rowSum(['a', 'bc']));
    expect(rowSum([1, 1])).not.toBe(rowSum([-1, -1]));
  });
});
