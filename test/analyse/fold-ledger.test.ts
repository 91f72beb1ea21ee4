import { expect, it } from 'vitest';
import { foldLedger } from '../../src/analyse/fold-ledger.ts';
import { LedgerTally } from '../../src/analyse/ledger-tally.ts';
import type { ItemKind } from '../../src/model/context.ts';
import { columnAt, ITEM, NO_ANSWERS, numberOfKind } from '../../src/model/packed-context.ts';

const FILE = 77;

/** A thread that sent one file, as a memory file or as what a tool read. */
function sent(sessionId: string, kind: ItemKind, tool: string, tokens: number) {
  const items = new Int32Array(columnAt(ITEM.length, 1));
  items[0] = 1;
  items[columnAt(ITEM.kind, 1)] = numberOfKind(kind);
  items[columnAt(ITEM.label, 1)] = FILE;
  const row = {
    sessionId,
    agentId: '',
    family: null,
    logged: false,
    tools: [tool],
    rates: [],
    items,
    stretches: () => items,
  };
  const [own, none] = [Float64Array.of(tokens, 0), Float64Array.of(0, 0)];
  const responses = Float64Array.of(1, 0);
  const weighed = { count: 1, sent: own, cost: none, responses, distinct: responses };
  return { row, weighed: { ...weighed, answers: NO_ANSWERS, answerParts: [] } };
}

const threads = [
  sent('a', 'tool', 'Read', 10),
  sent('b', 'memory', '', 20),
  sent('c', 'tool', 'Edit', 30),
  sent('c', 'tool', 'Bash', 5),
];

it('what is shown as one has the same name in whatever order it came', () => {
  const folded = (order: typeof threads) => {
    const tally = new LedgerTally();
    for (const { row, weighed } of order) tally.add(row, weighed);
    return foldLedger(tally, 'file', false, null).map(({ kind, tool, sent }) => [kind, tool, sent]);
  };
  const expected = [
    ['memory', '', 60],
    ['tool', 'Bash', 5],
  ];
  expect(folded(threads)).toEqual(expected);
  expect(folded([...threads].reverse())).toEqual(expected);
});

it('only as many as are asked for are told, of equal weight those of more tokens', () => {
  const tally = new LedgerTally();
  for (const { row, weighed } of threads) tally.add(row, weighed);
  expect(foldLedger(tally, 'item', false, 2).map(({ tool, sent }) => [tool, sent])).toEqual([
    ['Edit', 30],
    ['', 20],
  ]);
});
