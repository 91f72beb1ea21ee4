import { expect, it } from 'vitest';
import { RecurringFinder } from '../../src/analyse/recurring.ts';
import { columnAt, NO_ANSWERS, numberOfKind, PASSENGER, packTime } from '../../src/model/packed-context.ts';
import { millis } from '../../src/model/time.ts';

const TOOLS = ['Read'];

/** One thread that reads a file each with these labels and weights: `carried` tokens at `price` a token. */
function reads(session: number, files: readonly { readonly label: number; readonly carried: number }[], price: number) {
  const passengers = new Int32Array(columnAt(PASSENGER.length, files.length));
  passengers[0] = files.length;
  const [day, ms] = packTime(millis(Date.parse('2026-03-01T10:00:00Z') + session * 60_000));
  files.forEach(({ label }, i) => {
    const numbers = { kind: numberOfKind('tool'), tokens: 10, label, day, ms };
    for (const [name, value] of Object.entries(numbers)) {
      passengers[columnAt(PASSENGER[name as keyof typeof numbers], files.length) + i] = value;
    }
  });
  const row = {
    sessionId: `s${session}`,
    agentId: '',
    family: null,
    logged: false,
    tools: TOOLS,
    rates: [],
    passengers,
    stretches: () => passengers,
  };
  const carried = Float64Array.from(files, (file) => file.carried);
  const weighed = {
    count: files.length,
    carried,
    cost: carried.map((tokens) => tokens * price),
    responses: carried,
    distinct: carried,
  };
  return { row, weighed: { ...weighed, answers: NO_ANSWERS, answerParts: [] } };
}

it.each([
  ['with a price', 1],
  ['without one, where tokens decide', 0],
])('of many files that recur the heaviest are told, however late they came: %s', (_, price) => {
  const finder = new RecurringFinder();
  const files = Array.from({ length: 100 }, (_, i) => ({ label: i + 1, carried: 1000 + i }));
  for (const session of [1, 2, 3]) {
    const { row, weighed } = reads(session, files, price);
    finder.add(row, weighed);
  }
  const found = finder.report(2, { tokens: 1_000_000, weight: 0n }, (_session, _agent, i) => `file ${files[i]?.label}`);
  expect(found).toMatchObject([
    { label: 'file 100', sessions: 3, times: 3, repeats: 2, carried: 2 * 1099 },
    { label: 'file 99', carried: 2 * 1098 },
  ]);
});
