import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { IngestOutcome } from '../../src/ingest/ingest.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { FIXTURES, growTo, HISTORIES, makeRoot, removeRoots, transcriptFolders } from '../corpus.ts';
import { dumpOf, ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

/** Where lines say something of others, of a whole file, or only when something was. */
const ODD = [
  '2.1.150/forked-from-a-deleted-session',
  '2.1.200/unknown-types',
  '2.1.332/request-log',
  '2.1.45/other-progress',
].map((name) => join(FIXTURES, name));

/** Small real ones, where they are there. */
const SMALL = transcriptFolders().filter((folder) => /kimuson|moredip/.test(folder));

/** The main transcript that most tests change. */
const PLACE = 'projects/p/s.jsonl';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const text = (record: object) => `${JSON.stringify({ sessionId: 's', cwd: '/w', ...record })}\n`;

function prompt(second: number, words: string): string {
  return text({ type: 'user', uuid: `u${second}`, timestamp: at(second), message: { role: 'user', content: words } });
}

function answer(second: number, id: string, output: number, content: readonly object[] = []): string {
  const usage = { input_tokens: 1, output_tokens: output };
  const message = { id, model: 'claude-opus-5', stop_reason: 'end_turn', content, usage };
  return text({ type: 'assistant', uuid: `a${second}`, timestamp: at(second), message });
}

/** Two prompts with an answer each, the second in two records with a call and its result. */
const LINES = [
  prompt(1, 'first'),
  answer(2, 'm1', 5),
  prompt(3, 'second'),
  answer(4, 'm2', 6, [{ type: 'text', text: 'I look.' }]),
  answer(5, 'm2', 6, [{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } }]),
  text({
    type: 'user',
    uuid: 'r6',
    timestamp: at(6),
    message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'a' }] },
  }),
  answer(7, 'm3', 7),
];

/** A root with one session, and a store that has read it. */
async function known(files: Readonly<Record<string, string>> = { 'p/s.jsonl': LINES.join('') }) {
  const root = makeRoot(files);
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, root);
  return { root, store, before: dumpOf(store) };
}

/** Writes a file anew, and reads; `at` sets its time, so that no reading takes it for the one before. */
async function rewrite(store: Store, root: string, words: string | Buffer, place = PLACE): Promise<IngestOutcome> {
  const path = join(root, place);
  writeFileSync(path, words);
  touch(path);
  return await ingestFolder(store, root);
}

function transcriptsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.jsonl'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

let touches = 0;

function touch(path: string): void {
  const { mtimeMs } = statSync(path);
  touches += 5;
  utimesSync(path, mtimeMs / 1000 + touches, mtimeMs / 1000 + touches);
}

/** All rows but issues, which tell of the file as it is. */
function rows({ issues: _, ...dump }: Record<string, unknown[]>): Record<string, unknown[]> {
  return dump;
}

function goneIn(store: Store): unknown[] {
  return store.prepare('SELECT after_line, why, responses, record_count FROM gone_records ORDER BY 1').raw().all();
}

