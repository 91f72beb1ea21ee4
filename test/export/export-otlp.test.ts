import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answer, lines, results, spawn, use, user } from '../checklist/lines.ts';
import { newHome, removeHomes } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { attribute, type Receiver, receiver, run, spansIn, start, TAKEN } from './receiver.ts';

let collector: Receiver;

beforeEach(async () => {
  collector = await receiver();
});

afterEach(() => collector.close());

afterAll(() => {
  removeRoots();
  removeHomes();
});

const OTLP = ['export', '--otlp', '--endpoint'];

/** Two sessions: one with a call and an agent that calls a tool, one of a prompt and its answer. */
function twoSessions(): string {
  return makeRoot({
    'p/s1.jsonl': lines(
      user(0, 'look around'),
      answer(2, 'm1', [use('t1', 'Bash', { command: 'ls' })], { version: '2.1.60' }),
      results(3, { t1: 'a b' }),
      answer(5, 'm2', [spawn('t2', 'Explore', 'find it')]),
      results(9, { t2: 'found' }, { toolUseResult: { agentId: 'x' } }),
      answer(10, 'm3', 'done'),
    ),
    'p/s1/subagents/agent-x.jsonl': lines(user(6, 'find it'), answer(8, 'm4', 'found')),
    'p/s2.jsonl': lines(user(20, 'hi'), answer(21, 'm5', 'ok')),
  });
}

/** So many sessions of so many responses, of which each is a span. */
function manySpans(sessions: number, responses: number): string {
  const talk = (session: number) =>
    Array.from({ length: responses }, (_, i) => answer(10 + i, `m${session}-${i}`, 'ok', { uuid: `u${session}-${i}` }));
  const names = Array.from({ length: sessions }, (_, i) => i + 1);
  return makeRoot(Object.fromEntries(names.map((i) => [`p/s${i}.jsonl`, lines(user(i, 'go'), ...talk(i))])));
}

const idsIn = (texts: readonly string[]) => spansIn(texts).map(({ spanId }) => spanId);

