import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answer, lines, results, use, user } from '../checklist/lines.ts';
import { drained, logOf, payload, sessionEnd } from '../cli/hooks.ts';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { attribute, type Receiver, receiver, run, spansIn } from './receiver.ts';

let collector: Receiver;

beforeEach(async () => {
  collector = await receiver();
});

afterEach(() => collector.close());

afterAll(() => {
  removeRoots();
  removeHomes();
});

const talk = (id: string) => lines(user(0, 'hi'), answer(1, id, 'ok'));
const history = () => makeRoot({ 'p/s1.jsonl': talk('m1'), 'p/s2.jsonl': talk('m2'), 'p/s3.jsonl': talk('m3') });

describe('nothing is sent', () => {
  test.each([
    [['usage']],
    [['context', '--json']],
    [['advise']],
    [['sessions']],
    [['index']],
    [['export', '--ndjson']],
    [['export', '--otlp', '--dry-run']],
    [['quickstart']],
  ])("by tj %j, though OpenTelemetry's variables name a collector", async (words) => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, CLAUDE_CONFIG_DIR: history() };
    expect((await run(words, newHome(), env)).status).toBe(0);
    expect(collector.requests).toEqual([]);
  });

  test('by the hook where the settings name no collector', async () => {
    const [home, env] = [newHome(), { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, CLAUDE_CONFIG_DIR: history() }];
    await sessionEnd({ home, stdin: payload('s1'), env });
    await drained(home);
    expect(collector.requests).toEqual([]);
  });

  test.each([[['--endpoint', 'http://127.0.0.1:1']], [['--content']], [['--dry-run']]])(
    'where %j has no --otlp beside it',
    (words) => {
      const { status, stderr } = tj(['export', '--ndjson', ...words], newHome());
      expect([status, stderr]).toEqual([2, `tj: ${words[0]} goes with --otlp\n`]);
    },
  );
});

test.each([['--ndjson'], ['--store'], ['--output', 'file'], ['-o', '-']])(
  '--otlp goes with no other form: %s',
  (...words) => {
    const { status, stderr } = tj(['export', '--otlp', ...words], newHome());
    const name = words[0] === '-o' ? '--output' : words[0];
    expect([status, stderr]).toEqual([2, `tj: ${name} and --otlp: one of them at a time\n`]);
  },
);

describe('a collector that the settings name', () => {
  test('is sent each session that ends, with the headers of the settings, and no other session', async () => {
    const [home, env] = [newHome(), { CLAUDE_CONFIG_DIR: history() }];
    tj(['index'], home, env);
    tj(['config', 'set', 'export_endpoint', collector.url], home);
    tj(['config', 'set', 'export_headers', 'x-key=abc%20d'], home);
    await sessionEnd({ home, stdin: payload('s2'), env });
    await drained(home);
    expect(new Set(spansIn(collector.taken).map((span) => attribute(span, 'gen_ai.conversation.id')))).toEqual(
      new Set(['s2']),
    );
    expect(collector.requests[0]?.headers).toMatchObject({ 'x-key': 'abc d' });
    expect(logOf(home)).toEqual([]);
  });

  test('that is down holds up no hook, and is sent what it missed after a later session', async () => {
    const [home, env] = [newHome(), { CLAUDE_CONFIG_DIR: history() }];
    tj(['config', 'set', 'export_endpoint', collector.url], home);
    collector.answers = () => ({ status: 503, headers: { 'retry-after': '0.01' } });
    expect(await sessionEnd({ home, stdin: payload('s1'), env })).toEqual({ status: 0, stdout: '', stderr: '' });
    await drained(home);
    expect(collector.taken).toEqual([]);
    expect(logOf(home).map((line) => line.slice(25))).toEqual([
      expect.stringMatching(/^export: http\S+: it answered 503; nothing was sent; it is sent after the next session/),
    ]);
    collector.answers = () => ({ status: 200 });
    await sessionEnd({ home, stdin: payload('s3'), env });
    await drained(home);
    expect(new Set(spansIn(collector.taken).map((span) => attribute(span, 'gen_ai.conversation.id')))).toEqual(
      new Set(['s1', 's3']),
    );
  });

  test('is sent each session that ends, also after one that it will not take', async () => {
    const [home, env] = [newHome(), { CLAUDE_CONFIG_DIR: history() }];
    tj(['config', 'set', 'export_endpoint', collector.url], home);
    collector.answers = (_, text) => ({ status: text.includes('"stringValue":"s1"') ? 400 : 200 });
    for (const id of ['s1', 's2', 's3']) {
      await sessionEnd({ home, stdin: payload(id), env });
      await drained(home);
    }
    expect(new Set(spansIn(collector.taken).map((span) => attribute(span, 'gen_ai.conversation.id')))).toEqual(
      new Set(['s2', 's3']),
    );
    expect(logOf(home).map((line) => line.slice(25))).toEqual([
      expect.stringContaining('nothing was sent'),
      expect.stringContaining('2 spans of session s1 refused'),
    ]);
  });

  test('is sent what ended without a report since the hook sends, once that is over by its times', async () => {
    const home = newHome();
    const env = { CLAUDE_CONFIG_DIR: history(), TJ_EXPORT_ENDPOINT: collector.url };
    const sent = () => new Set(spansIn(collector.taken).map((span) => attribute(span, 'gen_ai.conversation.id')));
    const catchUp = async (now: string) => {
      await sessionEnd({ home, stdin: payload('s1'), words: ['--catch-up'], env: { ...env, TJ_NOW: now } });
      await drained(home);
    };
    await catchUp('2025-12-31T00:00:00Z');
    await catchUp('2026-01-01T01:00:00Z');
    expect(sent()).toEqual(new Set(['s1']));
    await catchUp('2026-01-02T00:00:00Z');
    expect(sent()).toEqual(new Set(['s1', 's2', 's3']));
  });

  test('keeps the values of its headers to itself', () => {
    const home = newHome();
    const set = tj(['config', 'set', 'export_headers', 'authorization=Bearer%20topsecret'], home);
    const shown = [
      set,
      tj(['config'], home),
      tj(['config', '--json'], home),
      tj(['config', 'get', 'export_headers'], home),
    ];
    for (const { stdout, stderr } of shown) {
      expect(stdout).toContain('authorization=...');
      expect(stdout + stderr).not.toContain('topsecret');
    }
    const bad = tj(['config', 'set', 'export_headers', 'topsecret'], home);
    expect([bad.status, bad.stderr.includes('topsecret')]).toEqual([2, false]);
  });
});

