import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
// @ts-expect-error: it has no types
import { dashboard } from './dashboard.mjs';

test('the dashboard asks the questions of docs/team.md: node test/team/dashboard.mjs --write', () => {
  const text = readFileSync(new URL('../../docs/grafana.json', import.meta.url), 'utf8');
  const { panels } = JSON.parse(text) as { panels: { title: string; targets: { rawSql: string }[] }[] };
  expect(panels).toHaveLength(8);
  for (const { targets } of panels) expect(targets[0]?.rawSql).toMatch(/^SELECT [\s\S]*FROM tj_spans FINAL/);
  expect(text).toBe(dashboard());
});