describe('tj export --otlp', () => {
  test('sends each span once, with its trace, its parent and the names of GenAI', async () => {
    const { status, stdout, stderr } = await run([...OTLP, collector.url, '--root', twoSessions()], newHome());
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(
      /^sent 9 spans of 2 sessions to http:\/\/127\.0\.0\.1:\d+\/v1\/traces \(1 request, \d KB\)\n$/,
    );
    expect(collector.requests.map(({ path }) => path)).toEqual(['/v1/traces']);
    expect(collector.requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    });
    const spans = spansIn(collector.taken);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    expect(byId.size).toBe(9);
    expect(spans.map(({ name, parentSpanId }) => [name, byId.get(parentSpanId ?? '')?.name ?? null])).toEqual([
      ['invoke_agent main', null],
      ['chat claude-opus-4-8', 'invoke_agent main'],
      ['execute_tool Bash', 'invoke_agent main'],
      ['chat claude-opus-4-8', 'invoke_agent main'],
      ['invoke_agent Explore', 'invoke_agent main'],
      ['chat claude-opus-4-8', 'invoke_agent Explore'],
      ['chat claude-opus-4-8', 'invoke_agent main'],
      ['invoke_agent main', null],
      ['chat claude-opus-4-8', 'invoke_agent main'],
    ]);
  });

  test('is the span tree of tj session --spans: the same ids', async () => {
    const [home, root] = [newHome(), twoSessions()];
    await run([...OTLP, collector.url, '--root', root], home);
    const { stdout } = await run(['export', '--ndjson', '--root', root], home);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string | null>);
    expect(
      spansIn(collector.taken).map(({ traceId, spanId, parentSpanId }) => [traceId, spanId, parentSpanId ?? null]),
    ).toEqual(lines.map(({ trace_id, span_id, parent_span_id }) => [trace_id, span_id, parent_span_id]));
  });

  test("A5: an agent that is called as the session's own thread is sent under an id of its own", async () => {
    const root = makeRoot({
      'p/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', [spawn('t1', 'Explore', 'go')])),
      'p/s1/subagents/agent-main.jsonl': lines(user(2, 'go'), answer(3, 'x1', 'ok')),
    });
    const { stderr } = await run([...OTLP, collector.url, '--root', root], newHome());
    expect(stderr).toBe('');
    const owners = spansIn(collector.taken).map((span) => [span.name, attribute(span, 'gen_ai.agent.id')]);
    expect(owners).toEqual([
      ['invoke_agent main', 'main'],
      ['chat claude-opus-4-8', 'main'],
      ['invoke_agent Explore', 'agent-main'],
      ['chat claude-opus-4-8', 'agent-main'],
    ]);
  });

  test('a second run sends nothing, a session that went on only what is new or changed, under the same ids', async () => {
    const [home, root] = [newHome(), twoSessions()];
    const once = () => run([...OTLP, collector.url, '--root', root], home);
    await once();
    expect((await once()).stdout).toMatch(/^nothing to send to .*; 9 spans had been sent before\n$/);
    appendFileSync(join(root, 'projects/p/s2.jsonl'), lines(answer(30, 'm6', 'more')));
    expect((await once()).stdout).toMatch(/^sent 2 spans of 1 session to .*; 8 spans had been sent before\n$/);
    const [first = [], second = []] = collector.taken.map((text) => spansIn([text]));
    const turn = first.at(-2);
    expect(second.map(({ name }) => name)).toEqual(['invoke_agent main', 'chat claude-opus-4-8']);
    expect(second[0]?.spanId).toBe(turn?.spanId);
    expect(Number(attribute(second[0] ?? { attributes: [] }, 'tj.revision'))).toBeGreaterThan(
      Number(attribute(turn ?? { attributes: [] }, 'tj.revision')),
    );
  });

  test('another store sends the same spans, byte for byte', async () => {
    const root = twoSessions();
    for (const home of [newHome(), newHome()]) await run([...OTLP, collector.url, '--root', root], home);
    expect(collector.taken[1]).toBe(collector.taken[0]);
  });

  test('another collector is sent everything', async () => {
    const [home, root, other] = [newHome(), twoSessions(), await receiver()];
    for (const { url } of [collector, other]) await run([...OTLP, url, '--root', root], home);
    expect(idsIn(other.taken)).toEqual(idsIn(collector.taken));
    await other.close();
  });

  test('--dry-run says what would be sent, and sends nothing', async () => {
    const [home, root] = [newHome(), twoSessions()];
    const { stdout } = await run([...OTLP, collector.url, '--root', root, '--dry-run'], home);
    expect(stdout).toMatch(/^would send 9 spans of 2 sessions to .* \(1 request, \d+ KB before compression\)\n$/);
    expect(collector.requests).toEqual([]);
    expect((await run([...OTLP, collector.url, '--root', root], home)).stdout).toMatch(/^sent 9 spans/);
  });

  test('--since sends the sessions that have something since then, whole', async () => {
    const [root, since] = [twoSessions(), '2026-01-01T00:00:10Z'];
    const { stdout } = await run([...OTLP, collector.url, '--root', root, '--since', since, '--json'], newHome());
    expect(JSON.parse(stdout)).toMatchObject({ sessions: 2, spans: 9, complete: true, requests: 1 });
    const later = await run(
      [...OTLP, collector.url, '--root', root, '--since', '2026-01-01T00:00:15Z', '--json'],
      newHome(),
    );
    expect(JSON.parse(later.stdout)).toMatchObject({
      sessions: 1,
      spans: 2,
      content: false,
      dry_run: false,
      warning: null,
    });
  });
});

