import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer } from './history.ts';
import { idOf, RUN_REPORTS, report, runHistory, told } from './run-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
let root: string;
beforeAll(() => {
  home = newHome();
  root = runHistory();
  report(home, RUN_REPORTS);
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

const json = (...args: string[]) => {
  const { status, stdout, stderr } = tj([...args, '--json', '--root', root], home);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
};

const U = [
  ...['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_5m_tokens', 'cache_write_1h_tokens'],
  ...['total_tokens', 'cost_usd', 'responses', 'sessions'],
];

interface Member extends Record<string, unknown> {
  readonly session_id: string;
  readonly depth: number;
}

const shape = (members: readonly Member[]) =>
  members.map(({ session_id: id, depth }) => `${'-'.repeat(depth)}${id.charAt(0)}`).join(' ');

describe('tj runs', () => {
  it('sessions that share a run id, with their time, their projects and their sum', () => {
    const { schema, runs, provenance } = json('runs');
    expect({ schema, sessions: provenance.sessions }).toEqual({ schema: 1, sessions: 5 });
    expect(runs).toMatchObject([
      {
        ...{ run_id: 'nightly-7', sessions: 4, responses: 4, projects: ['/w/app', '/w/lib'] },
        ...{ started_at: '2026-03-05T08:00:00.000Z', ended_at: '2026-03-05T11:58:00.000Z' },
        total_tokens: 25_110 + 25_210 + 25_310 + 25_510,
      },
      { run_id: 'manual-1', sessions: 1, session_ids: [idOf('f')], projects: ['/w/elsewhere'] },
    ]);
    for (const field of U) expect(runs[0], field).toHaveProperty(field);
    expect(runs[0].share.tokens + runs[1].share.tokens).toBeCloseTo(1, 9);
    expect(runs[0].share.list_price + runs[1].share.list_price).toBeCloseTo(1, 9);
  });

  it('a run is the sum of its members, as tj usage tells them', () => {
    const { run, members } = json('runs', 'nightly-7');
    const { rows } = json('usage', '--by', 'session');
    const own = rows.filter(({ key }: { key: string }) => run.session_ids.includes(key));
    expect(own).toHaveLength(4);
    for (const field of U) {
      const sum = (list: readonly Record<string, number>[]) => list.reduce((all, each) => all + (each[field] ?? 0), 0);
      expect(run[field], field).toBeCloseTo(sum(own), 9);
      expect(sum(members), field).toBeCloseTo(run[field], 9);
    }
    const shares = members.map(({ share }: { share: { tokens: number; list_price: number } }) => share);
    const sumOf = (weight: 'tokens' | 'list_price') =>
      shares.reduce((all: number, share: Record<string, number>) => all + (share[weight] ?? 0), 0);
    expect([sumOf('tokens'), sumOf('list_price')]).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9)]);
  });

  it('members stand below the one that started them; one that is of another run is named', () => {
    const { members } = json('runs', 'night');
    expect(shape(members)).toBe('e a -b --c');
    expect(members).toMatchObject([
      {
        ...{ state: 'closed', closed_by: 'logout', parent_session_id: idOf('d') },
        ...{ parent_label: 'Write the release notes', parent_in_run: false },
      },
      { label: 'lead', state: 'active', parent_session_id: null, parent_label: null, parent_in_run: null },
      { parent_session_id: idOf('a'), parent_label: 'lead', parent_in_run: true },
      { parent_session_id: idOf('b'), parent_label: 'Fix the parser', parent_in_run: true },
    ]);
    expect(tj(['runs', 'nightly-7', '--root', root], home).stdout.replaceAll('\n', ' ')).toContain(
      'eeeeeeee was started by dddddddd (Write the release notes), which is not of this run.',
    );
  });

  it('windows select responses', () => {
    expect(json('runs', '--since', '2026-03-05T11:00:00Z').runs).toMatchObject([
      { run_id: 'nightly-7', session_ids: [idOf('a'), idOf('b')], total_tokens: 25_110 + 25_210 },
    ]);
    expect(json('runs', 'manual', '--since', '2026-03-05')).toMatchObject({ run: null, members: [] });
    expect(tj(['runs', 'manual', '--since', '2026-03-05', '--root', root], home).stdout).toContain(
      'No response of this run in this window.',
    );
    expect(json('runs', '--project', 'elsewhere').runs).toMatchObject([{ run_id: 'manual-1' }]);
  });

  it.each([
    ['none begins so', 'zz', 1, "no run begins with 'zz': 'tj runs' lists them"],
    ['several begin so', '', 2, "several runs begin with '': manual-1; nightly-7"],
  ])('%s', (_, id, code, message) => {
    const { status, stdout, stderr } = tj(['runs', id, '--root', root], home);
    expect({ status, stdout, stderr }).toEqual({ status: code, stdout: '', stderr: `tj: ${message}\n` });
  });

  it('without any run it says what one is', () => {
    const { status, stdout } = tj(['runs', '--root', root], newHome());
    expect(status).toBe(0);
    expect(stdout.replaceAll('\n', ' ')).toContain(
      'A run is what tj run started, or all sessions whose hook found the same TJ_RUN_ID',
    );
  });
});

