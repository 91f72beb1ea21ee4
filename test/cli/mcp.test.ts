import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer, prompt, smallHistory } from './history.ts';
import { McpClient } from './mcp-client.ts';
import { newHome, removeHomes, tj } from './tj.ts';

const NAMES = ['usage', 'advise', 'context', 'quota_audit', 'sessions', 'session', 'runs'];

let home: string;
let root: string;
let client: McpClient;
beforeAll(async () => {
  root = smallHistory();
  home = newHome();
  client = new McpClient(home, ['--root', root]);
  await client.initialize();
});
afterAll(async () => {
  client.server.stdin?.end();
  await client.ended();
  removeHomes();
  removeRoots();
});

/** Processes of this home's tj, by what they were started with. */
function processesOf(db: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      return words.some((word) => word.includes(db)) ? [words.join(' ')] : [];
    } catch {
      return []; // It ended just now.
    }
  });
}

/** More sessions than there is room for in an answer. */
function manySessions(): string {
  const files = Array.from({ length: 60 }, (_, i) => [
    `-w-app/aaaaaaaa-0000-4000-8000-0000000000${i + 10}.jsonl`,
    [
      prompt('2026-03-04T10:00:00Z', '/w/app', `Do part ${i}`),
      answer('2026-03-04T10:01:00Z', '/w/app', `msg_${i}`, 'claude-opus-4-6', [10, 100, 20_000, 5_000]),
    ].join('\n'),
  ]);
  return makeRoot(Object.fromEntries(files));
}

/** A transcript that takes a while to read. */
function largeHistory(): string {
  const lines = [prompt('2026-03-04T10:00:00Z', '/w/app', 'Go on')];
  for (let i = 0; i < 60_000; i++)
    lines.push(answer('2026-03-04T10:01:00Z', '/w/app', `msg_${i}`, 'claude-opus-4-6', [10, 100, 20_000, 5_000]));
  return makeRoot({ '-w-app/aaaaaaaa-0000-4000-8000-000000000000.jsonl': lines.join('\n') });
}

