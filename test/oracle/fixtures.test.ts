import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyEdge, FIXTURES, removeRoots } from '../corpus.ts';
import { countFolder } from './count.ts';

type Numbers = Readonly<Record<string, number>>;

const expected = table('expected.json');
const owners = table('expected-owners.json');

afterAll(removeRoots);

describe('the independent count arrives at the totals worked out by hand', () => {
  it.each(Object.entries(expected))('%s', (name, numbers) => {
    const { totals, recovered, unfinished, bad_lines } = countFolder(configDirOf(name));
    const { total_tokens, ...counted } = totals;
    expect({ ...counted, recovered, unfinished, bad_lines }).toEqual(numbers);
    expect(total_tokens).toBe(counted.input_tokens + counted.output_tokens + cached(counted));
  });
});

describe('a response belongs to the session that produced it (C4)', () => {
  it.each(Object.entries(owners))('%s', (name, responses) => {
    const { bySession } = countFolder(configDirOf(name));
    expect(Object.fromEntries([...bySession].map(([session, sums]) => [session, sums.responses]))).toEqual(responses);
  });
});

it('every fixture has an entry in expected.json and a row in the README', () => {
  const names = fixtureNames();
  expect(names.length).toBeGreaterThan(50);
  expect(Object.keys(expected).sort()).toEqual(names);
  const readme = readFileSync(join(FIXTURES, 'README.md'), 'utf8');
  expect(names.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
});

it('the bytes that a fixture is about are still there', () => {
  const bytesOf = (name: string) => {
    const project = join(FIXTURES, '2.1.100', name, 'projects', 'p');
    return Buffer.concat(readdirSync(project).map((file) => readFileSync(join(project, file))));
  };
  expect(bytesOf('crlf').includes('\r\n')).toBe(true);
  expect(bytesOf('bom').subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
  expect(bytesOf('nul').includes(0)).toBe(true);
  expect(bytesOf('u2028').includes('\u2028')).toBe(true);
  expect(bytesOf('no-final-newline').at(-1)).not.toBe(0x0a);
  expect(bytesOf('torn-last-line').at(-1)).not.toBe(0x0a);
});

function configDirOf(name: string): string {
  return name.startsWith('edge/') ? copyEdge(name.slice('edge/'.length)) : join(FIXTURES, name);
}

function cached(counted: Numbers): number {
  const parts = ['cache_read_tokens', 'cache_write_5m_tokens', 'cache_write_1h_tokens'];
  return parts.reduce((sum, part) => sum + (counted[part] ?? 0), 0);
}

/** `2.1.140/growing-output`, `edge/dup` and so on. */
function fixtureNames(): string[] {
  const versions = readdirSync(FIXTURES).filter((name) => /^\d/.test(name));
  const folders = versions.flatMap((version) =>
    readdirSync(join(FIXTURES, version)).map((name) => `${version}/${name}`),
  );
  const edge = readdirSync(join(FIXTURES, 'edge')).filter((name) => name.endsWith('.jsonl'));
  return [...folders, ...edge.map((name) => `edge/${name.slice(0, -'.jsonl'.length)}`)].sort();
}

function table(file: string): Readonly<Record<string, Numbers>> {
  return JSON.parse(readFileSync(join(FIXTURES, file), 'utf8'));
}
