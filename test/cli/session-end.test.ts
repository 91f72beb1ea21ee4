import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { answer, lines, user, ZERO } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { drained, logOf, payload, sessionEnd, sessionsIn, waiting } from './hooks.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

/** Seconds from the beginning of the transcripts to the day after the one on which they end here. */
const NEXT_DAY = (Date.parse('2026-03-06T00:00:00Z') - Date.parse(ZERO)) / 1000;

const talk = (id: string) => lines(user(0, 'hi'), answer(1, id, 'ok'));

/** A config folder with sessions `s1`, `s2`, ..., the first with an agent. */
function history(sessions: number): { CLAUDE_CONFIG_DIR: string } {
  const files = Array.from({ length: sessions }, (_, i) => [`p/s${i + 1}.jsonl`, talk(`m${i + 1}`)] as const);
  const agent = lines(user(2, 'look'), answer(3, 'a1', 'seen'));
  const root = makeRoot({ ...Object.fromEntries(files), 'p/s1/subagents/agent-x.jsonl': agent });
  return { CLAUDE_CONFIG_DIR: root };
}

const transcript = (env: { CLAUDE_CONFIG_DIR: string }, id: string) =>
  join(env.CLAUDE_CONFIG_DIR, 'projects', 'p', `${id}.jsonl`);

describe('a session that ends', () => {
  test('is in the store with its agents and closed, after the hook is gone; nothing is said', async () => {
    const [home, env] = [newHome(), history(2)];
    const stdin = payload('s1', { transcript_path: transcript(env, 's1'), reason: 'prompt_input_exit' });
    expect(await sessionEnd({ home, stdin, env })).toEqual({ status: 0, stdout: '', stderr: '' });
    await drained(home);
    expect(sessionsIn(home)).toMatchObject([
      { session_id: 's1', responses: 2, state: 'closed', closed_by: 'prompt_input_exit' },
    ]);
    expect(logOf(home)).toEqual([]);
  });

  test('five times is one session with its last reason', async () => {
    const [home, env] = [newHome(), history(1)];
    for (const [i, reason] of ['clear', 'resume', 'clear', 'resume', 'logout'].entries()) {
      const moment = { ...env, TJ_NOW: `2026-03-05T12:00:0${i}Z` };
      await sessionEnd({ home, stdin: payload('s1', { reason }), env: moment });
    }
    await drained(home);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's1', responses: 2, closed_by: 'logout' }]);
  });

  test('is open again when its transcript goes on, and its end is still the last activity', async () => {
    const [home, env] = [newHome(), history(1)];
    await sessionEnd({
      home,
      stdin: payload('s1'),
      words: ['--foreground'],
      env: { ...env, TJ_NOW: '2026-03-05T12:00:00Z' },
    });
    const [closed] = sessionsIn(home);
    appendFileSync(transcript(env, 's1'), lines(answer(NEXT_DAY, 'm9', 'more')));
    tj(['index'], home, env);
    expect(closed?.state).toBe('closed');
    expect(sessionsIn(home)[0]?.state).not.toBe('closed');
  });

  test('without a hook is complete in the next command, and not closed', () => {
    const [home, env] = [newHome(), history(1)];
    const { stdout } = tj(['sessions', '--json'], home, env);
    expect(JSON.parse(stdout).sessions).toMatchObject([{ session_id: 's1', responses: 2, closed_by: null }]);
  });

  test('twenty at once are twenty sessions, each once', async () => {
    const [home, env] = [newHome(), history(20)];
    const ids = Array.from({ length: 20 }, (_, i) => `s${i + 1}`);
    const calls = ids.map((id) =>
      sessionEnd({ home, stdin: payload(id, { transcript_path: transcript(env, id) }), env }),
    );
    for (const run of await Promise.all(calls)) expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
    await drained(home);
    const told = sessionsIn(home);
    expect(told.map(({ session_id }) => session_id).sort()).toEqual([...ids].sort());
    for (const session of told)
      expect(session).toMatchObject({ state: 'closed', responses: session.session_id === 's1' ? 2 : 1 });
    expect(logOf(home)).toEqual([]);
  });
});

test('what is said of an end is kept as a label: short, on one line, for a terminal', async () => {
  const [home, env] = [newHome(), history(1)];
  const stdin = payload('s1', { reason: `\u001b[31mred\u001b[0m\n${'x'.repeat(1000)}` });
  await sessionEnd({ home, stdin, env, words: ['--foreground', '--instance', 'a\u0007b'] });
  expect(sessionsIn(home)).toMatchObject([{ closed_by: `red ${'x'.repeat(75)}…`, label: 'a b' }]);
});

