import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** The folders of `src/` from the ground up: each may import from itself and from those before it, never from later ones. */
const FOLDERS = [
  'model',
  'discover',
  'spool',
  'read',
  'parse',
  'build',
  'price',
  'store',
  'ingest',
  'query',
  'analyse',
  'render',
  'export',
  'page',
  'cli',
];

/** Handed everything: no disk, no clock, no process. */
const PURE = new Set(['model', 'parse', 'build', 'price', 'analyse', 'render']);

/** Packages and the folders or files that may import each; any other package is a mistake too. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@modelcontextprotocol/server': ['cli/commands/mcp.ts'],
  '@modelcontextprotocol/server/stdio': ['cli/commands/mcp.ts'],
  '@pydantic/genai-prices': ['cli/third-party-prices.ts'],
  '@resvg/resvg-js': ['cli/picture-png.ts'],
  'better-sqlite3': ['store/'],
  'cli-table3': ['render/'],
  'fast-glob': ['discover/'],
  'image-size': ['parse/media-size.ts'],
  'jsonc-parser': ['cli/settings/'],
  'd3-hierarchy': ['page/'],
  'p-limit': ['export/send-sessions.ts'],
  uplot: ['page/'],
  chalk: ['cli/'],
  commander: ['cli/'],
  'supports-hyperlinks': ['cli/look.ts'],
  zod: ['price/user-price-file.ts', 'cli/config-schema.ts'],
};

/** Folders that a folder may take nothing but types from, though they come before it. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = {
  analyse: ['store', 'ingest', 'query'],
  render: ['store', 'ingest', 'query'],
};

/** All that the page in the browser may take from the rest: words and figures of the domain, and how these are written. */
const FOR_PAGE =
  /^(?:page\/|model\/(?:counted|long-lists|packed-table)\.ts$|render\/(?:format-number|project-names)\.ts$|render\/page\/page-(?:data|session)\.ts$)/;

