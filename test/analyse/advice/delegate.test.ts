import { afterAll, describe, expect, it } from 'vitest';
import { lines, results, use, user } from '../../checklist/lines.ts';
import { removeRoots } from '../../corpus.ts';
import { delegatesOf } from './lever-facts.ts';
import { expectSound, PICO, prompted, SONNET, shareIn, storeOf } from './lever-history.ts';

afterAll(removeRoots);

interface Differently {
  readonly model?: string;
  /** The tool of the third call; Read for all others. */
  readonly third?: object;
  /** A call of the response behind them. */
  readonly behind?: object;
}

/**
 * Five reading calls, one a response, each of which returned 10,000 tokens; then an answer, and another after a prompt of 400.
 * Prompts have 10,000 tokens and 10,100 more each, re-read as far as they were there.
 */
function reading(count: number, { model, third, behind }: Differently = {}): object[] {
  const said = model === undefined ? {} : { model };
  const records: object[] = [user(0, 'find it')];
  const size = (nth: number) => 10_000 + 10_100 * nth;
  for (let nth = 0; nth < count; nth++) {
    const call = nth === 2 && third !== undefined ? third : use(`r${nth}`, 'Read', { file_path: `/w/${nth}.ts` });
    const read = nth === 0 ? 0 : size(nth - 1);
    records.push(prompted(10 * nth + 1, `m${nth}`, size(nth), { ...said, read, calls: [call] }));
    records.push(results(10 * nth + 5, { [`r${nth}`]: `${nth}`.repeat(30_000) }));
  }
  const calls = behind === undefined ? [] : [behind];
  records.push(prompted(10 * count + 1, 'last', size(count), { ...said, read: size(count - 1), calls }));
  if (behind !== undefined) records.push(results(10 * count + 3, { e1: 'ok' }));
  records.push(user(10 * count + 5, 'and then?'));
  records.push(prompted(10 * count + 6, 'after', size(count) + 500, { ...said, read: size(count) }));
  return records;
}

describe('reading in a row on a premium main thread', () => {
  it('costs what its results cost in every later prompt; an agent one tier down would have returned 1,000 tokens', async () => {
    const store = await storeOf({ 'p/s1.jsonl': lines(...reading(5)) });
    const levers = delegatesOf(store);
    // Each of 10,000 written once at $6.25 and re-read at $0.50 by the responses that follow: 5 + 4 + 3 + 2 + 1 times.
    // 1,000 in the place of the last: 6,750. The agent writes 50,000 at $3.75, re-reads 100,000 at $0.30, and returns 1,000 at
    // $15: 232,500. Low: and 10,000 of fixed context, written once and re-read five times: 52,500.
    expect(levers).toMatchObject([
      {
        ...{ id: 'delegate:reading', sessions: 1, responses: 6 },
        actions: [{ text: expect.stringMatching(/^[ -~]+$/) }, { text: expect.stringMatching(/^[ -~]+$/) }],
        title: expect.stringContaining('in a row on a premium model: 1 run, 5 calls'),
        cost: { weight: 387_500n * PICO, tokens: 200_000 },
        effect: { low: 95_750n * PICO, high: 148_250n * PICO, basis: 'estimated' },
        evidence: [{ sessionId: 's1', tokens: 200_000, responses: 6 }],
      },
    ]);
    // Of 61,000 written at $6.25, 211,500 re-read at $0.50 and 700 of output at $25.
    expect(shareIn(store, levers[0]?.effect.low ?? 0n)).toBeCloseTo(0.189792, 6);
    expectSound(levers);
  });

  it('needs in its own context what it edits later: low leaves that out', async () => {
    const behind = use('e1', 'Edit', { file_path: '/w/0.ts', old_string: 'a', new_string: 'b' });
    const store = await storeOf({ 'p/s1.jsonl': lines(...reading(5, { behind })) });
    // Without the first result 300,000, of which the agent writes 40,000 tokens and re-reads 60,000: 183,000.
    expect(delegatesOf(store)).toMatchObject([
      { cost: { weight: 387_500n * PICO }, effect: { low: 57_750n * PICO, high: 148_250n * PICO } },
    ]);
  });

  it('is a run with a search and with a command that only reads', async () => {
    const third = use('r2', 'Bash', { command: 'grep -rn flag src | head -50' });
    const store = await storeOf({ 'p/s1.jsonl': lines(...reading(5, { third })) });
    expect(delegatesOf(store)).toMatchObject([{ cost: { weight: 387_500n * PICO } }]);
  });

  it.each([
    ['another call comes between', reading(5, { third: use('r2', 'Bash', { command: 'npm test' }) })],
    ['there are fewer than five', reading(4)],
    ['the model is no premium one', reading(5, { model: SONNET })],
  ])('says nothing where %s', async (_, records) => {
    expect(delegatesOf(await storeOf({ 'p/s1.jsonl': lines(...records) }))).toEqual([]);
  });
});
