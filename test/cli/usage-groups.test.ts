import { afterAll, describe, expect, it } from 'vitest';
import { at, lines, answer as response, results, spawn, use, user } from '../checklist/lines.ts';
import { copyEdge, makeRoot, removeRoots } from '../corpus.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(() => {
  removeHomes();
  removeRoots();
});

function rowsBy(by: string, roots: readonly string[], ...args: string[]): Record<string, unknown>[] {
  const asked = roots.flatMap((root) => ['--root', root]);
  const { status, stdout, stderr } = tj(['usage', '--by', by, '--json', ...asked, ...args], newHome());
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout).rows;
}

function responsesBy(by: string, root: string, ...args: string[]): [unknown, unknown][] {
  return rowsBy(by, [root], ...args).map(({ key, responses }) => [key, responses]);
}

/** A response that was sent so many tokens. */
function sized(second: number, id: string, cache_read_input_tokens: number, more: object = {}): object {
  const usage = { input_tokens: 0, output_tokens: 1, cache_read_input_tokens, ...more };
  const content = [{ type: 'text', text: 'ok' }];
  const message = { role: 'assistant', id, model: 'claude-opus-4-8', stop_reason: 'end_turn', content, usage };
  return { type: 'assistant', uuid: `${id}-a`, timestamp: at(second), cwd: '/w', message };
}

describe('what responses were made on', () => {
  const root = () => copyEdge('branches');

  it('a branch has the responses whose records name it', () => {
    expect(responsesBy('branch', root())).toEqual([
      ['fix/cart', 2],
      ['main', 1],
    ]);
  });

  it('a pull request has the responses from its link on, whatever the branch', () => {
    expect(responsesBy('pr', root())).toEqual([
      ['none', 2],
      ['w/shop#12', 1],
    ]);
  });

  it('an agent that answers after the link is of the pull request too, and one before it is not', () => {
    const link = { type: 'pr-link', timestamp: at(10), prNumber: 3, prRepository: 'w/shop' };
    const main = lines(user(0, 'go'), response(1, 'm1', [spawn('c', 'Explore', 'look')]), link);
    const agent = lines(user(2, 'look'), response(9, 'a1', 'x'), response(10, 'a2', 'y'), response(11, 'a3', 'z'));
    const made = makeRoot({ 'p/s.jsonl': main, 'p/s/subagents/agent-a.jsonl': agent });
    expect(responsesBy('pr', made)).toEqual([
      ['none', 2],
      ['w/shop#3', 2],
    ]);
  });

  it('where no record names a branch it is unknown, in a folder of no repository it is none', () => {
    const made = makeRoot({
      'p/s.jsonl': lines(user(0, 'go'), response(1, 'm1', 'x'), response(2, 'm2', 'y', { gitBranch: '' })),
    });
    expect(responsesBy('branch', made).sort()).toEqual([
      ['none', 1],
      ['unknown', 1],
    ]);
  });

  it('the version is the one that each record names, also where it changes within a session; versions stand in their order', () => {
    const of = (version: string) => ({ version });
    const made = makeRoot({
      'p/s.jsonl': lines(
        user(0, 'go', of('2.1.99')),
        response(1, 'm1', 'x', of('2.1.99')),
        response(2, 'm2', 'y', of('2.1.101')),
        response(3, 'm3', 'z', of('2.1.101')),
      ),
    });
    expect(responsesBy('version', made)).toEqual([
      ['2.1.99', 1],
      ['2.1.101', 2],
    ]);
  });

  it('the root is the config folder, whichever it was, with all agents', () => {
    const one = makeRoot({ 'p/s1.jsonl': lines(user(0, 'go'), response(1, 'm1', 'x')) });
    const other = makeRoot({
      'p/s2.jsonl': lines(user(0, 'go'), response(1, 'm2', 'x')),
      'p/s2/subagents/agent-a.jsonl': lines(user(2, 'look'), response(3, 'm3', 'x')),
    });
    const found = rowsBy('root', [one, other]).map(({ key, responses }) => [key, responses]);
    expect(found).toEqual([
      [other, 2],
      [one, 1],
    ]);
  });
});