/** What a pure folder must not say, with code in comments and texts taken out first. */
const IMPURE: readonly (readonly [string, RegExp])[] = [
  ['process', /(?<![\w$'"])(?<!(?<!globalThis)\.)process\b(?!\s*:)/],
  ['console', /(?<![.\w$])console\s*\./],
  ['Date.now', /\bDate\s*\.\s*now\b/],
  ['new Date() without argument', /\bnew\s+Date\s*(?:\(\s*\)|(?!\s*\())/],
  ['Date() called as a function', /(?<!new\s)(?<![.\w$])Date\s*\(/],
  ['performance', /(?<![.\w$])performance\b/],
  ['Math.random', /\bMath\s*\.\s*random\b/],
];

const MAX_LINES = 300;

/** Comments, then texts between single or double quotes; what stands between backticks is left, its code counts. */
const COMMENT_OR_TEXT = /\/\*[\s\S]*?\*\/|(?<![:'"`\\/])\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/** A call that is handed each element of a list as an argument: the engine takes about 120,000 of them. */
const LIST_AS_ARGUMENTS =
  /(?:\.(?:push|unshift|apply)|\bMath\s*\.\s*(?:max|min)|\bString\s*\.\s*from\w+)\(\s*(?:[\w.]+\s*,\s*)*\.\.\./;

interface Import {
  readonly specifier: string;
  readonly typesOnly: boolean;
}

interface SourceFile {
  /** Path below `src/`, with slashes. */
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  /** Without comments and with empty texts, for what is said in code. */
  readonly code: string;
  readonly imports: readonly Import[];
}

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => sourceFile(relative(SRC, join(entry.parentPath, entry.name)).split(sep).join('/')));

describe('the rules can see the code', () => {
  test('there is code, and imports are found in it', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(200);
    expect(files.filter((file) => file.imports.length === 0).length).toBeLessThan(files.length / 2);
  });

  test('every folder of src has its place in the order, and every place has code', () => {
    expect([...new Set(files.map((file) => file.folder))].sort()).toEqual([...FOLDERS].sort());
  });

  test('src holds TypeScript, and the frame and the style of the page', () => {
    const others = files.map((file) => file.path).filter((path) => !path.endsWith('.ts'));
    expect(others.sort()).toEqual(['page/page.html', 'page/style.css']);
  });

  test.each<[string, string, readonly string[]]>([
    [
      'a folder above',
      "import { x } from '../cli/main.ts';",
      ['parse/x.ts imports ../cli/main.ts, which comes after parse'],
    ],
    [
      'a type of a folder above',
      "import type { X } from '../cli/main.ts';",
      ['parse/x.ts imports ../cli/main.ts, which comes after parse'],
    ],
    [
      'an export from above',
      "export { x } from '../store/x.ts';",
      ['parse/x.ts imports ../store/x.ts, which comes after parse'],
    ],
    [
      'a lazy import from above',
      "await import('../render/x.ts')",
      ['parse/x.ts imports ../render/x.ts, which comes after parse'],
    ],
    ['a side effect', "import '../store/x.ts';", ['parse/x.ts imports ../store/x.ts, which comes after parse']],
    ['a folder below', "import { x } from '../model/x.ts';", []],
    ['its own folder', "import { x } from './y.ts';", []],
    ['out of src', "import { x } from '../../test/x.ts';", ['parse/x.ts imports ../../test/x.ts, which is not in src']],
    ['a Node module', "import { readFileSync } from 'node:fs';", ['parse/x.ts imports node:fs, but parse is pure']],
    [
      'a type of a Node module',
      "import type { Stats } from 'node:fs';",
      ['parse/x.ts imports node:fs, but parse is pure'],
    ],
    ['a required module', "const fs = require('node:fs');", ['parse/x.ts imports node:fs, but parse is pure']],
    [
      'a package of another folder',
      "import { z } from 'zod';",
      ['parse/x.ts imports zod, which belongs to price/user-price-file.ts, cli/config-schema.ts'],
    ],
    ['an unknown package', "import x from 'left-pad';", ['parse/x.ts imports left-pad, which no folder owns']],
  ])('the import rules see %s', (_, code, wrong) => {
    expect(wrongImports(readSource('parse/x.ts', code))).toEqual(wrong);
  });

  test('the page takes little of the rest, and nothing takes of the page', () => {
    const wrong = (path: string, from: string) => wrongImports(readSource(path, `import { x } from '${from}';`));
    expect(wrong('page/x.ts', '../render/format-number.ts')).toEqual([]);
    expect(wrong('page/x.ts', '../model/calendar.ts')).toEqual([
      'page/x.ts imports ../model/calendar.ts, which is not for the page',
    ]);
    expect(wrong('page/x.ts', 'node:fs')).toEqual(['page/x.ts imports node:fs, which a browser has not']);
    expect(wrong('cli/x.ts', '../page/dom.ts')).toEqual(['cli/x.ts imports ../page/dom.ts, which is for browsers']);
  });

  test('an analysis may take the types of rows, not the queries', () => {
    const rows = (what: string) => wrongImports(readSource('analyse/x.ts', `import ${what} from '../query/x.ts';`));
    expect(rows('type { Row }')).toEqual([]);
    expect(rows('{ type Row }')).toEqual([]);
    expect(rows('{ ask, type Row }')).toEqual(['analyse/x.ts imports ../query/x.ts, of which it may take types only']);
  });

  test.each<[string, string | null]>([
    ['const at = Date.now();', 'Date.now'],
    ['const at = new Date();', 'new Date() without argument'],
    ['const at = new Date;', 'new Date() without argument'],
    ['const at = new Date(ms);', null],
    ['const at = Date();', 'Date() called as a function'],
    ['const t = performance.now();', 'performance'],
    ['const e = process.env;', 'process'],
    ['const e = globalThis.process;', 'process'],
    ['console.log(1);', 'console'],
    ['const x = Math.random();', 'Math.random'],
    ['// the process of Date.now', null],
    ["const word = 'process';", null],
    ['const url = "https://x"; process.exit();', 'process'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code under test
    ['const t = `${process.pid}`;', 'process'],
  ])('the purity rules judge `%s`', (code, wrong) => {
    expect(impurities(readSource('model/x.ts', code))).toEqual(wrong === null ? [] : [`model/x.ts says ${wrong}`]);
  });

  test.each<[string, boolean]>([
    ['all.push(...more)', true],
    ['all.unshift(\n  ...more)', true],
    ['Math.max(0, ...sizes)', true],
    ['Math.min(...sizes.map(sizeOf))', true],
    ['all.push({ ...one })', false],
    ['statement.run(id, ...row)', false],
    ['[...all, ...more]', false],
  ])('the rule of long lists judges `%s`', (code, wrong) => {
    expect(LIST_AS_ARGUMENTS.test(readSource('model/x.ts', code).code)).toBe(wrong);
  });
});

describe('the code keeps the rules', () => {
  test('imports point to the same folder or one before it, packages have one owner, pure folders import no Node module', () => {
    expect(files.flatMap(wrongImports)).toEqual([]);
  });

  test('pure folders use no clock, process, console or chance', () => {
    expect(files.flatMap(impurities)).toEqual([]);
  });

  test('no list that may be as long as the input is handed on as arguments', () => {
    expect(files.filter(({ code }) => LIST_AS_ARGUMENTS.test(code)).map(({ path }) => path)).toEqual([]);
  });

  test('no default exports and no barrels', () => {
    const wrong = files.filter(({ code }) =>
      /\bexport\s+default\b|\bas\s+default\b|\bexport\s*(?:type\s*)?\*/.test(code),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  test('relative imports carry their extension and lead to a file', () => {
    const known = new Set(files.map((file) => file.path));
    const wrong = files.flatMap((file) =>
      file.imports
        .filter(
          ({ specifier }) => specifier.startsWith('.') && !known.has(posix.join(posix.dirname(file.path), specifier)),
        )
        .map(({ specifier }) => `${file.path}: ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });

  test(`no file has more than ${MAX_LINES} lines`, () => {
    const code = files.filter(({ path }) => !path.endsWith('.css'));
    const long = code.map(({ path, text }) => [path, text.split('\n').length - 1] as const);
    expect(long.filter(([, lines]) => lines > MAX_LINES)).toEqual([]);
  });
});

function wrongImports(file: SourceFile): string[] {
  return file.imports.flatMap(({ specifier, typesOnly }) => {
    const told = (why: string) => [`${file.path} imports ${specifier}, ${why}`];
    if (specifier.startsWith('.')) {
      const target = posix.join(posix.dirname(file.path), specifier);
      const folder = target.split('/')[0] ?? '';
      if (!FOLDERS.includes(folder)) return told('which is not in src');
      if (FOLDERS.indexOf(folder) > FOLDERS.indexOf(file.folder)) return told(`which comes after ${file.folder}`);
      if (file.folder === 'page' && !FOR_PAGE.test(target)) return told('which is not for the page');
      if (folder === 'page' && file.folder !== 'page') return told('which is for browsers');
      if (TYPES_ONLY[file.folder]?.includes(folder) && !typesOnly) return told('of which it may take types only');
      return [];
    }
    if (specifier.startsWith('node:') && file.folder === 'page') return told('which a browser has not');
    if (specifier.startsWith('node:')) return PURE.has(file.folder) ? told(`but ${file.folder} is pure`) : [];
    const owners = PACKAGES[specifier];
    if (owners === undefined) return told('which no folder owns');
    return owners.some((owner) => file.path.startsWith(owner)) ? [] : told(`which belongs to ${owners.join(', ')}`);
  });
}

function impurities(file: SourceFile): string[] {
  if (!PURE.has(file.folder)) return [];
  return IMPURE.filter(([, pattern]) => pattern.test(file.code)).map(([what]) => `${file.path} says ${what}`);
}

function sourceFile(path: string): SourceFile {
  return readSource(path, readFileSync(join(SRC, path), 'utf8'));
}

function readSource(path: string, text: string): SourceFile {
  return { path, folder: path.split('/')[0] ?? '', text, code: codeOnly(text), imports: importsOf(text) };
}

function importsOf(text: string): Import[] {
  const code = text.replace(COMMENT_OR_TEXT, (found) => (/^\/[/*]/.test(found) ? ' ' : found));
  const declared = [...code.matchAll(/\b(?:import|export)\s+([^'";]*?)\s*from\s*['"]([^'"]+)['"]/g)];
  const others = [
    ...code.matchAll(/(?<!['"])\bimport\s*\(?\s*['"]([^'"]+)['"]|\brequire(?:\.resolve)?\(\s*['"]([^'"]+)['"]/g),
  ];
  return [
    ...declared.map(([, what = '', specifier = '']) => ({ specifier, typesOnly: takesTypesOnly(what) })),
    ...others.map(([, lazy, required]) => ({ specifier: lazy ?? required ?? '', typesOnly: false })),
  ];
}

function takesTypesOnly(what: string): boolean {
  if (/^type\b/.test(what)) return true;
  const names = /^\{([\s\S]*)\}$/
    .exec(what)?.[1]
    ?.split(',')
    .map((name) => name.trim());
  return names?.every((name) => name === '' || name.startsWith('type ')) ?? false;
}

function codeOnly(text: string): string {
  return text.replace(COMMENT_OR_TEXT, (found) => (/^\/[/*]/.test(found) ? ' ' : "''"));
}