describe('the transcript', () => {
  test('may lag behind the hook', async () => {
    const [home, env] = [newHome(), history(1)];
    const path = transcript(env, 's7');
    await sessionEnd({ home, stdin: payload('s7', { transcript_path: path }), env });
    writeFileSync(path, lines(user(0, 'hi')));
    for (let second = 1; second <= 8; second++) {
      await sleep(100);
      appendFileSync(path, lines(answer(second, `m7-${second}`, 'ok')));
    }
    await drained(home);
    expect(sessionsIn(home)).toMatchObject([{ session_id: 's7', responses: 8, state: 'closed' }]);
  });

  test('of an agent is left to its session', async () => {
    const [home, env] = [newHome(), history(1)];
    const path = join(env.CLAUDE_CONFIG_DIR, 'projects/p/s1/subagents/agent-x.jsonl');
    await sessionEnd({ home, stdin: payload('s1', { transcript_path: path }), env, words: ['--foreground'] });
    expect([waiting(home), logOf(home)]).toEqual([[], []]);
    expect(sessionsIn(home)).toEqual([]);
  });

  test('that was never written is a session without a prompt: no word of it', async () => {
    const [home, env] = [newHome(), history(1)];
    const stdin = payload('s8', { transcript_path: transcript(env, 's8') });
    await sessionEnd({ home, stdin, env, words: ['--foreground'] });
    expect([waiting(home), logOf(home)]).toEqual([[], []]);
  });

  test('that lies where tj does not look is a line in the log', async () => {
    const [home, env] = [newHome(), history(1)];
    const elsewhere = transcript(history(1), 's1');
    await sessionEnd({ home, stdin: payload('s9', { transcript_path: elsewhere }), env, words: ['--foreground'] });
    expect(logOf(home)).toEqual([expect.stringMatching(/^\S+Z session s9: \/.*s1\.jsonl lies in none of the folders/)]);
  });
});

describe('what the environment says of the run', () => {
  test("is kept with the session: tj's own variables", async () => {
    const [home, env] = [newHome(), history(1)];
    const run = { TJ_RUN_ID: 'run-1', TJ_PARENT_SESSION_ID: 's0', TJ_INSTANCE: 'left pane', TJ_PROJECT: 'billing' };
    await sessionEnd({ home, stdin: payload('s1'), env: { ...env, ...run }, words: ['--foreground'] });
    expect(sessionsIn(home)).toMatchObject([
      { run_id: 'run-1', parent_session_id: 's0', label: 'left pane', project: 'billing' },
    ]);
  });

  test("else OpenTelemetry's, and --instance goes before both", async () => {
    const [home, env] = [newHome(), history(1)];
    const OTEL_RESOURCE_ATTRIBUTES =
      'tokenjam.run_id=r%202,tokenjam.parent_session_id=s0,service.instance.id=i2,service.namespace=n2,odd,=x';
    const words = ['--foreground', '--instance', 'mine'];
    await sessionEnd({ home, stdin: payload('s1'), env: { ...env, OTEL_RESOURCE_ATTRIBUTES }, words });
    expect(sessionsIn(home)).toMatchObject([{ run_id: 'r 2', parent_session_id: 's0', label: 'mine', project: 'n2' }]);
  });
});

test('two runs stay two, however long or secret their ids are', async () => {
  const [home, env] = [newHome(), history(3)];
  const ids = ['task-token:abcdef1', 'task-token:abcdef2', 'x'.repeat(300)];
  for (const [i, id] of ids.entries()) {
    await sessionEnd({ home, stdin: payload(`s${i + 1}`), env: { ...env, TJ_RUN_ID: id }, words: ['--foreground'] });
  }
  const runs = sessionsIn(home).map(({ run_id }) => run_id);
  expect(new Set(runs).size).toBe(3);
  expect(runs.join()).not.toContain('abcdef');
});

describe('trace_roots', () => {
  test.each([
    ['within one', 'here/below', true],
    ['at one', 'here', true],
    ['through a link into one', 'link', true],
    ['beside one that begins alike', 'here-too', false],
    ['elsewhere', 'there', false],
  ])('a working folder %s', async (_, folder, taken) => {
    const [home, env] = [newHome(), history(1)];
    for (const name of ['here/below', 'here-too', 'there']) mkdirSync(join(home, name), { recursive: true });
    symlinkSync(join(home, 'here', 'below'), join(home, 'link'));
    const stdin = payload('s1', { cwd: join(home, folder) });
    const limited = { ...env, TJ_TRACE_ROOTS: join(home, 'here') };
    await sessionEnd({ home, stdin, env: limited, words: ['--foreground'] });
    expect(sessionsIn(home).length).toBe(taken ? 1 : 0);
  });

  test('a session whose folder is not told is outside', async () => {
    const [home, env] = [newHome(), history(1)];
    await sessionEnd({ home, stdin: payload('s1'), env: { ...env, TJ_TRACE_ROOTS: home }, words: ['--foreground'] });
    expect(sessionsIn(home)).toEqual([]);
  });
});

describe('by hand', () => {
  test('--session takes the beginning of an id, and reads no standard input', async () => {
    const [home, env] = [newHome(), history(2)];
    tj(['index'], home, env);
    const run = await sessionEnd({ home, stdin: '', env, words: ['--session', 's2', '--foreground'], open: true });
    expect(run).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(sessionsIn(home).find(({ session_id }) => session_id === 's2')).toMatchObject({ closed_by: 'manual' });
  });

  test('an id that is none is told, with exit code 0', async () => {
    const [home, env] = [newHome(), history(1)];
    tj(['index'], home, env);
    const run = await sessionEnd({ home, stdin: '', env, words: ['--session', 'nope'] });
    expect(run).toEqual({ status: 0, stdout: '', stderr: expect.stringMatching(/^tj: no session begins with 'nope'/) });
  });
});

test('--catch-up reads whatever changed and closes nothing', async () => {
  const [home, env] = [newHome(), history(3)];
  await sessionEnd({
    home,
    stdin: payload('s9', { reason: undefined, source: 'startup' }),
    env,
    words: ['--catch-up'],
  });
  await drained(home);
  expect(
    sessionsIn(home)
      .map(({ session_id, closed_by }) => [session_id, closed_by])
      .sort(),
  ).toEqual([
    ['s1', null],
    ['s2', null],
    ['s3', null],
  ]);
});

test('session-end is in the help', () => {
  expect(tj(['session-end', '--help'], newHome()).stdout).toContain('--foreground');
});
