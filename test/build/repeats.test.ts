import { describe, expect, it } from 'vitest';
import { repeatsOf } from '../../src/build/repeats.ts';
import { agentId, MAIN_THREAD, type TurnId } from '../../src/model/ids.ts';
import type { Tool } from '../../src/model/span-rows.ts';
import { millis } from '../../src/model/time.ts';

describe('a retry', () => {
  it('40 equal calls that fail, with other calls between, are 39 retries', () => {
    const calls = Array.from({ length: 40 }, () => [call('Bash', 'make', 'error'), call('Read', 'a.txt')]).flat();
    expect(retries(calls)).toHaveLength(39);
    expect(retries(calls)).not.toContain(0);
  });

  it('a repeat after success is none', () => {
    expect(retries([call('Bash', 'make', 'error'), call('Bash', 'make'), call('Bash', 'make')])).toEqual([1]);
  });

  it('other arguments, or another tool, are none', () => {
    expect(retries([call('Bash', 'make', 'error'), call('Bash', 'make test'), call('Grep', 'make')])).toEqual([]);
  });

  it('what the person refused did not fail', () => {
    expect(retries([call('Bash', 'rm', 'denied'), call('Bash', 'rm')])).toEqual([]);
  });

  it('another turn, or an agent, does not retry what failed elsewhere', () => {
    const elsewhere = { ...call('Bash', 'make'), turnId: 'turn 2' as TurnId };
    const agents = { ...call('Bash', 'make'), turnId: null, agentId: agentId('a1') };
    expect(retries([call('Bash', 'make', 'error'), elsewhere, agents])).toEqual([]);
  });

  it('a call made before the other one had failed is none: they ran side by side', () => {
    const [first, second] = [call('Bash', 'make', 'error'), call('Bash', 'make', 'error')];
    const atOnce = [
      { ...first, startedAt: millis(1), endedAt: millis(9) },
      { ...second, startedAt: millis(2), endedAt: millis(9) },
    ];
    expect(retries(atOnce)).toEqual([]);
  });

  it('without times the order of the calls decides', () => {
    const calls = [call('Bash', 'make', 'error'), call('Bash', 'make', 'error')];
    expect(retries(calls.map((each) => ({ ...each, startedAt: null, endedAt: null })))).toEqual([1]);
  });

  it('arguments that were not kept are not compared', () => {
    const unknown = { ...call('Bash', 'make', 'error'), inputHash: '' };
    expect(retries([unknown, unknown])).toEqual([]);
  });
});

describe('a loop', () => {
  it('is the fourth equal call of the last six, and every one after it', () => {
    const poll = () => call('TaskOutput', 't1');
    expect(loops([poll(), poll(), poll(), poll(), poll()])).toEqual([3, 4]);
    expect(loops([poll(), call('Read', 'a'), poll(), call('Read', 'b'), poll(), poll()])).toEqual([5]);
  });

  it('is none when the equal calls lie further apart', () => {
    const spread = Array.from({ length: 8 }, (_, i) => [call('TaskOutput', 't1'), call('Read', `file ${i}`)]).flat();
    expect(loops(spread)).toEqual([]);
  });

  it('is none where the file was edited between the reads of it', () => {
    const rounds = Array.from({ length: 6 }, (_, i) => [call('Read', 'a.txt'), edit('a.txt', i)]).flat();
    expect(loops(rounds)).toEqual([]);
    expect(loops(Array.from({ length: 6 }, () => call('Read', 'a.txt')))).toEqual([3, 4, 5]);
  });

  it('an edit of another file, or one that failed, does not count as one between', () => {
    const reads = [call('Read', 'a'), edit('b', 1), call('Read', 'a'), call('Read', 'a'), call('Read', 'a')];
    expect(loops(reads)).toEqual([4]);
    const failed = { ...edit('a', 1), status: 'error' as const };
    expect(loops([call('Read', 'a'), failed, call('Read', 'a'), call('Read', 'a'), call('Read', 'a')])).toEqual([4]);
  });
});

/** Positions of the retries among the calls, made one after the other. */
function retries(calls: readonly Tool[]): number[] {
  return marked(calls, (repeat) => repeat?.isRetry ?? false);
}

function loops(calls: readonly Tool[]): number[] {
  return marked(calls, (repeat) => repeat?.isLoop ?? false);
}

type Repeat = ReturnType<ReturnType<typeof repeatsOf>['get']>;

function marked(calls: readonly Tool[], isMarked: (repeat: Repeat) => boolean): number[] {
  const named = calls.map((tool, i) => {
    const timed = tool.startedAt === millis(0) ? { startedAt: millis(i * 10), endedAt: millis(i * 10 + 5) } : {};
    return { ...tool, ...timed, toolUseId: `t${i}`, ordinal: i };
  });
  const repeats = repeatsOf(named);
  return named.flatMap((tool, i) => (isMarked(repeats.get(tool.toolUseId)) ? [i] : []));
}

function edit(target: string, change: number): Tool {
  return { ...call('Edit', target), inputHash: `Edit ${target} ${change}` };
}

function call(name: string, target: string, status: Tool['status'] = 'ok'): Tool {
  return {
    ...{ toolUseId: '', key: 'm1', ordinal: 0, agentId: MAIN_THREAD, turnId: 'turn 1' as TurnId, name, target },
    ...{ inputHash: `${name} ${target}`, inputChars: 10, startedAt: millis(0), endedAt: millis(0), status },
    ...{
      resultChars: 2,
      resultHash: 'r',
      error: '',
      lines: null,
      searches: null,
      program: null,
      onlyReads: false,
      isAgent: false,
    },
  };
}
