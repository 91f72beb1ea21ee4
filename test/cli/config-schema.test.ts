import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS, checkedValue, configKey } from '../../src/cli/config-keys.ts';
import { checkConfig } from '../../src/cli/config-schema.ts';
import { traceRoots } from '../../src/cli/trace-roots.ts';
import { UserError } from '../../src/model/errors.ts';
import { PLANS } from '../../src/model/plan.ts';

const FILE = '/h/config.json';

/** What is said of a value in the file: null where it is one. */
function complaint(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

const bySchema = (name: string, json: unknown) => complaint(() => checkConfig({ [name]: json }, FILE));
const byHand = (name: string, json: unknown) =>
  complaint(() => checkedValue(configKey(name), json, `${FILE}: ${name}`));

describe('one file, two checks: by the schema (tj config) and by hand (everything else)', () => {
  it.each([
    ['plan', 'max', true],
    ['plan', 'Max', false],
    ['plan', null, false],
    ['plan', ['max'], false],
    ['plan', 'toString', false],
    ['idle_hours', 4, true],
    ['idle_hours', 0.25, true],
    ['idle_hours', 1e300, true],
    ['idle_hours', 0, false],
    ['idle_hours', -1, false],
    ['idle_hours', JSON.parse('1e999'), false],
    ['idle_hours', '4', false],
    ['trace_roots', [], true],
    ['trace_roots', ['/w/app', '/w/lib'], true],
    ['trace_roots', '/w/app', false],
    ['trace_roots', ['w/app'], false],
    ['trace_roots', ['/w/app', '~/lib'], false],
    ['trace_roots', ['/w/app', ''], false],
    ['trace_roots', ['/w/\u001b[2Japp'], false],
    ['trace_roots', ['/w/\u202eppa'], false],
    ['trace_roots', { 0: '/w/app' }, false],
  ])('%s %j: allowed %s', (name, json, allowed) => {
    expect(byHand(name, json) === null).toBe(allowed);
    expect(bySchema(name, json)).toBe(byHand(name, json));
  });

  it('both say the same of whatever JSON can hold', () => {
    const folder = fc.oneof(
      fc.constantFrom('/w', '/', '', 'w', './w'),
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `/${text}`),
    );
    const json = fc.oneof(
      fc.constantFrom(...PLANS),
      fc.double(),
      fc.integer({ min: -2, max: 2 }),
      fc.array(folder, { maxLength: 3 }),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...CONFIG_KEYS), json, ({ name }, value) => {
        expect(bySchema(name, value)).toBe(byHand(name, value));
      }),
      { numRuns: 2000 },
    );
  });

  it('an error names the file, the key, the value and what is allowed', () => {
    expect(bySchema('idle_hours', -1)).toBe('/h/config.json: idle_hours: -1: expected a number above 0');
    expect(bySchema('trace_roots', ['w\u001b[2J'])).toMatch(
      /^\/h\/config\.json: trace_roots: \["w\\u001b\[2J"\]: expected absolute folders \(in the file a list, /,
    );
  });

  it('keys of a later version may hold anything', () => {
    expect(complaint(() => checkConfig({ colour: ['blue'], plan: 'max' }, FILE))).toBeNull();
  });

  it('the schema has every key that there is', () => {
    for (const { name } of CONFIG_KEYS) expect(bySchema(name, { nothing: 'allows this' }), name).not.toBeNull();
  });
});

describe('a key read from a text', () => {
  it.each([
    ['plan', 'max', 'max'],
    ['idle_hours', '2.5', 2.5],
    ['idle_hours', '0x10', '0x10'],
    ['idle_hours', '1e3', '1e3'],
    ['idle_hours', '', ''],
    ['trace_roots', '/w/app:/w/lib:', ['/w/app', '/w/lib']],
  ])('%s of %j is %j', (name, text, json) => {
    expect(configKey(name).read(text)).toEqual(json);
  });
});

describe('traceRoots', () => {
  it('reads the variable; without one and without a file there is no limit', () => {
    const tjHome = '/nowhere/at/all';
    expect(traceRoots({ env: { TJ_TRACE_ROOTS: '/w/app:/w/lib' }, tjHome })).toEqual(['/w/app', '/w/lib']);
    expect(traceRoots({ env: {}, tjHome })).toEqual([]);
    expect(() => traceRoots({ env: { TJ_TRACE_ROOTS: 'w' }, tjHome })).toThrow(
      'TJ_TRACE_ROOTS: ["w"]: expected absolute',
    );
  });

  it('loads no package at all: the hook has no time for that', () => {
    expect(packagesBehind('cli/trace-roots.ts')).toEqual(new Set());
    expect(packagesBehind('cli/config-schema.ts')).toEqual(new Set(['zod']));
  });
});

/** Packages that a file of `src/` loads, by itself or through others; types are not loaded. */
function packagesBehind(path: string): Set<string> {
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const [packages, seen, open] = [new Set<string>(), new Set<string>(), [join(src, path)]];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const code = readFileSync(file, 'utf8');
    for (const [, what = '', specifier = ''] of code.matchAll(/^import\s([^'";]*?)\sfrom\s'([^']+)'/gm)) {
      if (what.startsWith('type ')) continue;
      if (specifier.startsWith('.')) open.push(join(file, '..', specifier));
      else if (!specifier.startsWith('node:')) packages.add(specifier);
    }
  }
  return packages;
}
