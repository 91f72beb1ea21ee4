import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { readCsv, readMarkdown } from '../read-back.ts';
import { agentHistory } from './agent-history.ts';
import { answer, prompt } from './history.ts';
import { RUN_REPORTS, report, runHistory } from './run-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
const roots: Record<string, string> = {};
beforeAll(() => {
  home = newHome();
  Object.assign(roots, { runs: runHistory(), agents: agentHistory() });
  report(home, RUN_REPORTS);
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

type Fields = Readonly<Record<string, unknown>>;

/** Text of every field of a JSON row, those of objects within under joined names. */
function texts(fields: Fields, before = ''): [name: string, text: string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (Array.isArray(value)) return [[before + name, value.join(' ')]];
    if (typeof value === 'object' && value !== null) return texts(value as Fields, `${before}${name}_`);
    return [[before + name, value === null ? '' : String(value)]];
  });
}

const READERS = { csv: readCsv, md: readMarkdown } as const;

/** Rows by the names of their columns. */
function rowsIn(
  format: keyof typeof READERS,
  words: readonly string[],
  root: string,
  note = '',
): Record<string, string>[] {
  const { status, stdout, stderr } = tj([...words, `--${format}`, ...(root === '' ? [] : ['--root', root])], home);
  expect({ status, stderr }).toEqual({ status: 0, stderr: note });
  const [head = [], ...rows] = READERS[format](stdout);
  expect(new Set(head).size).toBe(head.length);
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}

function json(words: readonly string[], root: string): Record<string, Fields[]> & { totals: Fields } {
  return JSON.parse(tj([...words, '--json', '--root', root], home).stdout);
}

describe.each(['csv', 'md'] as const)('--%s says what --json says, field by field', (format) => {
  it.each([
    ['runs', ['usage', '--by', 'day'], 'rows', 'day'],
    ['agents', ['usage', '--by', 'agent'], 'rows', 'agent'],
    ['agents', ['usage', '--by', 'tool'], 'rows', 'tool'],
    ['runs', ['sessions'], 'sessions', null],
    ['agents', ['agents'], 'agents', null],
    ['runs', ['runs'], 'runs', null],
    ['runs', ['runs', 'nightly-7'], 'members', null],
  ])('%s history: tj %j', (history, words, list, key) => {
    const root = roots[history] ?? '';
    const told = json(words, root)[list]?.map((row) => {
      return Object.fromEntries(texts(row).map(([name, text]) => [name === 'key' && key !== null ? key : name, text]));
    });
    expect(told?.length).toBeGreaterThan(1);
    expect(rowsIn(format, words, root)).toEqual(told);
  });

  it('two groupings are two columns', () => {
    const rows = rowsIn(format, ['usage', '--by', 'project,month'], roots.runs ?? '');
    const told = json(['usage', '--by', 'project,month'], roots.runs ?? '').rows;
    expect(rows.map(({ project, month }) => [project, month])).toEqual(told?.map(({ keys }) => keys));
  });

  it('totals alone are one row', () => {
    const root = roots.runs ?? '';
    expect(rowsIn(format, ['usage'], root)).toEqual([Object.fromEntries(texts(json(['usage'], root).totals))]);
  });

  it('tj pricing: prices in force, and with a model all its rows with each tier', () => {
    const rows = rowsIn(format, ['pricing'], '');
    expect(rows.find(({ model, mode }) => model === 'claude-opus-4-6' && mode === 'standard')).toMatchObject({
      ...{ input: '5', output: '25', cache_read: '0.5', cache_write_5m: '6.25', cache_write_1h: '10' },
    });
    const own = rowsIn(format, ['pricing', 'claude-sonnet-4-5'], '').map((row) => [row.until, row.prompt_tokens_above]);
    expect(own).toContainEqual(['2026-04-30', '200000']);
    const hourly = rowsIn(format, ['pricing', 'deepseek-v4-pro'], '');
    expect(hourly.map(({ hours_utc }) => hours_utc)).toContain('01:00-04:00');
    expect(new Set(hourly.map((row) => JSON.stringify(row))).size).toBe(hourly.length);
    expect(hourly[0]).toMatchObject({ price_provider: 'deepseek', ids: 'deepseek-v4-pro', confidence: 'listed' });
    const [regional] = rowsIn(format, ['pricing', 'us.anthropic.claude-opus-4-6-v1:0'], '');
    expect(regional).toMatchObject({ input: '5.5', charges: 'regional x1.1' });
  });

  it('nothing in the window is a head without rows', () => {
    const note = 'tj: nothing of this kind in this window\n';
    expect(rowsIn(format, ['sessions', '--since', '2030-01-01'], roots.runs ?? '', note)).toEqual([]);
  });
});

it('a title that a spreadsheet would run is text in it', () => {
  const [at, title] = ['2026-03-01T09:00:00Z', '=HYPERLINK("http://x|y","z")'];
  const said = [prompt(at, '/w', title), answer(at, '/w', 'm1', 'claude-opus-4-6', [1, 1, 1, 1])].join('\n');
  const root = makeRoot({ '-w/s1.jsonl': said });
  const titles = (format: 'csv' | 'md') => rowsIn(format, ['sessions'], root).map((row) => row.title);
  expect(titles('csv')).toContain(`'${title}`);
  expect(titles('md')).toContain(title);
});

it('one format at a time', () => {
  for (const words of [
    ['usage', '--csv', '--md'],
    ['sessions', '--csv', '--json'],
    ['pricing', '--md', '--json'],
  ]) {
    expect(tj(words, home).status).toBe(2);
  }
});