describe('a collector that does not take all at once', () => {
  test('batches have at most 2,000 spans, and at most 4 of them are under way', async () => {
    let [underWay, most] = [0, 0];
    collector.answers = () => {
      most = Math.max(most, ++underWay);
      setTimeout(() => underWay--, 60);
      return { ...TAKEN, afterMs: 60 };
    };
    await run([...OTLP, collector.url, '--root', manySpans(6, 2000)], newHome());
    const sizes = collector.taken.map((text) => spansIn([text]).length);
    expect(sizes.toSorted((a, b) => b - a)).toEqual([2000, 2000, 2000, 2000, 2000, 2000, 6]);
    expect(Math.max(...collector.taken.map((text) => text.length))).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(most).toBeLessThanOrEqual(4);
  });

  test('killed half-way and started again, all spans are there', async () => {
    const [home, root] = [newHome(), manySpans(5, 2000)];
    await run(['index', '--root', root], home);
    collector.answers = () => ({ ...TAKEN, afterMs: collector.requests.length < 3 ? 0 : 60_000 });
    const first = start([...OTLP, collector.url, '--root', root], home);
    while (collector.requests.length < 5) await new Promise((resolve) => setTimeout(resolve, 20));
    first.kill();
    await first.ended;
    const taken = collector.taken.slice(0, 2);
    collector.answers = () => TAKEN;
    const from = collector.taken.length;
    const { stdout } = await run([...OTLP, collector.url, '--root', root], home);
    expect(stdout).toMatch(/^sent 6,005 spans of [45] sessions to .*; 4,000 spans had been sent before\n$/);
    const ids = idsIn([...taken, ...collector.taken.slice(from)]);
    expect([ids.length, new Set(ids).size]).toEqual([10_005, 10_005]);
  });

  test('down for one of three batches, all spans are there after the next run', async () => {
    const [home, root] = [newHome(), manySpans(3, 1800)];
    // The second of three, in whatever order they come.
    const isSecond = (text: string) => text.includes('"s2"') && text.includes('"s3"');
    collector.answers = (_, text) =>
      isSecond(text) ? { status: 503, headers: { 'retry-after': '0.01' }, body: 'busy' } : TAKEN;
    const { status, stderr } = await run([...OTLP, collector.url, '--root', root], home);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^tj: http:.*: it answered 503: busy; 3,403 spans sent, 2,000 spans not sent; once that is mended, the same command sends it\n$/,
    );
    expect(collector.requests.filter(({ text }) => isSecond(text))).toHaveLength(5);
    collector.answers = () => TAKEN;
    await run([...OTLP, collector.url, '--root', root], home);
    const ids = idsIn(collector.taken);
    expect([ids.length, new Set(ids).size]).toEqual([5403, 5403]);
  });

  test.each([429, 502, 503, 504])('%i is tried again, after as long as it says', async (status) => {
    collector.answers = (request) => (request === 1 ? { status, headers: { 'retry-after': '0.2' } } : TAKEN);
    const begun = performance.now();
    expect((await run([...OTLP, collector.url, '--root', twoSessions()], newHome())).status).toBe(0);
    expect(performance.now() - begun).toBeGreaterThan(200);
    expect(collector.requests).toHaveLength(2);
  });

  test('400 is final and told with its reason', async () => {
    collector.answers = () => ({ status: 400, body: '{"code":3,"message":"span \\u001b[2Jhas no name"}' });
    const run1 = await run([...OTLP, collector.url, '--root', twoSessions(), '--json'], newHome());
    expect(run1.status).toBe(1);
    expect(JSON.parse(run1.stdout)).toMatchObject({
      ...{ complete: false, spans: 0, unsent: 9, trouble: 'it answered 400: span has no name' },
      error: { code: 'not-sent' },
    });
    expect(collector.requests.map(({ text }) => spansIn([text]).length)).toEqual([9, 7, 2]);
  });

  test('what holds for whatever is sent ends the run at once', async () => {
    collector.answers = () => ({ status: 401, body: 'who are you?' });
    const { status, stderr } = await run([...OTLP, collector.url, '--root', manySpans(6, 2000)], newHome());
    expect(status).toBe(1);
    expect(stderr).toContain('it answered 401: who are you?; nothing was sent');
    expect(collector.requests.length).toBeLessThanOrEqual(4);
  });

  test('spans that a collector took out of a request are told, and not sent again', async () => {
    const [home, root] = [newHome(), twoSessions()];
    collector.answers = () => ({
      status: 200,
      body: '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}',
    });
    const { status, stdout } = await run([...OTLP, collector.url, '--root', root], home);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^sent 9 spans .*\nthe collector took 2 spans of them out again: too old\n$/);
    expect((await run([...OTLP, collector.url, '--root', root], home)).stdout).toMatch(/^nothing to send/);
  });

  test('a word of the collector beside spans that it took is shown as what it says', async () => {
    collector.answers = () => ({ status: 200, body: '{"partialSuccess":{"errorMessage":"old version"}}' });
    const { stdout } = await run([...OTLP, collector.url, '--root', twoSessions()], newHome());
    expect(stdout).toMatch(/^sent 9 spans .*\nthe collector says: old version\n$/);
  });

  test('a web page that is answered with 200 has taken nothing', async () => {
    const [home, root] = [newHome(), twoSessions()];
    collector.answers = () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<p>Log in' });
    const { status, stderr } = await run([...OTLP, collector.url, '--root', root], home);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining('it answered 200 with a web page: it is no collector'),
    ]);
    collector.answers = () => TAKEN;
    expect((await run([...OTLP, collector.url, '--root', root], home)).stdout).toMatch(/^sent 9 spans/);
  });

  test('where nobody listens it says so, in one line', async () => {
    const { url } = collector;
    await collector.close();
    const { status, stderr } = await run([...OTLP, url, '--root', twoSessions()], newHome());
    expect(status).toBe(1);
    expect(stderr).toMatch(/^tj: http.*: nobody listens there; nothing was sent; once that is mended, .*\n$/);
    collector = await receiver();
  });
});