describe('once seen, kept', () => {
  it('a transcript that lost lines in its middle has the rows that it had', async () => {
    const { root, store, before } = await known();
    const { vanished } = await rewrite(store, root, [...LINES.slice(0, 2), LINES[6]].join(''));
    expect(rows(dumpOf(store))).toEqual(rows(before));
    expect(vanished).toMatchObject([{ sessionId: 's', why: 'cut', responses: 1, records: 4 }]);
    expect(goneIn(store)).toEqual([[2, 'cut', 1, 4]]);
  });

  it('a transcript cut in the middle of a line and of a response has the rows that it had', async () => {
    const { root, store, before } = await known();
    const { vanished } = await rewrite(store, root, LINES.join('').slice(0, LINES.slice(0, 4).join('').length + 30));
    expect(rows(dumpOf(store))).toEqual(rows(before));
    expect(vanished).toMatchObject([{ why: 'cut', responses: 1, records: 3 }]);
  });

  it.each([
    ['emptied', 3, ''],
    ['zeroed', 3, Buffer.alloc(LINES.join('').length)],
    ['zeroed', 2, Buffer.concat([Buffer.from(LINES.slice(0, 2).join('')), Buffer.alloc(4096)])],
  ])(
    'a transcript that was %s has the rows that it had, and is reported as that: %i responses',
    async (why, responses, content) => {
      const { root, store, before } = await known();
      const { vanished } = await rewrite(store, root, content);
      expect(rows(dumpOf(store))).toEqual(rows(before));
      expect(vanished).toMatchObject([{ why, responses }]);
    },
  );

  it('what is new in a rewritten transcript is added, what is corrected counts as corrected', async () => {
    const { root, store } = await known({ 'p/s.jsonl': [answer(1, 'm1', 5), answer(2, 'm2', 9)].join('') });
    await rewrite(store, root, [answer(2, 'm2', 6), answer(3, 'm3', 7)].join(''));
    expect(dumpOf(store).responses).toMatchObject([
      { key: 'm1', output_tokens: 5 },
      { key: 'm2', output_tokens: 6 },
      { key: 'm3', output_tokens: 7 },
    ]);
  });

  it('several rewrites in a row lose nothing', async () => {
    const { root, store } = await known({ 'p/s.jsonl': answer(1, 'm1', 5) });
    for (const second of [2, 3, 4]) await rewrite(store, root, answer(second, `m${second}`, second));
    expect(dumpOf(store).responses).toMatchObject(['m1', 'm2', 'm3', 'm4'].map((key) => ({ key })));
    expect(dumpOf(store).sessions).toMatchObject([{ started_at: Date.parse(at(1)), ended_at: Date.parse(at(4)) }]);
  });

  it('the content of another session in its place comes beside what it had', async () => {
    const { root, store } = await known({ 'p/s.jsonl': answer(1, 'm1', 5) });
    await rewrite(store, root, answer(2, 'm2', 6).replace('"s"', '"t"'));
    expect(dumpOf(store).responses).toMatchObject([
      { key: 'm1', session_id: 's' },
      { key: 'm2', session_id: 's' },
    ]);
  });

  it('what comes back into the transcript is gone no longer', async () => {
    const { root, store, before } = await known();
    await rewrite(store, root, '');
    await rewrite(store, root, LINES.join(''));
    expect(goneIn(store)).toEqual([]);
    expect(dumpOf(store)).toEqual(before);
  });

  it('what comes back bit by bit is gone no longer', async () => {
    const { root, store, before } = await known();
    await rewrite(store, root, LINES.slice(0, 2).join(''));
    await rewrite(store, root, LINES.slice(0, 5).join(''));
    expect(goneIn(store)).toMatchObject([[5, 'cut', 1, 2]]);
    await rewrite(store, root, LINES.join(''));
    expect(goneIn(store)).toEqual([]);
    expect(dumpOf(store)).toEqual(before);
  });

  it('a transcript that grows after it was rewritten is read on, and what is gone stays before that', async () => {
    const { root, store } = await known();
    await rewrite(store, root, LINES.slice(0, 3).join(''));
    await rewrite(store, root, [...LINES.slice(0, 3), prompt(8, 'third'), answer(9, 'm4', 8)].join(''));
    const whole = await known({ 'p/s.jsonl': [...LINES, prompt(8, 'third'), answer(9, 'm4', 8)].join('') });
    expect(rows(dumpOf(store))).toEqual(rows(whole.before));
  });

  it('a whole last line without its newline, replaced by another one, is kept', async () => {
    const { root, store } = await known({ 'p/s.jsonl': answer(1, 'm1', 5) + answer(2, 'm2', 6).trimEnd() });
    await rewrite(store, root, answer(1, 'm1', 5) + answer(3, 'm3', 6) + answer(4, 'm4', 6));
    expect(dumpOf(store).responses).toMatchObject(['m1', 'm2', 'm3', 'm4'].map((key) => ({ key })));
  });

  it('a rewrite with equal records keeps nothing twice', async () => {
    const { root, store, before } = await known();
    const { vanished } = await rewrite(store, root, LINES.map((line) => line.replace('{', '{ ')).join(''));
    expect(vanished).toEqual([]);
    expect(goneIn(store)).toEqual([]);
    expect(dumpOf(store)).toEqual(before);
    expect(store.prepare('SELECT count(*) FROM journal').pluck().get()).toBe(1);
  });

  it('a rewrite in another order loses nothing', async () => {
    const { root, store } = await known();
    expect(await rewrite(store, root, LINES.toReversed().join(''))).toMatchObject({ vanished: [] });
  });

  it('what vanished from between records of another branch leaves these on theirs', async () => {
    const onBranch = (branch: string, line: string) => line.replace('{', `{"gitBranch":"${branch}",`);
    const lines = LINES.map((line, i) => onBranch(i === 3 || i === 4 ? 'feature' : 'main', line));
    const { root, store, before } = await known({ 'p/s.jsonl': lines.join('') });
    await rewrite(store, root, lines.toSpliced(3, 2).join(''));
    expect(dumpOf(store).responses).toMatchObject(['main', 'feature', 'main'].map((branch) => ({ branch })));
    expect(rows(dumpOf(store))).toEqual(rows(before));
  });

  it('what is new in place of what vanished stands among it by time', async () => {
    const { root, store } = await known({ 'p/s.jsonl': [prompt(1, 'first'), answer(5, 'm1', 5)].join('') });
    await rewrite(store, root, [prompt(1, 'first'), prompt(3, 'between'), prompt(7, 'last')].join(''));
    expect(dumpOf(store).turns).toMatchObject([
      { label: 'first', responses: 0 },
      { label: 'between', responses: 1 },
      { label: 'last', responses: 0 },
    ]);
  });

  it('what is missed is reported once', async () => {
    const { root, store } = await known();
    await rewrite(store, root, LINES.slice(0, 3).join(''));
    expect(await rewrite(store, root, LINES.slice(0, 2).join(''))).toMatchObject({ vanished: [{ records: 1 }] });
    expect((await ingestFolder(store, root)).vanished).toEqual([]);
  });

  it('reading all anew, for another parser too, removes nothing', async () => {
    const { root, store, before } = await known();
    await rewrite(store, root, LINES.slice(0, 3).join(''));
    expect((await ingestFolder(store, root, undefined, { reindex: true })).vanished).toEqual([]);
    expect(rows(dumpOf(store))).toEqual(rows(before));
    store.exec('UPDATE files SET parser_version = 0');
    expect((await ingestFolder(store, root)).vanished).toEqual([]);
    expect(rows(dumpOf(store))).toEqual(rows(before));
  });

  it('what another parser made of a transcript is replaced where that is as it was', async () => {
    const { root, store, before } = await known();
    const journal = store.prepare<[], Buffer>('SELECT records FROM journal').pluck().get() ?? Buffer.alloc(0);
    const another = inflateSync(journal).toString().replaceAll('"first"', '"f"');
    store.prepare('UPDATE journal SET records = ?').run(deflateSync(another));
    store.exec('UPDATE files SET parser_version = 0');
    await ingestFolder(store, root);
    expect(goneIn(store)).toEqual([]);
    expect(dumpOf(store)).toEqual(before);
  });

  it('a folder in place of the transcript takes nothing with it', async () => {
    const { root, store, before } = await known();
    rmSync(join(root, PLACE));
    mkdirSync(join(root, PLACE));
    await ingestFolder(store, root);
    expect(dumpOf(store)).toEqual(before);
  });

  it("an agent's transcript and its metadata keep what they said", async () => {
    const agent = answer(6, 'm9', 5).replace('{', '{"isSidechain":true,"agentId":"x",');
    const meta = JSON.stringify({ agentType: 'Explore', description: 'look', toolUseId: 't1' });
    const place = 'p/s/subagents/agent-x';
    const files = { 'p/s.jsonl': LINES.join(''), [`${place}.jsonl`]: agent, [`${place}.meta.json`]: meta };
    const { root, store, before } = await known(files);
    await rewrite(store, root, '', `projects/${place}.jsonl`);
    await rewrite(store, root, '{"agentTy', `projects/${place}.meta.json`);
    expect(rows(dumpOf(store))).toEqual(rows(before));
    await rewrite(store, root, meta.replace('Explore', 'Plan'), `projects/${place}.meta.json`);
    expect(dumpOf(store).agents).toMatchObject([{ agent_id: 'x', agent_type: 'Plan' }]);
  });

  it('an agent beside the sessions that now is of another one leaves its first session what it had', async () => {
    const { root, store } = await known({ 'p/agent-x.jsonl': answer(1, 'm1', 5) });
    await rewrite(store, root, answer(2, 'm2', 5).replace('"s"', '"t"'), 'projects/p/agent-x.jsonl');
    expect(dumpOf(store).responses).toMatchObject([
      { key: 'm1', session_id: 's', agent_id: 'x' },
      { key: 'm2', session_id: 't', agent_id: 'x' },
    ]);
    await rewrite(store, root, answer(1, 'm1', 5) + answer(2, 'm2', 5), 'projects/p/agent-x.jsonl');
    expect(dumpOf(store).sessions).toMatchObject([{ session_id: 's' }]);
    await rewrite(store, root, '', 'projects/p/agent-x.jsonl');
    expect(dumpOf(store).sessions).toMatchObject([{ session_id: 's' }]);
  });
});