describe('what a hook told of a session', () => {
  it('stands on its card: state with its reason, run and parent', () => {
    const card = (id: string) => tj(['session', id, '--root', root], home).stdout;
    expect(card('eeeeeeee')).toContain('closed (logout)');
    expect(card('eeeeeeee')).toContain('run nightly-7 · started by dddddddd (Write the release notes)');
    expect(card('aaaaaaaa')).toMatch(/^lead\n(.*\n){2}title: Plan the nightly run · run nightly-7\n/);
    expect(card('dddddddd')).not.toContain('run ');
  });

  it('a project that was named goes before the folder, in tj usage as well', () => {
    const keys = json('usage', '--by', 'project').rows.map(({ key }: { key: string }) => key);
    expect(keys.sort()).toEqual(['/w/app', '/w/elsewhere', '/w/lib']);
    expect(json('usage', '--project', 'elsewhere').totals).toMatchObject({ sessions: 1, responses: 1 });
  });

  it('cannot act on a terminal', () => {
    const [own, place] = [newHome(), makeRoot({ [`p/${idOf('a')}.jsonl`]: talk('m1') })];
    const bad = '\u001b]0;x\u0007bad\u202e\u001b[2J';
    report(own, [
      told('a', '2026-03-05T11:59:00Z', bad, { runId: bad, parentSessionId: bad, instance: bad, project: bad }),
    ]);
    for (const command of [
      ['runs'],
      ['runs', ''],
      ['session', 'a'],
      ['sessions'],
      ['status'],
      ['usage', '--by', 'project'],
    ]) {
      for (const form of [[], ['--json']]) {
        const { stdout } = tj([...command, ...form, '--root', place], own);
        expect(stdout, command.join(' ')).toContain('bad');
        expect(stdout, command.join(' ')).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
      }
    }
  });
});

describe('a run whose members started one another', () => {
  const parents = { a: 'c', b: 'a', c: 'b', d: 'd', e: 'b' };

  it('has each of them once, the first one on top', () => {
    const own = newHome();
    const letters = Object.keys(parents) as (keyof typeof parents)[];
    const files = letters.map((letter, i) => [join('p', `${idOf(letter)}.jsonl`), talk(`m${letter}`, i)]);
    const place = makeRoot(Object.fromEntries(files));
    const run = (letter: keyof typeof parents) => ({ runId: 'round', parentSessionId: idOf(parents[letter]) });
    report(
      own,
      letters.map((letter) => told(letter, '2026-03-05T11:00:00Z', null, run(letter))),
    );
    const { stdout } = tj(['runs', 'round', '--json', '--root', place], own);
    const { run: whole, members } = JSON.parse(stdout);
    expect(shape(members)).toBe('a -b --c --e d');
    expect(whole).toMatchObject({ sessions: 5, responses: 5 });
  });
});

function talk(id: string, minute = 0): string {
  return answer(`2026-03-05T10:0${minute}:00Z`, '/w/p', id, 'claude-opus-4-6', [1, 1, 0, 0]);
}
