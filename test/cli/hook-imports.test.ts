import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

test('the hook loads nothing but files that it needs: no package, no store, no renderer', () => {
  const loaded = loadedBy(join(SRC, 'cli/commands/session-end.ts'));
  expect(loaded.filter((name) => !name.startsWith('node:') && !name.endsWith('.ts'))).toEqual([]);
  expect(loaded.filter((name) => /^(store|query|analyse|render|ingest|build|price)\//.test(name))).toEqual([]);
  expect(loaded.filter((name) => name.startsWith('parse/'))).toEqual(['parse/hook-payload.ts']);
  expect(loaded).toContain('spool/spool-report.ts');
});

test('the status line loads the store and no other package, and no prices before they are asked for', () => {
  const loaded = loadedBy(join(SRC, 'cli/commands/statusline.ts'));
  const packages = loaded.filter((name) => !name.startsWith('node:') && !name.endsWith('.ts'));
  expect(packages).toEqual(['better-sqlite3']);
  expect(loaded.filter((name) => /^(ingest|build|price|analyse)\//.test(name)).sort()).toEqual([
    'analyse/context-share.ts',
    'analyse/quota/pace.ts',
    'analyse/quota/quota-windows.ts',
    'analyse/quota/session-reports.ts',
  ]);
});

test('settings are parsed by commands that change or judge them only', () => {
  expect(loadedBy(join(SRC, 'cli/main.ts'))).not.toContain('jsonc-parser');
  expect(loadedBy(join(SRC, 'cli/commands/hook.ts'))).not.toContain('jsonc-parser');
  expect(loadedBy(join(SRC, 'cli/settings/set-hooks.ts'))).toContain('jsonc-parser');
});

/** Files below `src` and modules that are loaded as soon as the file is, types left out. */
function loadedBy(path: string, seen = new Set<string>()): string[] {
  const text = readFileSync(path, 'utf8');
  for (const [, specifier = ''] of text.matchAll(/^import (?!type\b)[^;]*?from '([^']+)';/gms)) {
    const target = specifier.startsWith('.') ? join(dirname(path), specifier) : specifier;
    const name = target.startsWith(SRC) ? target.slice(SRC.length + 1) : target;
    if (seen.has(name)) continue;
    seen.add(name);
    if (target !== specifier) loadedBy(target, seen);
  }
  return [...seen];
}