describe.each(HISTORIES)('%s', (folder) => {
  const files = transcriptsBelow(folder).map((path) => relative(folder, path));

  it('cut anywhere, then put back, it has the rows that it had', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (which, cut) => {
        const root = makeRoot({});
        cpSync(folder, root, { recursive: true });
        const store = openStore(IN_MEMORY);
        await ingestFolder(store, root);
        const before = dumpOf(store);
        const place = files[which % files.length] ?? '';
        const path = join(root, place);
        truncateSync(path, cut % statSync(path).size);
        await ingestFolder(store, root);
        expect(rows(dumpOf(store))).toEqual(rows(before));
        cpSync(join(folder, place), path);
        touch(path);
        await ingestFolder(store, root);
        expect(goneIn(store)).toEqual([]);
        expect(dumpOf(store)).toEqual(before);
        store.close();
      }),
      { numRuns: 10 },
    );
  });
});

describe.each([...HISTORIES, ...ODD])('%s', (folder) => {
  it('without any of its lines it has the rows that it had', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.boolean()), async (stays) => {
        const root = makeRoot({});
        cpSync(folder, root, { recursive: true });
        const store = openStore(IN_MEMORY);
        await ingestFolder(store, root);
        const before = dumpOf(store);
        for (let times = 0; times < 2; times++) {
          for (const path of transcriptsBelow(root)) {
            const lines = readFileSync(path, 'utf8').split('\n');
            writeFileSync(path, lines.filter(() => stays.next().value).join('\n'));
            touch(path);
          }
          await ingestFolder(store, root);
          expect(rows(dumpOf(store))).toEqual(rows(before));
        }
        store.close();
      }),
      { numRuns: 6 },
    );
  });
});