describe('a session that the collector will not take', () => {
  const BAD = { status: 400, body: '{"message":"no"}' };
  const inSession = (id: string) => (text: string) => text.includes(`"stringValue":"${id}"`);
  const without = (id: string) => (_: number, text: string) => (inSession(id)(text) ? BAD : TAKEN);

  test('holds up no other, and is named', async () => {
    collector.answers = without('s7');
    const { status, stderr } = await run([...OTLP, collector.url, '--root', manySpans(40, 60)], newHome());
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /: it answered 400: no; 2,379 spans sent, 61 spans of session s7 refused; what was refused /,
    );
    const ids = idsIn(collector.taken);
    expect([ids.length, new Set(ids).size]).toEqual([39 * 61, 39 * 61]);
  });

  test('is not sent again before it changes, and then whole; --again sends it at once', async () => {
    const [home, root] = [newHome(), twoSessions()];
    const once = (...words: string[]) => run([...OTLP, collector.url, '--root', root, ...words], home);
    const bad = () => collector.requests.filter(({ text }) => inSession('s2')(text)).length;
    collector.answers = without('s2');
    expect(JSON.parse((await once('--json')).stdout)).toMatchObject({
      ...{ spans: 7, unsent: 2, complete: false },
      refused: [{ session_id: 's2', spans: 2, reason: 'it answered 400: no' }],
    });
    const before = bad();
    const { status, stdout } = await once();
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(
        /^nothing to send .*; 7 spans had been sent before; 2 spans had been refused before: --again/,
      ),
    ]);
    expect(bad()).toBe(before);
    expect((await run(['doctor', '--root', root], home)).stdout).toContain('a collector refused 1 session');
    expect((await once('--again', '--session', 's2')).status).toBe(1);
    expect(bad()).toBe(before + 1);
    appendFileSync(join(root, 'projects/p/s2.jsonl'), lines(answer(30, 'm6', 'more')));
    collector.answers = () => TAKEN;
    expect((await once()).stdout).toMatch(/^sent 3 spans of 1 session to .*; 7 spans had been sent before\n$/);
    expect((await run(['doctor', '--root', root], home)).stdout).not.toContain('a collector refused');
  });

  test('is sent again where the collector took nothing else, which says nothing of the session', async () => {
    const [home, root] = [newHome(), twoSessions()];
    collector.answers = () => BAD;
    await run([...OTLP, collector.url, '--root', root], home);
    collector.answers = () => TAKEN;
    expect((await run([...OTLP, collector.url, '--root', root], home)).stdout).toMatch(/^sent 9 spans/);
  });

  test('is tried with others only so often where none is taken', async () => {
    collector.answers = () => BAD;
    await run([...OTLP, collector.url, '--root', manySpans(200, 2)], newHome());
    expect(collector.requests).toHaveLength(20);
  });

  test('what is too large is divided within a session', async () => {
    collector.answers = (_, text) => (text.length > 300_000 ? { status: 413 } : TAKEN);
    expect((await run([...OTLP, collector.url, '--root', manySpans(1, 1500)], newHome())).status).toBe(0);
    expect(new Set(idsIn(collector.taken)).size).toBe(1501);
  });
});

test('--again sends what was sent before once more, under the same ids, as a newer version', async () => {
  const [home, root] = [newHome(), twoSessions()];
  const once = (...words: string[]) => run([...OTLP, collector.url, '--root', root, ...words], home);
  await once();
  expect((await once('--again')).stdout).toMatch(/^sent 9 spans of 2 sessions to [^;]*\n$/);
  const [first = [], second = []] = collector.taken.map((text) => spansIn([text]));
  expect(second.map(({ spanId }) => spanId)).toEqual(first.map(({ spanId }) => spanId));
  const revisions = [first, second].map(([span]) => Number(attribute(span ?? { attributes: [] }, 'tj.revision')));
  expect(revisions[1]).toBeGreaterThan(revisions[0] ?? 0);
  expect((await once()).stdout).toMatch(/^nothing to send/);
});
