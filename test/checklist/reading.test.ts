import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/open-store.ts';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { dumpOf, freshDump, ingestFolder } from '../ingest/store-dump.ts';
import { type SessionTree, storeOf, treeOf, treesIn } from '../tree.ts';
import { answer, at, lines, record, text, use, user } from './lines.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

const [hi, first, second] = [user(0, 'hi'), answer(1, 'm1', 'ok'), answer(2, 'm2', 'ok')];

/** What a store holds: responses by id, and what was odd as `line: kind`. */
function heldBy(store: Store) {
  const keys = [...treesIn(store).values()].flatMap(({ chats }) => chats.map((chat) => chat.key));
  const issues = store.prepare<[], string>("SELECT line || ': ' || kind FROM issues ORDER BY line").pluck().all();
  return { keys, issues };
}

/** The same of one transcript as written. */
async function heldOf(transcript: string | Buffer) {
  const store = await storeOf(makeRoot({ 'p/s1.jsonl': transcript }));
  const held = heldBy(store);
  store.close();
  return held;
}

function session(...records: readonly object[]): Promise<SessionTree> {
  return treeOf(makeRoot({ 'p/s1.jsonl': lines(...records) }));
}

describe('lines', () => {
  it('15: a line that is no JSON is left out and told once, however often the folder is read', async () => {
    const root = makeRoot({ 'p/s1.jsonl': `${lines(hi, first)}{"type":"assis\n${lines(second)}` });
    const store = await storeOf(root);
    await ingestFolder(store, root);
    expect(heldBy(store)).toEqual({ keys: ['m1', 'm2'], issues: ['3: bad-line'] });
    store.close();
  });

  it('16: a last line that is being written is no error, and is read when it is whole', async () => {
    const whole = lines(hi, first);
    const torn = lines(second);
    const root = makeRoot({ 'p/s1.jsonl': whole + torn.slice(0, 60) });
    const store = await storeOf(root);
    expect(heldBy(store)).toEqual({ keys: ['m1'], issues: [] });
    expect(store.prepare('SELECT position, next_line FROM files').get()).toEqual({
      position: whole.length,
      next_line: 3,
    });
    appendFileSync(join(root, 'projects/p/s1.jsonl'), torn.slice(60));
    await ingestFolder(store, root);
    expect(heldBy(store)).toEqual({ keys: ['m1', 'm2'], issues: [] });
    expect(dumpOf(store)).toEqual(await freshDump(root));
    store.close();
  });

  it('17: a byte order mark, CRLF, leading NULs, blank lines and // lines cost no other line', async () => {
    const crlf = lines(hi, first).replaceAll('\n', '\r\n');
    expect(
      await heldOf(`\ufeff${crlf}\0\0\0${lines(second)}\n  \r\n// cut here\n${lines(answer(3, 'm3', 'ok'))}`),
    ).toEqual({ keys: ['m1', 'm2', 'm3'], issues: ['6: bad-line'] });
  });

  it('18: an image of 60 MB is read, a line above 64 MiB is left out and told', { timeout: 30_000 }, async () => {
    const head = '{"type":"user","uuid":"u1","message":{"role":"user","content":[{"type":"image","source":{"data":"';
    const image = (bytes: number) => Buffer.from(`${head}${'A'.repeat(bytes)}"}}]}}\n`, 'latin1');
    const parts = [image(60_000_000), Buffer.from(lines(first)), image(64 * 1024 * 1024), Buffer.from(lines(second))];
    const root = makeRoot({ 'p/s1.jsonl': Buffer.concat(parts) });
    const store = await storeOf(root);
    expect(heldBy(store)).toEqual({ keys: ['m1', 'm2'], issues: ['3: line-too-long'] });
    expect(
      treesIn(store)
        .get('s1')
        ?.rows.turns.map(({ label }) => label),
    ).toEqual(['[image]']);
    store.close();
    rmSync(root, { recursive: true });
  });

  it('19: JSON that is no object is a bad line', async () => {
    expect(await heldOf(`null\n${lines(hi, first)}[]\n3\n"text"\n${lines(second)}`)).toEqual({
      keys: ['m1', 'm2'],
      issues: [1, 4, 5, 6].map((line) => `${line}: bad-line`),
    });
  });

  it('20: types that nobody knows yet are no errors and are noted, of records, subtypes, attachments and blocks', async () => {
    const known = [text('seen'), { type: 'hologram', data: { text: 'x' } }, use('t1', 'Bash')];
    const unknown = [
      record('telepathy', 1, { payload: { type: 'assistant' } }),
      record('system', 1, { subtype: 'solar_flare', content: 'x' }),
      record('attachment', 1, { attachment: { type: 'scent', prompt: 7 } }),
      record('progress', 1, { data: { type: 'loading' } }),
    ];
    const held = await heldOf(lines(hi, ...unknown, answer(2, 'm1', known), { type: 42 }, {}, second));
    expect(held).toEqual({ keys: ['m1', 'm2'], issues: ['2: unknown-type', '4: unknown-type'] });
    const { rows, chats } = await session(hi, ...unknown, answer(2, 'm1', known));
    expect([chats[0]?.label, rows.tools.map(({ name }) => name), rows.events]).toEqual(['seen', ['Bash'], []]);
  });

  it('21: a message that is missing or null, and content of any kind, are no errors', async () => {
    const message = (content: unknown) => ({
      ...{ id: 'm1', model: 'claude-opus-4-8', stop_reason: 'end_turn', content },
      usage: { input_tokens: 1, output_tokens: 10 },
    });
    const odd = [
      ...['user', 'assistant'].flatMap((type) => [record(type, 1, {}), record(type, 1, { message: null })]),
      ...[null, [null, null], [], 7].map((content) => record('user', 1, { message: { role: 'user', content } })),
    ];
    for (const content of ['ok', null, [null, text('ok'), null, 7], undefined]) {
      const transcript = [hi, ...odd, record('assistant', 2, { message: message(content) })];
      expect(await heldOf(lines(...transcript))).toEqual({ keys: ['m1'], issues: [] });
      expect((await session(...transcript)).rows.turns.map(({ label }) => label)).toEqual(['hi']);
    }
  });

  it('22: times that are missing, go back, lie ahead or are none give no time below zero and none of today', async () => {
    const past = at(-3600);
    const { spans, chats } = await session(
      user(10, 'hi'),
      answer(12, 'm1', [use('t1', 'Bash')]),
      answer(5, 'm2', 'back', { timestamp: past }),
      user(0, [{ type: 'tool_result', tool_use_id: 't1', content: 'ok' }], { timestamp: past }),
      answer(0, 'm3', 'no time', { timestamp: undefined }),
      answer(0, 'm4', 'no text', { timestamp: Number.NaN }),
      answer(0, 'm5', 'no date', { timestamp: 'NaN' }),
      answer(0, 'm6', 'ahead', { timestamp: '2099-01-01T00:00:00Z' }),
    );
    expect(chats.map((chat) => chat.at)).toEqual([
      ...[Date.parse(at(12)), Date.parse(past), null, null, null],
      Date.parse('2099-01-01T00:00:00Z'),
    ]);
    const times = spans.filter(({ startedAt, endedAt }) => startedAt !== null && endedAt !== null);
    expect(times.length).toBeGreaterThan(3);
    for (const { startedAt, endedAt } of times) expect(endedAt ?? 0).toBeGreaterThanOrEqual(startedAt ?? 0);
  });

  it('23: halves of a character, NUL and __proto__ are kept as text and leave as sound JSON', async () => {
    const odd = `{"type":"user","uuid":"u1","__proto__":{"isMeta":true},"message":{"content":"a\\ud800b\\u0000c"}}\n`;
    const call = { ...use('t1', 'Bash'), input: JSON.parse('{"__proto__":{"command":"x"},"command":"ls \\udc00"}') };
    const root = makeRoot({ 'p/s1.jsonl': odd + lines(answer(1, 'm1', [call])) });
    const { rows } = await treeOf(root);
    expect(rows.turns.map(({ kind }) => kind)).toEqual(['typed']);
    expect(rows.turns[0]?.label).toMatch(/^a.?b.?c$/);
    const { status, stdout } = tj(['export', '--ndjson', '--root', root], newHome());
    expect(status).toBe(0);
    const names = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).kind);
    expect(names).toEqual(['turn', 'chat', 'tool']);
    expect(stdout).not.toMatch(/\\u(?:d[89a-f]|0000)/i);
    expect('isMeta' in {}).toBe(false);
  });

  it.each([
    ['is cut', 'in place', lines(hi, first), []],
    [
      'is written anew with other words',
      'in place',
      lines(user(0, 'go'), answer(1, 'm7', 'ok'), first, second),
      ['m7'],
    ],
    ['gives way to another of the same size', 'removed', lines(hi, first, answer(2, 'm9', 'ok')), ['m9']],
  ])('24: a file that %s (%s) when it is read again counts as it is and as it was', async (_, how, now, added) => {
    const root = makeRoot({ 'p/s1.jsonl': lines(hi, first, second) });
    const path = join(root, 'projects', 'p', 's1.jsonl');
    const store = await storeOf(root);
    const keys = () => store.prepare<[], string>('SELECT key FROM responses ORDER BY key').pluck().all();
    const before = keys();
    if (how === 'removed') rmSync(path);
    writeFileSync(path, now);
    await ingestFolder(store, root);
    expect(keys()).toEqual([...before, ...added]);
    store.close();
  });

  it.skip('25: a file of 1 GB is streamed in constant memory: the bench measures it', () => undefined);
});
