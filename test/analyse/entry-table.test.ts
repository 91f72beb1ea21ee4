import { expect, it } from 'vitest';
import { EntryTable } from '../../src/analyse/entry-table.ts';

const NAME = { sessionId: 's', agentId: '', item: 0, tool: '' };
const nameOf = () => NAME;

it('what is of one moment comes in the same order, whatever was read first', () => {
  const entries = [
    { at: 5, isEdit: true, tokens: 1, sent: 0, cost: 0 },
    { at: 5, isEdit: false, tokens: 1, sent: 10, cost: 7 },
    { at: 5, isEdit: false, tokens: 1, sent: 20, cost: 7 },
    { at: 5, isEdit: false, tokens: 2, sent: 20, cost: 7 },
    { at: -1, isEdit: false, tokens: 9, sent: 9, cost: 9 },
  ];
  const sorted = (order: readonly (typeof entries)[number][]) => {
    const table = new EntryTable(nameOf);
    const rows = order.map(({ at, isEdit, tokens, sent, cost }) => table.add(0, at, isEdit, tokens, sent, cost));
    table.sort(rows);
    return rows.map((row) => [table.isEdit(row), table.tokens(row), table.sent(row), table.cost(row)]);
  };
  const expected = [
    [false, 9, 9, 9],
    [false, 1, 10, 7],
    [false, 1, 20, 7],
    [false, 2, 20, 7],
    [true, 1, 0, 0],
  ];
  expect(sorted(entries)).toEqual(expected);
  expect(sorted([...entries].reverse())).toEqual(expected);
});

it('of what is of one moment and of the same weight, the first by the name of its session gives its name', () => {
  const names = ['b', 'a', 'c'].map((sessionId) => ({ ...NAME, sessionId }));
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
  ]) {
    const table = new EntryTable((entry) => names[entry] ?? NAME);
    const rows = order.map((entry) => table.add(entry, -1, false, 5, 5, 5));
    table.sort(rows);
    expect(table.firstName(rows)?.sessionId).toBe('a');
  }
});

it('what was only edited has no name', () => {
  const table = new EntryTable(nameOf);
  expect(table.firstName([table.add(0, 1, true, 5, 0, 0)])).toBeNull();
});
