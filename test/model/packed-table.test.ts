import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packTable, unpackTable } from '../../src/model/packed-table.ts';

describe('a packed table', () => {
  it('gives back the rows that went in, for any values and texts', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('ok', 'error', ''), fc.constant(null));
    const row = fc.record({ name: text, count: fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.constant(null)) });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        expect(unpackTable(JSON.parse(JSON.stringify(packTable(rows, ['name', 'count']))))).toEqual(
          JSON.parse(JSON.stringify(rows)),
        );
      }),
    );
  });

  it('gives back times as ms, those that are not known as null', () => {
    const rows = [{ at: '2026-03-01T10:00:00.000Z' }, { at: null }, { at: '2026-03-01T09:59:59.500Z' }];
    const packed = packTable(rows, ['at']);
    expect(packed.columns.at).toEqual({ times: [Date.parse('2026-03-01T10:00:00Z'), null, -500] });
    expect(unpackTable(packed)).toEqual(rows.map(({ at }) => ({ at: at === null ? null : Date.parse(at) })));
  });

  it('writes a text that repeats once', () => {
    const packed = packTable(
      Array.from({ length: 9 }, (_, i) => ({ status: i % 2 ? 'ok' : null })),
      ['status'],
    );
    expect(packed.columns.status).toEqual({ texts: [null, 'ok'], of: [0, 1, 0, 1, 0, 1, 0, 1, 0] });
  });
});
