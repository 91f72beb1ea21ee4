import { expect, it } from 'vitest';
import { foldLedger } from '../../src/analyse/fold-ledger.ts';
import { LedgerTally } from '../../src/analyse/ledger-tally.ts';
import type { PassengerKind } from '../../src/model/context.ts';
import { columnAt, NO_ANSWERS, numberOfKind, PASSENGER } from '../../src/model/packed-context.ts';

const FILE = 77;

/** A thread that carried one file, as a memory file or as what a tool read. */
function carried(sessionId: string, kind: PassengerKind, tool: string, tokens: number) {
  const passengers = new Int32Array(columnAt(PASSENGER.length, 1));
  passengers[0] = 1;
  passengers[columnAt(PASSENGER.kind, 1)] = numberOfKind(kind);
  passengers[columnAt(PASSENGER.label, 1)] = FILE;
  const row = {
    sessionId,
    agentId: '',
    family: null,
    logged: false,
    tools: [tool],
    rates: [],
    passengers,
    stretches: () => passengers,
  };
  const [own, none] = [Float64Array.of(tokens, 0), Float64Array.of(0, 0)];
  const responses = Float64Array.of(1, 0);
  const weighed = { count: 1, carried: own, cost: none, responses, distinct: responses };
  return { row, weighed: { ...weighed, answers: NO_ANSWERS, answerParts: [] } };
}

const threads = [
  carried('a', 'tool', 'Read', 10),
  carried('b', 'memory', '', 20),
  carried('c', 'tool', 'Edit', 30),
  carried('c', 'tool', 'Bash', 5),
];

it('what is shown as one has the same name in whatever order it came', () => {
  const folded = (order: typeof threads) => {
    const tally = new LedgerTally();
    for (const { row, weighed } of order) tally.add(row, weighed);
    return foldLedger(tally, 'file', false, null).map(({ kind, tool, carried }) => [kind, tool, carried]);
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
  expect(foldLedger(tally, 'item', false, 2).map(({ tool, carried }) => [tool, carried])).toEqual([
    ['Edit', 30],
    ['', 20],
  ]);
});