describe('contents', () => {
  const PLANTED = [
    'zebra',
    'sk-ant-api03-0123456789abcdefghij',
    'walrus',
    'otter',
    'heron',
    'badger',
    'lynx',
    'marmot',
    'gnu',
  ];
  const root = () =>
    makeRoot({
      'p/s1.jsonl': lines(
        user(0, `zebra ${PLANTED[1]}`),
        answer(2, 'm1', [use('t1', 'Bash', { command: 'cat walrus.txt' }), { type: 'text', text: 'otter' }]),
        results(3, { t1: 'heron' }),
        answer(4, 'm2', [use('t3', 'Read', { file_path: '/w/badger.ts' })]),
        user(5, [{ type: 'tool_result', tool_use_id: 't3', is_error: true, content: 'no lynx here' }]),
        answer(6, 'm3', [use('t2', 'Agent', { subagent_type: 'Explore', description: 'marmot', prompt: 'gnu' })]),
        { type: 'custom-title', sessionId: 's1', customTitle: 'zebra crossing' },
      ),
    });

  test('and planted secrets are in no request', async () => {
    await run(['export', '--otlp', '--endpoint', collector.url, '--root', root()], newHome());
    expect(spansIn(collector.taken).length).toBe(7);
    for (const word of PLANTED) expect(collector.taken.join()).not.toContain(word);
  });

  test('with --content are labels: of prompts, answers, targets, errors and the title, with keys masked', async () => {
    await run(['export', '--otlp', '--content', '--endpoint', collector.url, '--root', root()], newHome());
    const sent = collector.taken.join();
    expect(PLANTED.filter((word) => sent.includes(word))).toEqual([
      'zebra',
      'walrus',
      'otter',
      'badger',
      'lynx',
      'marmot',
    ]);
    const [turn] = spansIn(collector.taken);
    expect(JSON.parse(String(attribute(turn ?? { attributes: [] }, 'gen_ai.input.messages')))).toEqual([
      { role: 'user', parts: [{ type: 'text', content: expect.stringMatching(/^zebra .*masked/) }] },
    ]);
  });

  test('and where it goes are nowhere in the store', async () => {
    const home = newHome();
    await run(['export', '--otlp', '--endpoint', collector.url, '--root', root()], home);
    const store = ['', '-wal'].map((end) => join(home, '.tj', `tj.db${end}`)).filter((path) => existsSync(path));
    for (const path of store) expect(readFileSync(path).includes(collector.url)).toBe(false);
  });
});
