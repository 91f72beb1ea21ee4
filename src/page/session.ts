import { counted, fullCount } from '../model/counted.ts';
import { unpackTable } from '../model/packed-table.ts';
import type { PageClass, SessionRow } from '../render/page/page-data.ts';
import { PAGE_CLASSES } from '../render/page/page-data.ts';
import type { ContextPointRow, PageSession, SessionAgentRow, ToolRow, TurnRow } from '../render/page/page-session.ts';
import { contextChart } from './context-chart.ts';
import { command, h, named } from './dom.ts';
import { flame } from './flame.ts';
import { composition } from './overview.ts';
import type { Report } from './report.ts';
import { sessionName } from './sessions.ts';
import { timeline } from './timeline.ts';
import { lasting, shortCount, type Words } from './words.ts';

/** Tools that are listed. */
const TOOLS = 12;

/** One session looked into. */
export function sessionView(
  row: SessionRow,
  detail: PageSession,
  report: Report,
  words: Words,
  nameOf: (project: string) => string,
): HTMLElement[] {
  const [turns, agents] = [unpackTable<TurnRow>(detail.turns), unpackTable<SessionAgentRow>(detail.agents)];
  const points = unpackTable<ContextPointRow>(detail.context);
  const isOnly = report.data.session_id !== null;
  return [
    h(
      'section',
      { class: 'hero' },
      headOf(row, report, words, nameOf, isOnly),
      composition(usedBy(row.session_id, report)),
    ),
    ...[contextChart(points, detail.events, words), flame(turns, agents, words)].filter((each) => each !== null),
    timeline(turns, detail.map, detail.timeline, detail.untold, words),
    h('div', { class: 'two' }, modelsOf(detail, words), toolsOf(unpackTable<ToolRow>(detail.tools))),
  ];
}

function headOf(
  row: SessionRow,
  report: Report,
  words: Words,
  nameOf: (project: string) => string,
  isOnly: boolean,
): HTMLElement {
  const figure = (value: string, what: string) => h('div', { class: 'figure' }, h('dd', {}, value), h('dt', {}, what));
  const isGone = row.source === 'gone';
  return h(
    'div',
    {},
    isOnly ? null : h('p', { class: 'back' }, h('a', { href: '#sessions' }, '← all sessions')),
    h(
      'p',
      { class: 'when' },
      row.project === null ? null : [named(nameOf(row.project)), ' · '],
      `${words.moment(row.started_at)} to ${words.moment(row.ended_at)} · ${lasting(row.active_seconds)} active`,
    ),
    h('h1', {}, named(sessionName(row))),
    h(
      'dl',
      { class: 'figures' },
      row.cost_usd === null
        ? null
        : figure(words.cost(row.cost_usd), report.data.with_dollars ? 'at list price' : 'of the cost'),
      figure(shortCount(row.total_tokens), 'tokens'),
      figure(fullCount(row.prompts), 'prompts'),
      figure(fullCount(row.responses), 'responses'),
      figure(fullCount(row.tool_calls), row.tool_errors > 0 ? `calls, ${counted(row.tool_errors, 'error')}` : 'calls'),
    ),
    isGone
      ? h('p', { class: 'dim' }, 'Its transcript is gone: it cannot be resumed.')
      : h(
          'p',
          { class: 'commands' },
          command(`claude --resume ${row.session_id}`),
          row.cwd ? h('span', { class: 'dim folder' }, 'in ', h('bdi', {}, row.cwd)) : null,
        ),
  );
}

function usedBy(sessionId: string, report: Report) {
  const classes = Object.fromEntries(PAGE_CLASSES.map((each) => [each, { usd: 0, tokens: 0 }])) as Record<
    PageClass,
    { usd: number; tokens: number }
  >;
  let tokens = 0;
  for (const cell of report.cells) {
    if (cell.session_id !== sessionId) continue;
    for (const each of PAGE_CLASSES) {
      classes[each].usd += cell[`${each}_usd`] ?? 0;
      classes[each].tokens += cell[each];
      tokens += cell[each];
    }
  }
  return { classes, tokens };
}

function modelsOf({ models }: PageSession, words: Words): HTMLElement {
  const rows = models.map((each) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, named(each.model, 'cut')),
      h('td', { class: 'num strong' }, words.cost(each.cost_usd)),
      h('td', { class: 'num' }, shortCount(each.total_tokens)),
      h('td', { class: 'num dim' }, fullCount(each.responses)),
    ),
  );
  return plainTable('Models', ['', 'cost', 'tokens', 'responses'], rows, 'No response.');
}

function toolsOf(tools: readonly ToolRow[]): HTMLElement {
  const rows = tools
    .slice(0, TOOLS)
    .map((each) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, named(each.name, 'cut')),
        h('td', { class: 'num strong' }, fullCount(each.calls)),
        h('td', { class: 'num' }, each.errors === 0 ? '' : fullCount(each.errors)),
        h('td', { class: 'num' }, each.retries === 0 ? '' : fullCount(each.retries)),
        h('td', { class: 'num dim' }, shortCount(each.result_chars)),
      ),
    );
  return plainTable('Tools', ['', 'calls', 'errors', 'retries', 'chars back'], rows, 'No tool was called.');
}

function plainTable(
  title: string,
  heads: readonly string[],
  rows: readonly HTMLElement[],
  nothing: string,
): HTMLElement {
  const head = heads.map((text, i) =>
    h('th', { scope: 'col', class: i > 0 ? 'num' : null }, text === '' ? h('span', { class: 'unseen' }, 'name') : text),
  );
  const table = h('table', { class: 'plain' }, h('thead', {}, h('tr', {}, head)), h('tbody', {}, rows));
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, title),
    rows.length === 0 ? h('p', { class: 'dim' }, nothing) : table,
  );
}
