import type { PageData } from '../render/page/page-data.ts';
import { projectNames } from '../render/project-names.ts';
import { contextView } from './context.ts';
import { themeChanged } from './day-chart.ts';
import { fill, h, tooltip } from './dom.ts';
import { levers } from './levers.ts';
import { overview, rangeCommand, rangeName } from './overview.ts';
import { quotaView } from './quota.ts';
import { Report } from './report.ts';
import { sessionView } from './session.ts';
import { sessionLinks, sessionName, sessionsView } from './sessions.ts';
import { Words } from './words.ts';
import { agentsView, auditView } from './work.ts';

const SECTIONS = [
  ['overview', 'Overview'],
  ['levers', 'What would change it'],
  ['context', 'Prompts'],
  ['sessions', 'Sessions'],
  ['agents', 'Agents'],
  ['audit', 'Simple work'],
  ['quota', 'Quota'],
] as const;

start();

function start(): void {
  const page = document.getElementById('page');
  const text = document.getElementById('data')?.textContent;
  if (page === null || !text) throw new Error('a page has its data');
  const data = JSON.parse(text) as PageData;
  const report = new Report(data);
  const words = new Words(data);
  const known = projectNames(report.cells.map(({ project }) => project));
  const nameOf = (project: string) => (project === 'unknown' ? 'no project' : known(project));
  const whole = h('main', { id: 'whole' });
  const one = h('main', { id: 'one', hidden: true });
  fill(page, topOf(report), whole, one, footOf(report, words));
  let isDrawn = false;
  const drawWhole = () => {
    if (isDrawn) return;
    isDrawn = true;
    const link = sessionLinks(report);
    fill(
      whole,
      overview(report, words, nameOf),
      levers(report, link),
      contextView(report),
      sessionsView(report, words, nameOf),
      agentsView(report, words, link),
      auditView(report, words, link),
      quotaView(report, words),
    );
  };
  const rows = new Map(report.sessions.map((row) => [row.session_id, row]));
  const route = () => {
    tooltip(null);
    const asked = /^#session\/(.+)$/.exec(location.hash)?.[1] ?? (location.hash === '' ? data.session_id : null);
    const [row, detail] = [rows.get(asked ?? ''), data.details[asked ?? '']];
    const isOne = row !== undefined && detail !== undefined;
    whole.hidden = isOne;
    one.hidden = !isOne;
    if (isOne) {
      fill(one, sessionView(row, detail, report, words, nameOf));
      document.title = `${sessionName(row)} · tj report`;
      scrollTo(0, 0);
    } else {
      drawWhole();
      document.title = `tj report${data.words.window === '' ? '' : ` · ${data.words.window}`}`;
      document.getElementById(location.hash.slice(1))?.scrollIntoView();
    }
  };
  addEventListener('hashchange', route);
  watchTheme();
  route();
}

function topOf(report: Report): HTMLElement {
  const range = h('div', { class: 'range', 'aria-live': 'polite' });
  report.follow(() => {
    if (report.range === null) return fill(range);
    fill(
      range,
      h('strong', {}, rangeName(report)),
      h('button', { type: 'button', onclick: () => report.look(null), 'aria-label': 'look at all again' }, 'all'),
      rangeCommand(report),
    );
  }, 'now');
  const links = SECTIONS.map(([id, name]) => h('a', { href: `#${id}` }, name));
  return h(
    'header',
    { class: 'top' },
    h(
      'div',
      { class: 'inner' },
      h('a', { class: 'brand', href: '#overview' }, h('b', {}, 'tj'), ' report'),
      h('nav', { 'aria-label': 'parts of the page' }, links),
      themeButton(),
    ),
    range,
  );
}

const THEMES = ['system', 'light', 'dark'] as const;

/** The theme of the system, or one of the two. */
function themeButton(): HTMLElement {
  let chosen = 0;
  const button = h('button', { type: 'button', class: 'theme', onclick: () => next() }, 'theme: system');
  function next() {
    chosen = (chosen + 1) % THEMES.length;
    const theme = THEMES[chosen] ?? 'system';
    button.textContent = `theme: ${theme}`;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    redraw();
  }
  return button;
}

function watchTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  matchMedia('print').addEventListener('change', redraw);
}

function redraw(): void {
  for (const changed of themeChanged) changed();
}

function footOf({ data }: Report, words: Words): HTMLElement {
  return h(
    'footer',
    {},
    data.words.foot.map((line) => h('p', {}, line)),
    h(
      'p',
      {},
      `Made ${words.moment(data.made_at)} by tj ${data.version} from the transcripts on this disk; times in ${data.zone}. It asks nobody for anything.`,
    ),
    h(
      'p',
      {},
      'The same in the terminal: tj usage, tj context, tj advise, tj sessions, tj agents, tj quota-audit, tj quota; for programs with ',
      h('span', { class: 'whole-word' }, '--json'),
      '.',
    ),
  );
}
