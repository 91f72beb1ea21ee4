import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { answer, lines, record, results, spawn, use, user } from '../checklist/lines.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(removeHomes);

let home: string;
beforeEach(() => {
  home = newHome();
});

/** Words that stand in every place that a label is made of. */
const SAID = [
  ...['zebraprompt', 'zebraanswer', 'zebracommand', 'zebrapath', 'zebraerror', 'zebratitle', 'zebraquery'],
  ...['zebraagent', 'zebraslash', 'zebrasynthetic', 'zebrafailure', 'zebraaway', 'zebramention', 'zebranote'],
];

const at = (name: string) => join(home, '.claude/projects/p', `${name}.jsonl`);

function sessionOf(name: string, calls: number): string {
  const blocks = [
    { type: 'text', text: 'zebraanswer here it is' },
    use(`${name}1`, 'Bash', { command: 'grep zebracommand x' }),
    use(`${name}2`, 'Read', { file_path: '/w/zebrapath/a.ts' }),
    use(`${name}3`, 'WebSearch', { query: 'zebraquery' }),
    spawn(`${name}4`, 'Explore', 'zebraagent, look'),
    use(`${name}5`, 'Skill', { skill: 'tidy' }),
    use(`${name}6`, 'Edit', { file_path: '/w/zebrapath/a.ts', old_string: 'a', new_string: 'b' }),
  ].slice(0, calls);
  const more = { sessionId: name };
  return lines(
    { type: 'summary', summary: 'zebratitle of it', leafUuid: 'x' },
    user(1, 'zebraprompt, do it', more),
    answer(2, `${name}m1`, blocks, more),
    user(3, [{ type: 'tool_result', tool_use_id: `${name}1`, content: 'zebraerror it failed', is_error: true }], more),
    results(3, { [`${name}2`]: 'text' }, more),
    user(4, '<command-name>/tidy</command-name>\n<command-args>zebraslash</command-args>', more),
    record('assistant', 5, {
      message: {
        role: 'assistant',
        id: `${name}s`,
        model: '<synthetic>',
        content: [{ type: 'text', text: 'zebrasynthetic' }],
      },
      isApiErrorMessage: true,
      ...more,
    }),
    record('system', 6, { subtype: 'api_error', error: { message: 'zebrafailure' }, content: 'zebrafailure', ...more }),
    record('system', 7, { subtype: 'away_summary', content: 'zebraaway', ...more }),
    record('attachment', 8, { attachment: { type: 'file', filename: '/w/zebramention', content: 'c' }, ...more }),
    user(9, 'zebranote', { isMeta: true, ...more }),
    answer(10, `${name}m2`, 'done', more),
  );
}

function write(name: string, content: string): void {
  mkdirSync(dirname(at(name)), { recursive: true });
  writeFileSync(at(name), content);
}

/** All bytes of the store and of its log, with what is deflated in them. */
function bytesOfStore(): string {
  const store = openStore(join(home, '.tj/tj.db'));
  const blobs = [
    ...['SELECT records FROM journal', 'SELECT records FROM gone_records'],
    ...['SELECT labels FROM contexts', 'SELECT stretches FROM contexts'],
  ].flatMap((sql) => store.prepare<[], Buffer>(sql).pluck().all());
  store.close();
  const raw = ['', '-wal']
    .map((end) => join(home, `.tj/tj.db${end}`))
    .map((path) => (existsSync(path) ? readFileSync(path, 'latin1') : ''));
  return [...raw, ...blobs.map((blob) => (blob.length === 0 ? '' : inflateSync(blob).toString('latin1')))].join('\n');
}

const heldIn = (bytes: string) => SAID.filter((word) => bytes.includes(word));

describe('labels none', () => {
  it('keeps nothing of what was said, of transcripts, of those that are gone, of what is gone from one', () => {
    write('one', sessionOf('one', 7));
    write('two', sessionOf('two', 7));
    write('three', sessionOf('three', 7));
    tj(['index'], home);
    rmSync(at('two'));
    write('three', lines(user(1, 'zebraprompt', { sessionId: 'three' })));
    tj(['index'], home);
    const before = bytesOfStore();
    expect(heldIn(before).length).toBeGreaterThan(10);
    const figures = () => JSON.parse(tj(['usage', '--json', '--since', 'all'], home).stdout).totals;
    const totals = figures();
    tj(['config', 'set', 'labels', 'none'], home);
    expect(tj(['index', '--reindex'], home)).toMatchObject({ status: 0, stderr: '' });
    expect(heldIn(bytesOfStore())).toEqual([]);
    expect(figures()).toEqual(totals);
    const names = JSON.parse(tj(['usage', '--json', '--by', 'skill', '--since', 'all'], home).stdout).rows;
    expect(names.map(({ key }: { key: string }) => key)).toContain('tidy');
  });

  it('keeps nothing of what was said from the first reading on, at whatever depth', () => {
    tj(['config', 'set', 'labels', 'none'], home);
    write('one', sessionOf('one', 7));
    for (const words of [
      ['quickstart'],
      ['usage'],
      [],
      ['sessions', '--since', 'all'],
      ['context', '--since', 'all'],
    ]) {
      expect(tj(words, home).status).toBe(0);
      expect(heldIn(bytesOfStore())).toEqual([]);
    }
    write('one', sessionOf('one', 7) + lines(user(20, 'zebraprompt once more', { sessionId: 'one' })));
    tj(['index'], home);
    expect(heldIn(bytesOfStore())).toEqual([]);
  });

  it('tells calls on one file from calls on another all the same', () => {
    write('one', sessionOf('one', 7));
    const edits = () => JSON.parse(tj(['session', 'one', '--json'], home).stdout).tools;
    const before = edits();
    tj(['config', 'set', 'labels', 'none'], home);
    tj(['index', '--reindex'], home);
    expect(edits()).toEqual(before);
  });

  it('a label of the user is gone from the file when it is taken out or replaced', () => {
    const names = ['one', 'two', 'three', 'four'];
    for (const name of names) write(name, sessionOf(name, 1));
    for (const name of names) tj(['label', name, `quagga${name}`, 'first'], home);
    expect(bytesOfStore()).toContain('quaggatwo');
    tj(['label', 'two', '--remove'], home);
    tj(['label', 'three', 's'], home);
    const bytes = bytesOfStore();
    expect(names.filter((name) => bytes.includes(`quagga${name}`))).toEqual(['one', 'four']);
  });
});