describe('tj mcp', () => {
  it('lists the questions that it answers, none of which changes anything', async () => {
    const { result } = await client.request('tools/list', {});
    expect(result?.tools.map(({ name }) => name)).toEqual(NAMES);
    for (const { annotations } of result?.tools ?? []) expect(annotations).toMatchObject({ readOnlyHint: true });
  });

  it('what a prompt holds of it stays below 600 tokens of four characters', async () => {
    const other = new McpClient(home);
    const { instructions } = await other.initialize();
    const { result } = await other.request('tools/list', {});
    other.server.stdin?.end();
    const schemas = result?.tools.map(({ annotations: _, ...schema }) => ({
      ...schema,
      name: `mcp__tj__${schema.name}`,
    }));
    expect(JSON.stringify(schemas).length + instructions.length).toBeLessThan(4 * 600);
  });

  it.each<[string, object, string[]]>([
    ['usage', { by: 'day,model', since: 'all' }, ['usage', '--by', 'day,model', '--since', 'all']],
    ['usage', {}, ['usage', '--since', '30d']],
    ['usage', { until: '2026-03-04', project: 'app' }, ['usage', '--until', '2026-03-04', '--project', 'app']],
    ['sessions', {}, ['sessions', '--since', '30d']],
    ['advise', { model: 'opus' }, ['advise', '--model', 'opus']],
    ['context', { by: 'tool', since: '7d' }, ['context', '--by', 'tool', '--since', '7d']],
    ['quota_audit', {}, ['quota-audit']],
    ['session', {}, ['session', '--last']],
    ['runs', {}, ['runs', '--since', '30d']],
  ])('%s %j answers with the document of tj %j', async (name, given, words) => {
    const { stdout } = tj([...words, '--json', '--root', root], home);
    expect(await client.document(name, given)).toEqual(JSON.parse(stdout));
  });

  it('looks into a session by the beginning of its id', async () => {
    const { sessions } = await client.document('sessions', { since: 'all' });
    const ids: string[] = sessions.map(({ session_id: id }: { session_id: string }) => id);
    const [first, others] = [ids[0] ?? '', ids.slice(1)];
    const length = Array.from(first).findIndex((_, at) => !others.some((id) => id.startsWith(first.slice(0, at + 1))));
    const { session } = await client.document('session', { id: first.slice(0, length + 1) });
    expect(session.session_id).toBe(first);
  });

  it('says where the code of a folder starts sessions, and what to add', async () => {
    const folder = newHome();
    writeFileSync(join(folder, 'nightly.sh'), '#!/bin/sh\nclaude -p "go on"\n');
    const { launches, instrument } = await client.document('runs', { map: folder });
    expect(launches).toMatchObject([{ path: 'nightly.sh', line: 2, kind: 'cli', language: 'sh' }]);
    expect(instrument).toContain('export TJ_RUN_ID=');
  });

  it('answers with no more than 16 KB, says what is left out, and leaves the totals whole', async () => {
    const other = new McpClient(newHome(), ['--root', manySessions()]);
    await other.initialize();
    const { text } = await other.call('sessions', { since: 'all' });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16 * 1024);
    const { cut, sessions, provenance } = JSON.parse(text);
    expect(cut.lists).toEqual([{ list: 'sessions', shown: sessions.length, of: 60 }]);
    expect(cut.narrow).toContain('shorter window');
    expect(provenance.sessions).toBe(60);
    other.server.stdin?.end();
    await other.ended();
  });

  it.each<[string, object, string]>([
    ['usage', { by: 'nothing' }, 'by nothing: expected one or two of hour, day'],
    ['usage', { since: 'yesterday-ish' }, 'since yesterday-ish: expected a span (24h, 7d, 2w)'],
    ['usage', { sinse: '7d' }, 'no argument sinse: expected by, since, until, project, model'],
    ['usage', { since: 7 }, 'since: expected a text'],
    ['usage', { since: ['7d'] }, 'since: expected a text'],
    ['usage', { since: '--db=/elsewhere' }, 'since --db=/elsewhere: expected a span'],
    ['usage', { root: '/' }, 'no argument root: expected'],
    ['session', { id: '--all' }, "no session begins with '--all'"],
    ['session', { id: '0-nobody' }, "no session begins with '0-nobody': 'tj sessions --all' lists them"],
    ['runs', { id: 'none' }, "no run begins with 'none': 'tj runs' lists them"],
    ['runs', { map: '/', id: 'a' }, 'map: it goes with no other argument, not with id'],
    ['runs', { map: '/nowhere' }, 'map /nowhere: it is no folder'],
    ['nothing', {}, 'Tool nothing not found'],
  ])('what is wrong with %s %j is one line', async (name, given, message) => {
    const { text, isError } = await client.call(name, given);
    expect({ isError, lines: text.split('\n').length }).toEqual({ isError: true, lines: 1 });
    expect(text).toContain(message);
  });

  it('a store that is damaged is one line, and the next question is answered anew', async () => {
    writeFileSync(join(home, 'db'), `SQLite format 3\0${'x'.repeat(5000)}`);
    const other = new McpClient(home, ['--root', root, '--db', join(home, 'db')]);
    await other.initialize();
    const { text, isError } = await other.call('usage');
    expect({ isError, lines: text.split('\n').length }).toEqual({ isError: true, lines: 1 });
    expect((await other.call('nothing')).text).toContain('not found');
    other.server.stdin?.end();
    expect(await other.ended()).toEqual({ code: 0, signal: null });
  });

  it('without any transcript it says where it looked', async () => {
    const other = new McpClient(newHome());
    await other.initialize();
    const { totals, provenance } = await other.document('usage');
    expect(totals.responses).toBe(0);
    expect(provenance.looked_in[0].folder).toContain('.claude');
    other.server.stdin?.end();
    await other.ended();
  });

  it('writes nothing but JSON-RPC, whatever comes in, and nothing below the roots', async () => {
    const stamps = () =>
      readdirSync(root, { recursive: true }).map((path) => statSync(join(root, String(path))).mtimeMs);
    const before = stamps();
    for (const line of ['', 'no JSON', '[]', '{"jsonrpc":"2.0"}', '{"jsonrpc":"2.0","id":99,"method":"none"}'])
      client.send(line);
    await Promise.all(['usage', 'advise', 'context'].map((name) => client.document(name)));
    for (const line of client.lines) expect(JSON.parse(line)).toMatchObject({ jsonrpc: '2.0' });
    expect(client.stderr).toBe('');
    expect(stamps()).toEqual(before);
  });

  it('what was asked before standard input was closed is answered, then it ends', async () => {
    const other = new McpClient(home, ['--root', root]);
    await other.initialize();
    const answers = Promise.all(['usage', 'sessions', 'nothing'].map((name) => other.call(name)));
    other.server.stdin?.end();
    expect((await answers).map(({ isError }) => isError)).toEqual([false, false, true]);
    expect(await other.ended()).toEqual({ code: 0, signal: null });
  });

  it('what was asked by a client that hears no more is not answered to its end', async () => {
    const other = new McpClient(home, ['--root', root]);
    await other.initialize();
    for (const name of ['usage', 'sessions']) void other.call(name);
    other.server.stdout?.destroy();
    other.server.stdin?.end();
    expect(await other.ended()).toEqual({ code: 0, signal: null });
  });

  it.skipIf(process.platform !== 'linux').each<[string, (server: McpClient) => void, object]>([
    ['SIGTERM', ({ server }) => server.kill('SIGTERM'), { code: null, signal: 'SIGTERM' }],
    ['SIGINT', ({ server }) => server.kill('SIGINT'), { code: null, signal: 'SIGINT' }],
  ])('%s ends it in the middle of an answer, and whoever makes the answer', async (_, end, how) => {
    const db = join(home, 'busy.db');
    const busy = new McpClient(home, ['--root', largeHistory(), '--db', db]);
    await busy.initialize();
    void busy.call('context', { since: 'all' });
    await expect.poll(() => processesOf(db).length, { timeout: 10_000 }).toBe(2);
    end(busy);
    expect(await busy.ended()).toEqual(how);
    await expect.poll(() => processesOf(db), { timeout: 10_000 }).toEqual([]);
    expect(busy.lines).toHaveLength(1);
  });

  it.skipIf(process.platform !== 'linux')('a question that is cancelled is given up', async () => {
    const db = join(home, 'cancelled.db');
    const busy = new McpClient(home, ['--root', largeHistory(), '--db', db]);
    await busy.initialize();
    void busy.call('context', { since: 'all' });
    await expect.poll(() => processesOf(db).length, { timeout: 10_000 }).toBe(2);
    busy.send(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } }));
    await expect.poll(() => processesOf(db).length, { timeout: 10_000 }).toBe(1);
    expect((await busy.call('nothing')).text).toContain('not found');
    busy.server.stdin?.end();
    await busy.ended();
  });
});