describe('what responses were sent and ran beside', () => {
  it('context-size: by the prompt that was sent, the smallest first', () => {
    const sizes = [49_999, 50_000, 99_999, 149_999, 150_000, 200_000, 900_000];
    const made = makeRoot({
      'p/s.jsonl': lines(user(0, 'go'), ...sizes.map((size, i) => sized(i + 1, `m${i}`, size))),
    });
    expect(responsesBy('context-size', made)).toEqual([
      ['0-50K', 1],
      ['50K-100K', 2],
      ['100K-150K', 1],
      ['150K-200K', 1],
      ['200K+', 2],
    ]);
  });

  it('context-size: what is charged on top of a response counts with it', () => {
    const advisor = { type: 'advisor_message', model: 'claude-opus-5', input_tokens: 40, output_tokens: 9 };
    const made = makeRoot({ 'p/s.jsonl': lines(user(0, 'go'), sized(1, 'm1', 160_000, { iterations: [advisor] })) });
    const rows = rowsBy('context-size', [made]).map(({ key, responses, total_tokens }) => [
      key,
      responses,
      total_tokens,
    ]);
    expect(rows).toEqual([['150K-200K', 1, 160_000 + 1 + 40 + 9]]);
  });

  it('parallel: sessions with a response in the same five minutes, agents with their session, whatever the filter', () => {
    const made = makeRoot({
      'p/s1.jsonl': lines(user(0, 'go'), response(1, 'a1', 'x'), response(301, 'a2', 'x')),
      'p/s1/subagents/agent-a.jsonl': lines(user(302, 'look'), response(303, 'a3', 'x')),
      'p/s2.jsonl': lines(user(0, 'go', { cwd: '/other' }), response(299, 'b1', 'x', { cwd: '/other' })),
    });
    expect(responsesBy('parallel', made)).toEqual([
      ['1', 2],
      ['2', 2],
    ]);
    expect(responsesBy('parallel', made, '--project', 'other')).toEqual([['2', 1]]);
  });

  it('effort: as the response says, the lowest first; unknown where it says nothing', () => {
    const made = makeRoot({
      'p/s.jsonl': lines(
        user(0, 'go'),
        response(1, 'm1', 'x', { effort: 'xhigh' }),
        response(2, 'm2', 'x', { effort: 'low' }),
        response(3, 'm3', 'x', { effort: 'high' }),
        response(4, 'm4', 'x', { effort: 'high' }),
        response(5, 'm5', 'x'),
      ),
    });
    expect(responsesBy('effort', made)).toEqual([
      ['low', 1],
      ['high', 2],
      ['xhigh', 1],
      ['unknown', 1],
    ]);
  });

  it('hour: of the zone that is asked for', () => {
    const made = makeRoot({ 'p/s.jsonl': lines(user(0, 'go'), response(1, 'm1', 'x'), response(3600, 'm2', 'x')) });
    expect(responsesBy('hour', made)).toEqual([
      ['2026-01-01 00:00', 1],
      ['2026-01-01 01:00', 1],
    ]);
    expect(responsesBy('hour', made, '--timezone', 'Asia/Kathmandu')).toEqual([
      ['2026-01-01 05:00', 1],
      ['2026-01-01 06:00', 1],
    ]);
  });
});

describe('what the shell ran', () => {
  const bash = (id: string, command: string) => use(id, 'Bash', { command });
  const made = () =>
    makeRoot({
      'p/s.jsonl': lines(
        user(0, 'go'),
        response(1, 'm1', [bash('c1', 'cd /w && npm test'), bash('c2', 'git status')]),
        results(2, { c1: 'ok', c2: 'ok' }),
        response(3, 'm2', [use('c3', 'Read', { file_path: '/w/a' }), bash('c4', 'sudo git push')]),
        results(4, { c3: 'x', c4: 'ok' }),
        response(5, 'm3', [bash('c5', '"$X" y')]),
        response(6, 'm4', 'done'),
      ),
    });

  it('a response counts for the program of its first shell command, a call for its own', () => {
    const rows = rowsBy('shell', [made()]).map(({ key, responses, calls }) => [key, responses, calls]);
    expect(rows.sort()).toEqual([
      ['git', 1, 2],
      ['none', 1, 0],
      ['npm', 1, 1],
      ['unknown', 1, 1],
    ]);
  });
});

describe('two at once', () => {
  it('rows have both keys, and sum to the totals', () => {
    const rows = rowsBy('branch,pr', [copyEdge('branches')]);
    expect(rows.map(({ key, keys, responses }) => [key, keys, responses])).toEqual([
      ['fix/cart,w/shop#12', ['fix/cart', 'w/shop#12'], 1],
      ['fix/cart,none', ['fix/cart', 'none'], 1],
      ['main,none', ['main', 'none'], 1],
    ]);
  });

  it('people see a column for each', () => {
    const { stdout } = tj(['usage', '--by', 'project,month', '--root', copyEdge('branches')], newHome());
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^project +month +cost +tokens/),
      expect.stringMatching(/^shop +2026-10 +100.0 % +3.63K /),
    ]);
  });

  it.each(['day,day', 'day,month,model', 'day,', 'nothing', ''])('--by %j is refused, with what is allowed', (by) => {
    const { status, stderr } = tj(['usage', '--by', by], newHome());
    expect(status).toBe(2);
    expect(stderr).toContain('expected one or two of hour, day, week, month, window');
  });
});