describe.each([...HISTORIES, ...SMALL])('%s', (folder) => {
  it('read in parts and then anew as a whole, nothing is missed', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), fc.nat(), async (cuts, seed) => {
        const [root, store] = [makeRoot({}), openStore(IN_MEMORY)];
        for (const [step, cut] of [...cuts, Number.NaN].entries()) {
          growTo(folder, root, cut, seed + step);
          await ingestFolder(store, root);
        }
        const before = dumpOf(store);
        expect(await ingestFolder(store, root, undefined, { reindex: true })).toMatchObject({ vanished: [] });
        expect(goneIn(store)).toEqual([]);
        expect(dumpOf(store)).toEqual(before);
        store.close();
      }),
      { numRuns: SMALL.includes(folder) ? 2 : 8 },
    );
  });
});

describe('any sequence of growths, cuts and rewrites', () => {
  /** What a transcript may hold at some moment: numbers of responses, in any order, and perhaps a part of a line. */
  const content = fc.record({
    ids: fc.uniqueArray(fc.nat(15), { maxLength: 10 }),
    torn: fc.nat(40),
    folder: fc.boolean(),
  });
  const line = (id: number) => answer(id, `m${id}`, 100 + id);

  it('leaves the totals of all responses that were ever read', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 8 }), async (moments) => {
        const [root, store, seen] = [makeRoot({}), openStore(IN_MEMORY), new Set<number>()];
        const path = join(root, PLACE);
        mkdirSync(dirname(path), { recursive: true });
        for (const { ids, torn, folder } of moments) {
          rmSync(path, { recursive: true, force: true });
          if (folder) mkdirSync(path);
          else {
            writeFileSync(path, ids.map(line).join('') + line(20).slice(0, torn));
            touch(path);
            for (const id of ids) seen.add(id);
          }
          await ingestFolder(store, root, undefined, { reindex: torn % 5 === 0 });
          expect(totals(store)).toEqual({ n: seen.size, output: [...seen].reduce((sum, id) => sum + 100 + id, 0) });
        }
        store.close();
      }),
      { numRuns: 80 },
    );
  });

  function totals(store: Store): unknown {
    return store.prepare('SELECT count(*) AS n, coalesce(sum(output_tokens), 0) AS output FROM responses').get();
  }
});
