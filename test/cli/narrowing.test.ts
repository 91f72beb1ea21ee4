import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { gatewayHistory } from './gateway-history.ts';
import { answer, prompt, smallHistory } from './history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

const OTHER_ID = 'cccccccc-0000-4000-8000-000000000005';

let home: string;
let root: string;
let other: string;
beforeAll(() => {
  home = newHome();
  root = smallHistory();
  other = makeRoot({
    [`-w-app/${OTHER_ID}.jsonl`]: [
      prompt('2026-03-05T08:00:00Z', '/w/app', 'In another account'),
      answer('2026-03-05T08:00:05Z', '/w/app', 'msg_9', 'claude-opus-4-6', [2, 10, 0, 5_000]),
      'not json',
      'nor this',
      '',
    ].join('\n'),
  });
  tj(['index', '--root', root, '--root', other], home);
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

function json(...words: readonly string[]) {
  const { status, stdout, stderr } = tj([...words, '--json'], home);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('--root narrows the answer, whatever else the store holds', () => {
  it.each(['usage', 'sessions', 'context', 'advise', 'tokenmaxx', 'quota-audit', 'agents', 'status', 'quickstart'])(
    'tj %s counts the files, sessions and responses of that root only',
    (command) => {
      const { provenance } = json(command, '--root', other);
      expect(provenance).toMatchObject({ files: 1, files_read: 1 });
      if (command !== 'status') expect(provenance).toMatchObject({ sessions: 1, responses: 1, bad_lines: 2 });
    },
  );

  it('what else the store holds is named once, with where it came from', () => {
    const elsewhere = { sessions: 4, folders: [join(root, 'projects')] };
    expect(json('usage', '--root', other).provenance.elsewhere).toEqual(elsewhere);
    const { stdout } = tj(['usage', '--root', other], home, { COLUMNS: '200' });
    expect(stdout.match(/left out by --root: 4 sessions from \S+projects/g)).toHaveLength(1);
  });

  it('without --root all of it is in the answer, and nothing is named', () => {
    const { totals, provenance } = json('usage');
    expect([totals.responses, provenance.elsewhere]).toEqual([7, null]);
    expect(json('usage', '--root', root, '--root', other).provenance.elsewhere).toBeNull();
  });

  it('a transcript that is gone still belongs to its root', () => {
    const gone = newHome();
    const passing = smallHistory();
    tj(['index', '--root', passing, '--root', other], gone);
    rmSync(passing, { recursive: true });
    const { stdout } = tj(['usage', '--root', other, '--json'], gone);
    expect(JSON.parse(stdout).provenance.elsewhere.folders).toEqual([join(passing, 'projects')]);
  });

  it('a root that is gone answers from the store, and says so; one that nobody knows is for the user to mend', () => {
    const own = newHome();
    const gone = smallHistory();
    tj(['index', '--root', gone, '--root', other], own);
    rmSync(gone, { recursive: true });
    for (const named of [gone, join(gone, 'projects')]) {
      for (const command of [['usage'], ['sessions'], ['status'], ['context'], ['session', '--last'], ['runs']]) {
        const { status, stdout, stderr } = tj([...command, '--root', named], own, { COLUMNS: '200' });
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
          `looked in ${named}, which is not there any more; answered from what tj kept`,
        );
      }
      const { totals, provenance } = JSON.parse(tj(['usage', '--root', named, '--json'], own).stdout);
      expect([totals.responses, provenance.looked_in]).toEqual([
        ...[6, [{ folder: named, named_by: 'option', found: 'gone', instead: [] }]],
      ]);
    }
    expect(tj(['usage', '--root', `${gone}-never`], own)).toMatchObject({ status: 2, stdout: '' });
  });

  it('every key of tj usage --by root is a root, those of the desktop app too', () => {
    const own = newHome();
    const desktop = join(own, '.config/Claude/local-agent-mode-sessions');
    for (const [from, to] of [
      [root, join(desktop, 'a/o/local_1/.claude')],
      [gatewayHistory(), join(desktop, 'a/o/local_2/.claude')],
      [other, join(own, '.claude')],
    ] as const)
      cpSync(from, to, { recursive: true });
    const rowsOf = (...words: string[]) =>
      JSON.parse(tj(['usage', '--by', 'root', '--json', ...words], own).stdout).rows;
    const keys = rowsOf().map(({ key }: { key: string }) => key);
    expect(keys.toSorted()).toEqual([join(own, '.claude'), desktop].sort());
    for (const [i, key] of keys.entries()) {
      const [row] = rowsOf('--root', key, '--db', join(own, `${i}.db`));
      expect([row.key, row.responses]).toEqual([
        key,
        rowsOf().find((each: { key: string }) => each.key === key).responses,
      ]);
    }
    rmSync(join(desktop, 'a/o/local_1'), { recursive: true });
    expect(rowsOf('--root', desktop)[0].responses).toBe(15);
  });

  it('tj label names no session of another root', () => {
    expect(tj(['label', 'cccc', 'mine', '--root', root], home)).toMatchObject({ status: 1, stdout: '' });
    expect(tj(['label', 'cccc', '--root', other], home).status).toBe(0);
  });

  it('--last is the last session of that root, and an id of another is none', () => {
    expect(json('session', '--last', '--root', root).session.session_id).toMatch(/^bbbbbbbb/);
    expect(json('session', '--last').session.session_id).toBe(OTHER_ID);
    const { status, stderr } = tj(['session', 'cccc', '--root', root], home);
    expect([status, stderr]).toEqual([1, expect.stringContaining("no session begins with 'cccc'")]);
  });
});

describe('a filter that matches nothing names what there is', () => {
  it('where neither project nor model is there, the models of all projects', () => {
    const { unmatched } = json('usage', '--project', 'zzz', '--model', 'zzz').provenance;
    expect(unmatched.map(({ option }: { option: string }) => option)).toEqual(['--project', '--model']);
    expect(unmatched[1].known.length).toBeGreaterThan(0);
  });

  it('models, by their listed ids, most used first', () => {
    expect(json('usage', '--model', 'gpt').provenance.unmatched).toEqual([
      {
        option: '--model',
        asked: 'gpt',
        known: ['claude-opus-4-6', 'claude-haiku-4-5', 'claude-sonnet-4-6', 'glm-9-unknown'],
      },
    ]);
    const { status, stdout } = tj(['context', '--model', 'gpt'], home, { COLUMNS: '200' });
    expect(status).toBe(0);
    expect(stdout).toContain('No model matches --model gpt; models here: claude-opus-4-6, claude-haiku-4-5,');
  });

  it('of a project only its models', () => {
    const [unmatched] = json('usage', '--model', 'haiku', '--project', 'lib').provenance.unmatched;
    expect(unmatched.known).toEqual(['claude-opus-4-6', 'glm-9-unknown']);
  });

  it('projects of the roots that are asked for', () => {
    const known = (...words: string[]) => json('sessions', '--project', 'nope', ...words).provenance.unmatched[0].known;
    expect(known()).toEqual(['/w/app', '/w/lib']);
    expect(known('--root', other)).toEqual(['/w/app']);
  });

  it('a window in which nothing happened is no filter that matches nothing', () => {
    expect(json('usage', '--model', 'opus', '--until', '2020-01-01').provenance.unmatched).toEqual([]);
  });
});

it('a session without a folder has no project, and its model no name: each is unknown, in rows and in the foot', () => {
  const said = { type: 'assistant', timestamp: '2026-03-05T08:00:05Z', version: '2.1.0', uuid: 'u' };
  const message = { id: 'm', stop_reason: 'end_turn', content: [], usage: { input_tokens: 1, output_tokens: 1 } };
  const folder = makeRoot({ [`-w/${OTHER_ID}.jsonl`]: JSON.stringify({ ...said, cwd: '', message }) });
  const own = newHome();
  const { rows } = JSON.parse(tj(['usage', '--by', 'project', '--root', folder, '--json'], own).stdout);
  expect(rows.map(({ key }: { key: string }) => key)).toEqual(['unknown']);
  const { stdout } = tj(['usage', '--by', 'model', '--root', folder], own, { COLUMNS: '200' });
  expect(stdout).toMatch(/^unknown /m);
  expect(stdout).toContain('1 unpriced (unknown)');
});

it('--model opus finds every Opus', () => {
  expect(json('usage', '--model', 'opus').totals.responses).toBe(4);
});
