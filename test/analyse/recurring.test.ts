import { expect, it } from 'vitest';
import { RecurringFinder } from '../../src/analyse/recurring.ts';
import { columnAt, ITEM, NO_ANSWERS, numberOfKind, packTime } from '../../src/model/packed-context.ts';
import { millis } from '../../src/model/time.ts';

const TOOLS = ['Read'];

/** One thread that reads a file each with these labels and weights: `sent` tokens at `price` a token. */
function reads(session: number, files: readonly { readonly label: number; readonly sent: number }[], price: number) {
  const items = new Int32Array(columnAt(ITEM.length, files.length));
  items[0] = files.length;
  const [day, ms] = packTime(millis(Date.parse('2026-03-01T10:00:00Z') + session * 60_000));
  files.forEach(({ label }, i) => {
    const numbers = { kind: numberOfKind('tool'), tokens: 10, label, day, ms };
    for (const [name, value] of Object.entries(numbers)) {
      items[columnAt(ITEM[name as keyof typeof numbers], files.length) + i] = value;
    }
  });
  const row = {
    sessionId: `s${session}`,
    agentId: '',
    family: null,
    logged: false,
    tools: TOOLS,
    rates: [],
    items,
    stretches: () => items,
  };
  const sent = Float64Array.from(files, (file) => file.sent);
  const weighed = {
    count: files.length,
    sent,
    cost: sent.map((tokens) => tokens * price),
    responses: sent,
    distinct: sent,
  };
  return { row, weighed: { ...weighed, answers: NO_ANSWERS, answerParts: [] } };
}

it.each([
  ['with a price', 1],
  ['without one, where tokens decide', 0],
])('of many files that recur the heaviest are told, however late they came: %s', (_, price) => {
  const finder = new RecurringFinder();
  const files = Array.from({ length: 100 }, (_, i) => ({ label: i + 1, sent: 1000 + i }));
  for (const session of [1, 2, 3]) {
    const { row, weighed } = reads(session, files, price);
    finder.add(row, weighed);
  }
  const found = finder.report(2, { tokens: 1_000_000, weight: 0n }, (_session, _agent, i) => `file ${files[i]?.label}`);
  expect(found).toMatchObject([
    { label: 'file 100', sessions: 3, times: 3, repeats: 2, sent: 2 * 1099 },
    { label: 'file 99', sent: 2 * 1098 },
  ]);
});
