import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitJson } from '../../src/render/fit-json.ts';

const fitted = (document: object, mostBytes: number) => {
  const text = fitJson(document, mostBytes, (cut) => ({ cut }));
  return text === null ? null : JSON.parse(text);
};

const rows = (count: number, costOf: (index: number) => number | null) =>
  Array.from({ length: count }, (_, index) => ({ key: `row ${index}`, cost_usd: costOf(index) }));

describe('fitJson', () => {
  it('leaves a document that is short enough as it is, on one line', () => {
    const document = { totals: { tokens: 1 }, rows: rows(3, () => 1) };
    expect(fitJson(document, 1000, (cut) => ({ cut }))).toBe(JSON.stringify(document));
  });

  it('keeps the rows that cost most, in the order they had, and says how many are left', () => {
    const { rows: kept, cut } = fitted({ rows: rows(100, (index) => (index % 10 === 3 ? 5 : 1)) }, 300);
    expect(kept.length).toBeLessThan(10);
    expect(kept.map(({ cost_usd: cost }: { cost_usd: number }) => cost)).toEqual(kept.map(() => 5));
    expect(kept.slice(0, 2).map(({ key }: { key: string }) => key)).toEqual(['row 3', 'row 13']);
    expect(cut).toEqual([{ list: 'rows', shown: kept.length, of: 100 }]);
  });

  it('keeps the first of rows of which not all have a cost', () => {
    const { rows: kept } = fitted({ rows: rows(100, (index) => (index === 50 ? null : index)) }, 500);
    expect(kept.slice(0, 2).map(({ key }: { key: string }) => key)).toEqual(['row 0', 'row 1']);
  });

  it('names lists within rows once, with what is left of all of them', () => {
    const levers = Array.from({ length: 3 }, () => ({ evidence: rows(50, () => null) }));
    const { cut } = fitted({ levers }, 600);
    expect(cut).toEqual([{ list: 'levers[].evidence', shown: cut[0].shown, of: 150 }]);
    expect(cut[0].shown % 3).toBe(0);
  });

  it('is null where even empty lists do not fit', () => {
    expect(fitted({ text: 'x'.repeat(200), rows: rows(9, () => 1) }, 100)).toBeNull();
  });

  it('is never longer than allowed, and keeps as many rows as there is room for', () => {
    const list = fc.array(fc.record({ cost_usd: fc.integer({ min: 0, max: 9 }) }), { maxLength: 60 });
    fc.assert(
      fc.property(list, fc.integer({ min: 11, max: 1500 }), (all, most) => {
        const text = fitJson({ rows: all }, most, () => ({})) ?? '';
        const shown = JSON.parse(text).rows.length;
        const sizeOfOneMore = text.length + '{"cost_usd":0},'.length - (shown === 0 ? 1 : 0);
        expect(text.length).toBeLessThanOrEqual(most);
        if (shown < all.length) expect(sizeOfOneMore).toBeGreaterThan(most);
      }),
    );
  });
});
