import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { dumpOf, ingestFolder } from '../ingest/store-dump.ts';
import { storeOf, treeOf, treesOf } from '../tree.ts';
import { answer, at, lines, record, results, spawn, text, use, user } from './lines.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

/** What every command that tells of prompts, tools or errors prints for one folder, by command. */
function printed(root: string): [string, string][] {
  const home = newHome();
  const commands = [
    ...[['sessions'], ['session', '--last'], ['session', '--last', '--timeline'], ['session', '--last', '--map']],
    ...[['session', '--last', '--spans'], ['session', '--last', '--json'], ['export', '--ndjson'], ['quickstart']],
    ...[
      ['usage', '--by', 'tool'],
      ['usage', '--by', 'session'],
    ],
  ];
  return commands.map((args) => {
    const { status, stdout, stderr } = tj([...args, '--root', root], home);
    expect({ args, status }).toEqual({ args, status: 0 });
    return [args.join(' '), stdout + stderr];
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be printed
const STEERING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

describe('the hook', () => {
  it.skip('79: a session that ends twice, or is resumed after its end, is kept once: comes with tj session-end', () =>
    undefined);
  it.skip('80: a session whose end was never told is found by the next reading: comes with tj session-end', () =>
    undefined);
  it.skip('81: the hook returns at once and leaves the work to another process: comes with tj session-end', () =>
    undefined);
  it.skip('82: the hook needs no OTEL_* in its environment: comes with tj session-end', () => undefined);
});

describe('what tj keeps, opens and shows', () => {
  it('83: what was read of a transcript stays when Claude Code deletes it', async () => {
    const root = makeRoot({
      'p/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', [use('t1', 'Bash')]), results(2, { t1: 'ok' })),
      'p/s1/subagents/agent-x.jsonl': lines(user(1, 'go'), answer(2, 'x1', 'ok')),
    });
    const store = await storeOf(root);
    const before = dumpOf(store);
    expect(before.responses).toHaveLength(2);
    rmSync(join(root, 'projects', 'p'), { recursive: true });
    await ingestFolder(store, root);
    expect(dumpOf(store)).toEqual(before);
    store.close();
  });

  it.skip('83: a session whose transcript is gone is marked so', () => undefined);

  it.each(['../../../../outside.txt', 'absolute'])('84: the output that is kept in %s is not opened', async (path) => {
    const root = makeRoot({});
    const outside = join(root, 'outside.txt');
    writeFileSync(outside, 'a text that stands outside and is long enough to be told from the output');
    const told = `<persisted-output>Full output saved to: ${path === 'absolute' ? outside : path}</persisted-output>`;
    const beside = { toolUseResult: { stdout: '', persistedOutputPath: outside, persistedOutputSize: 9 } };
    mkdirSync(join(root, 'projects', 'p'));
    writeFileSync(
      join(root, 'projects', 'p', 's1.jsonl'),
      lines(user(0, 'hi'), answer(1, 'm1', [use('t1', 'Bash')]), results(2, { t1: told }, beside)),
    );
    const store = await storeOf(root);
    const dump = dumpOf(store);
    expect(dump.tools).toMatchObject([{ tool_use_id: 't1', result_chars: told.length }]);
    expect(JSON.stringify(dump)).not.toContain('stands outside');
    store.close();
  });

  it('85: keys in prompts, commands, hook output, API errors and answers are shown nowhere', () => {
    const key = (name: string) => `sk-ant-api03-${name}0123456789abcdefghij`;
    const root = makeRoot({
      'p/s1.jsonl': lines(
        record('custom-title', 0, { customTitle: `use ${key('title')}` }),
        user(0, `log in with ${key('prompt')}`),
        record('attachment', 1, { attachment: { type: 'hook_success', stdout: `TOKEN=${key('hook')}` } }),
        answer(2, 'm1', [
          text(`I take ${key('answer')}`),
          use('t1', 'Bash', { command: `curl -H "x-api-key: ${key('command')}" https://example.com` }),
          use('t2', 'Agent', { subagent_type: 'r', description: `try ${key('task')}`, prompt: 'go' }),
        ]),
        user(3, [{ type: 'tool_result', tool_use_id: 't1', content: `denied: ${key('result')}`, is_error: true }]),
        record('system', 4, {
          subtype: 'api_error',
          error: { status: 401, headers: { 'x-api-key': key('header') }, type: 'authentication_error' },
        }),
        record('assistant', 5, {
          isApiErrorMessage: true,
          message: { id: 'e1', model: '<synthetic>', content: [text(`API Error: ${key('error')} is invalid`)] },
        }),
      ),
    });
    for (const [command, output] of printed(root)) expect(output, command).not.toContain('0123456789abcdefghij');
    expect(tj(['session', '--last', '--timeline', '--root', root], newHome()).stdout).toContain('[masked]');
  });

  const evil = (words: string) => `\u001b[31m${words}\u001b[0m\u001b]0;owned\u0007\u009b2J\r\u202e${words}`;

  it('86: titles, prompts, tools and agents cannot steer the terminal', () => {
    const root = makeRoot({
      'p/s1.jsonl': lines(
        record('custom-title', 0, { customTitle: evil('title') }),
        user(0, evil('prompt')),
        answer(1, 'm1', [
          text(evil('answer')),
          use('t1', evil('Tool'), { command: evil('command') }),
          spawn('t2', evil('type'), 'go'),
        ]),
        user(2, [{ type: 'tool_result', tool_use_id: 't1', content: evil('error'), is_error: true }]),
      ),
      'p/s1/subagents/agent-x.jsonl': lines(user(2, 'go'), answer(3, 'x1', 'ok')),
      'p/s1/subagents/agent-x.meta.json': JSON.stringify({ agentType: evil('type'), description: evil('task') }),
    });
    for (const [command, output] of printed(root)) expect(output.match(STEERING), command).toBeNull();
  });

  /** The commands that print for one session, of such a folder and model, what could steer a terminal. */
  const steeredBy = (folder: string, model: string) => {
    const message = { id: 'm1', model, content: [], usage: { input_tokens: 1, output_tokens: 1 } };
    const [first, second] = [user(0, 'hi', { cwd: folder }), record('assistant', 1, { message, cwd: folder })];
    const steered = printed(makeRoot({ 'p/s1.jsonl': lines(first, second) })).filter(([, out]) => STEERING.test(out));
    return steered.map(([command]) => command);
  };
  const isForPrograms = (command: string) => command.includes('json');

  it('86: nor can the name of a folder', () => {
    expect(steeredBy(evil('/w'), 'claude-opus-4-8').filter((command) => !isForPrograms(command))).toEqual([]);
  });

  it('86: nor can the name of a model', () => {
    expect(steeredBy('/w', evil('model')).filter((command) => !isForPrograms(command))).toEqual([]);
  });

  it('86: what programs are told has all of it escaped', () => {
    expect(steeredBy(evil('/w'), evil('model')).filter(isForPrograms)).toEqual([]);
  });

  it('87: transcripts of Qwen Code and opencode are no sessions of Claude Code', async () => {
    const qwen = [
      record('user', 0, { sessionId: 'q', message: { role: 'user', parts: [{ text: 'hi' }] } }),
      record('assistant', 1, {
        sessionId: 'q',
        model: 'qwen3-coder',
        message: { role: 'model', parts: [{ text: 'hello' }] },
        usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 2 },
      }),
    ];
    const opencode = [
      { id: 'msg_1', sessionID: 'ses_1', role: 'user', time: { created: 1 } },
      { id: 'msg_2', sessionID: 'ses_1', role: 'assistant', modelID: 'x', tokens: { input: 9, output: 2 } },
    ];
    const root = makeRoot({ 'p/qwen.jsonl': lines(...qwen), 'p/opencode.jsonl': lines(...opencode) });
    for (const { spans, chats } of (await treesOf(root)).values()) expect([...spans, ...chats]).toEqual([]);
    expect(JSON.parse(tj(['sessions', '--json', '--root', root], newHome()).stdout).sessions).toEqual([]);
  });

  it('87: the output of claude -p as stream-json is no transcript', async () => {
    const usage = { input_tokens: 9, output_tokens: 2 };
    const stream = [
      { type: 'system', subtype: 'init', session_id: 's', cwd: '/w', tools: [] },
      {
        type: 'assistant',
        session_id: 's',
        parent_tool_use_id: null,
        message: { id: 'm1', role: 'assistant', model: 'claude-opus-4-8', content: [text('hello')], usage },
      },
      { type: 'result', subtype: 'success', session_id: 's', total_cost_usd: 0.1, usage },
    ];
    const root = makeRoot({ 'p/stream.jsonl': lines(...stream) });
    for (const { spans, chats } of (await treesOf(root)).values()) expect([...spans, ...chats]).toEqual([]);
    expect(JSON.parse(tj(['sessions', '--json', '--root', root], newHome()).stdout).sessions).toEqual([]);
  });

  it.skip('88: a session keeps the plan it was recorded under, with its time: comes with the plan of a session', () =>
    undefined);

  it('89: records later than the clock, or in the wrong order, give no negative ages and durations', async () => {
    const late = Date.parse('2026-03-05T12:00:00Z') - Date.parse(at(0));
    const hour = 3600;
    const from = late / 1000 + hour;
    const root = makeRoot({
      'p/s1.jsonl': lines(
        user(from, 'hi'),
        answer(from - 5, 'm1', [use('t1', 'Bash')]),
        results(from - 9, { t1: 'ok' }),
        answer(from + hour, 'm2', 'ok'),
      ),
    });
    for (const { startedAt, endedAt } of (await treeOf(root)).spans)
      expect(endedAt).toBeGreaterThanOrEqual(startedAt ?? 0);
    const home = newHome();
    for (const args of [['sessions'], ['quickstart'], ['session', '--last'], ['usage', '--by', 'day']]) {
      const { status, stdout } = tj([...args, '--json', '--root', root], home);
      expect({ args, status }).toEqual({ args, status: 0 });
      const numbers = stdout.match(/(?<=[:[,]\s*)-\d[\d.e+-]*/g);
      expect(numbers, args.join(' ')).toBeNull();
    }
  });
});
