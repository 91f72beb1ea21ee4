/** Makes docs/grafana.json of the questions in docs/team.md: `node test/team/dashboard.mjs --write`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DOCS = new URL('../../docs/', import.meta.url);
const PANEL = { w: 12, h: 9 };
// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in
const SOURCE = { type: 'grafana-clickhouse-datasource', uid: '${DS_CLICKHOUSE}' };

/** The dashboard as a text. */
export function dashboard() {
  const text = readFileSync(new URL('team.md', DOCS), 'utf8');
  const questions = [...text.matchAll(/^### \d+\. (.+)\n[\s\S]*?```sql\n-- \S+\n([\s\S]*?)```/gm)];
  const document = {
    __inputs: [{ name: 'DS_CLICKHOUSE', label: 'ClickHouse', type: 'datasource', pluginId: SOURCE.type }],
    __requires: [{ type: 'datasource', id: SOURCE.type, name: 'ClickHouse', version: '4.0.0' }],
    ...{ title: 'Claude Code, by tj', uid: 'tj-team', tags: ['claude-code', 'tj'], timezone: 'browser' },
    ...{ schemaVersion: 39, editable: true, time: { from: 'now-30d', to: 'now' } },
    panels: questions.map(([, title, sql], place) => panel(title, sql.trim(), place)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function panel(title, rawSql, place) {
  return {
    ...{ id: place + 1, type: 'table', title, datasource: SOURCE },
    gridPos: { ...PANEL, x: (place % 2) * PANEL.w, y: Math.floor(place / 2) * PANEL.h },
    // 1: a table.
    targets: [{ refId: 'A', datasource: SOURCE, editorType: 'sql', queryType: 'table', format: 1, rawSql }],
    options: { showHeader: true, cellHeight: 'sm' },
    fieldConfig: { defaults: {}, overrides: [{ matcher: { id: 'byName', options: 'Cost' }, properties: [DOLLARS] }] },
  };
}

const DOLLARS = { id: 'unit', value: 'currencyUSD' };

if (process.argv[2] === '--write') writeFileSync(fileURLToPath(new URL('grafana.json', DOCS)), dashboard());
