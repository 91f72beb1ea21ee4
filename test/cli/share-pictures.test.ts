import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { smallHistory } from './history.ts';
import { SECRET_NAMES, shareHistory } from './share-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

const PROJECT = resolve(import.meta.dirname, '../..');

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what this is for
const ACTS = /<script|[\u0000-\u0009\u000b-\u001f\u202e\ufffe\uffff]|&(?!amp;|lt;|gt;|quot;|#39;)/;

let home: string;
let root: string;
beforeAll(() => {
  home = newHome();
  root = shareHistory();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

const tokenmaxx = (...args: string[]) => tj(['tokenmaxx', '--root', root, '--db', join(home, 'tj.db'), ...args], home);

/** The picture that the options make. */
function svgOf(...args: string[]): string {
  const file = join(newHome(), 'card.svg');
  const { status, stdout, stderr } = tokenmaxx('--svg', file, ...args);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${file} written\n`, stderr: '' });
  return readFileSync(file, 'utf8');
}

const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((found) => found[1] ?? '');

describe('the picture of tokenmaxx', () => {
  it('is the one that README shows', () => {
    const file = join(PROJECT, 'docs/tokenmaxx.svg');
    const svg = svgOf();
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, svg);
    expect(svg).toBe(readFileSync(file, 'utf8'));
    expect(readFileSync(join(PROJECT, 'README.md'), 'utf8').includes('(docs/tokenmaxx.svg)')).toBe(true);
  });

  it('goes to standard output by the name -; a PNG does not', () => {
    const { status, stdout } = tokenmaxx('--svg', '-');
    expect({ status, isSame: stdout === svgOf() }).toEqual({ status: 0, isSame: true });
    expect(tokenmaxx('--png', '-')).toMatchObject({ status: 2, stderr: expect.stringMatching(/name a file/) });
  });

  it('of two pictures neither is written where one of them is there already', () => {
    const folder = newHome();
    writeFileSync(join(folder, 'there.png'), 'kept');
    const run = tokenmaxx('--svg', join(folder, 'new.svg'), '--png', join(folder, 'there.png'));
    expect(run).toMatchObject({ status: 1, stderr: expect.stringMatching(/is there already/) });
    expect(readdirSync(folder)).not.toContain('new.svg');
    expect(readFileSync(join(folder, 'there.png'), 'utf8')).toBe('kept');
  });

  it('has the figures of the card: tier, overhead, parts, the largest cause', () => {
    const texts = textsOf(svgOf());
    const { tier, overhead, quota_composition: parts } = JSON.parse(tokenmaxx('--json').stdout);
    const rounded = (share: number) => `${Math.round(share * 100)} %`;
    expect(texts).toContain(tier);
    expect(texts).toContain(rounded(overhead.list_price));
    for (const part of ['reread', 'rebuilt', 'written', 'output'])
      expect(texts).toContain(`${rounded(parts[part].share_list_price)} of cost`);
    expect(texts.join('\n')).toMatch(/largest cause: results of Read, \d+ % of cost/);
  });

  it('the pieces of its bar are as long as their shares, and together the whole', () => {
    const { quota_composition: parts } = JSON.parse(tokenmaxx('--json').stdout);
    const widths = [...svgOf().matchAll(/<rect x="[\d.]+" y="312" width="([\d.]+)" height="44" fill/g)].map((found) =>
      Number(found[1]),
    );
    expect(widths).toHaveLength(5);
    expect(Math.abs(widths.reduce((sum, each) => sum + each, 0) - 1072)).toBeLessThan(0.5);
    expect(widths[0]).toBeCloseTo(1072 * parts.reread.share_list_price, 0);
    expect(widths[4]).toBeCloseTo(1072 * parts.output.share_list_price, 0);
  });

  it('has the change to the week before where the window has both weeks, and with --weekly the same', () => {
    const change = (svg: string) => textsOf(svg).find((text) => text.endsWith('the week before'));
    expect(change(svgOf('--weekly'))).toMatch(/^\d+\.\d points leaner than the week before$/);
    expect(change(svgOf())).toBe(`the last 7 days: ${change(svgOf('--weekly'))}`);
    expect(change(svgOf('--since', '7d'))).toBeUndefined();
  });

  it('names no project, session or server unless it is asked to', () => {
    for (const args of [[], ['--weekly'], ['--model', 'opus'], ['--project', 'acme'], ['--since', 'all']]) {
      const svg = svgOf(...args);
      for (const name of SECRET_NAMES) expect([args, svg.includes(name)]).toEqual([args, false]);
    }
    expect(textsOf(svgOf('--with-names'))).toContain('acme-vault');
    expect(tokenmaxx('--with-names')).toMatchObject({ status: 2, stderr: expect.stringContaining('--svg and --png') });
  });

  it('is well formed, and nothing in a name acts on it', () => {
    const name = 'a<script>&"\'\u001b[31m\u202e\ud800';
    const evil = newHome();
    const folder = join(evil, 'projects/-w');
    mkdirSync(folder, { recursive: true });
    const source = readFileSync(
      join(smallHistory(), 'projects/-w-lib/bbbbbbbb-0000-4000-8000-000000000003.jsonl'),
      'utf8',
    );
    const at = JSON.stringify(`/w/${name}`).slice(1, -1);
    writeFileSync(
      join(folder, 'bbbbbbbb-0000-4000-8000-000000000003.jsonl'),
      source.replaceAll('/w/lib', () => at),
    );
    const file = join(newHome(), 'card.svg');
    expect(tj(['tokenmaxx', '--root', evil, '--svg', file, '--with-names'], evil).status).toBe(0);
    const svg = readFileSync(file, 'utf8');
    expect(svg).toContain('a&lt;script&gt;&amp;&quot;&#39;');
    expect(svg).not.toMatch(ACTS);
    const open = [...svg.matchAll(/<(\w+)(?:\s[^>]*[^/])?>/g)].map((found) => found[1]).sort();
    expect([...svg.matchAll(/<\/(\w+)>/g)].map((found) => found[1]).sort()).toEqual(open);
  });

  it('writes over nothing, and nothing into the folders of Claude Code', () => {
    const file = join(newHome(), 'card.svg');
    writeFileSync(file, 'mine');
    expect(tokenmaxx('--svg', file)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('is there already'),
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const within = join(root, 'projects/card.svg');
    expect(tokenmaxx('--svg', within)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("Claude's folders"),
    });
    expect(existsSync(within)).toBe(false);
  });

  it('is a file as others of the user are, to be shared', () => {
    const file = join(newHome(), 'card.svg');
    tokenmaxx('--svg', file);
    expect(statSync(file).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  it('with --json the document is all of standard output', () => {
    const file = join(newHome(), 'card.svg');
    expect(JSON.parse(tokenmaxx('--json', '--svg', file).stdout)).toMatchObject({ schema: 1 });
    expect(existsSync(file)).toBe(true);
  });

  it('of nothing there is no picture: the card says so', () => {
    const file = join(newHome(), 'card.svg');
    const { status, stdout } = tokenmaxx('--svg', file, '--until', '2020-01-01');
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('No responses') });
    expect(existsSync(file)).toBe(false);
  });
});

describe('the picture as a PNG', () => {
  const hasPackage = existsSync(join(PROJECT, 'node_modules/@resvg/resvg-js'));

  it.runIf(hasPackage)('is 2400 by 1260, with text in it', () => {
    const file = join(newHome(), 'card.png');
    expect(tokenmaxx('--png', file)).toMatchObject({ status: 0, stdout: `${file} written\n`, stderr: '' });
    const bytes = readFileSync(file);
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([2400, 1260]);
    // Shapes alone are a third of that.
    expect(bytes.length).toBeGreaterThan(90_000);
  });

  it('without the package one line says how to get it, and nothing is written', () => {
    const bare = newHome();
    for (const part of ['bin', 'dist', 'pricing', 'package.json'])
      cpSync(join(PROJECT, part), join(bare, part), { recursive: true });
    mkdirSync(join(bare, 'node_modules'));
    for (const name of readdirSync(join(PROJECT, 'node_modules')))
      if (name !== '@resvg') symlinkSync(join(PROJECT, 'node_modules', name), join(bare, 'node_modules', name));
    const file = join(bare, 'card.png');
    const { status, stdout, stderr } = tj(
      ['tokenmaxx', '--root', root, '--png', file],
      bare,
      {},
      { script: join(bare, 'bin/tj.js') },
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^tj: --png needs the package @resvg\/resvg-js .*npm install .*\n$/);
    expect(existsSync(file)).toBe(false);
  });
});
