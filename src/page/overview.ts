import { counted, fullCount } from '../model/counted.ts';
import { PAGE_CLASSES } from '../render/page/page-data.ts';
import { dayChart } from './day-chart.ts';
import { command, fill, h, named, styled } from './dom.ts';
import type { Report, Sums, Used } from './report.ts';
import { bucketNames, CLASS_NAMES, roundPercent, shortCount, type Words } from './words.ts';

/** Projects or models in a list; the rest is counted. */
const RANKED = 7;

/** Where it went: the largest fact, the whole as one bar, day by day, by project and by model. */
export function overview(report: Report, words: Words, nameOf: (project: string) => string): HTMLElement[] {
  const hero = h('section', { id: 'overview', class: 'hero' });
  report.follow(() => fill(hero, heroOf(report, words)), 'now');
  const [projects, models] = [h('section', { class: 'card' }), h('section', { class: 'card' })];
  report.follow(() => {
    const { byProject, byModel } = report.sums;
    fill(projects, h('h2', {}, 'By project'), ranking(byProject, report.sums, words, report.data.with_dollars, nameOf));
    fill(
      models,
      h('h2', {}, 'By model'),
      ranking(byModel, report.sums, words, report.data.with_dollars, (model) => model),
    );
  }, 'now');
  return [hero, dayChart(report, words, nameOf), h('div', { class: 'two' }, projects, models)];
}

function heroOf(report: Report, words: Words): HTMLElement[] {
  const { sums, range } = report;
  const { words: given, more_sessions } = report.data;
  const when = range === null ? given.window || 'One session' : rangeName(report);
  const figure = (value: string, what: string) => h('div', { class: 'figure' }, h('dd', {}, value), h('dt', {}, what));
  const priced = report.data.usage.totals.cost_usd !== null;
  return [
    h(
      'div',
      {},
      h('p', { class: 'when' }, when),
      h('h1', {}, range === null ? given.headline : headlineOf(sums)),
      h(
        'dl',
        { class: 'figures' },
        priced && (report.data.with_dollars || range !== null)
          ? figure(words.cost(sums.usd), report.data.with_dollars ? 'at list price' : 'of the cost')
          : null,
        figure(shortCount(sums.tokens), 'tokens'),
        figure(`${fullCount(sums.sessions)}${range !== null && more_sessions > 0 ? '+' : ''}`, 'sessions'),
        figure(fullCount(sums.responses), 'responses'),
      ),
    ),
    composition(sums),
  ];
}

/** `Nov 3 to Nov 9`. */
export function rangeName({ range, buckets }: Report): string {
  if (range === null) return '';
  const [from, to] = [buckets[range.from] ?? '', buckets[range.to] ?? ''].map(bucketNames(buckets));
  return from === to ? (from ?? '') : `${from} to ${to}`;
}

/** The command that makes a page of the range alone; null where it would not be of the same. */
export function rangeCommand({ range, buckets, data }: Report): HTMLElement | null {
  if (range === null || data.usage.by !== 'day' || data.command === null) return null;
  return command(`${data.command} --since ${buckets[range.from]} --until ${buckets[range.to]}`);
}

const SUBJECTS = {
  reread: 'Old context, sent again,',
  rebuilt: 'Rebuilding a lost cache',
  written: 'New context',
  new_input: 'Input that no cache held',
  output: 'Output',
} as const;

function headlineOf({ classes, usd, tokens }: Sums): string {
  const isPriced = usd > 0;
  const weight = (each: (typeof PAGE_CLASSES)[number]) => (isPriced ? classes[each].usd : classes[each].tokens);
  const all = PAGE_CLASSES.reduce((sum, each) => sum + weight(each), 0);
  if (tokens === 0 || all === 0) return 'Nothing happened in this range.';
  const most = PAGE_CLASSES.reduce((a, b) => (weight(b) > weight(a) ? b : a));
  return `${SUBJECTS[most]} took ${roundPercent(weight(most) / all)} of ${isPriced ? 'the cost' : 'the tokens'}.`;
}

/** The whole as one bar, and what each class took, the dearest first. */
export function composition({ classes, tokens }: Pick<Sums, 'classes' | 'tokens'>): HTMLElement {
  const usd = PAGE_CLASSES.reduce((sum, each) => sum + classes[each].usd, 0);
  const cost = (each: (typeof PAGE_CLASSES)[number]) => (usd === 0 ? null : classes[each].usd / usd);
  const share = (each: (typeof PAGE_CLASSES)[number]) => (tokens === 0 ? null : classes[each].tokens / tokens);
  const weight = (each: (typeof PAGE_CLASSES)[number]) => cost(each) ?? share(each) ?? 0;
  const shown = PAGE_CLASSES.filter((each) => classes[each].tokens > 0);
  const bar = h(
    'div',
    { class: 'whole', 'aria-hidden': 'true' },
    shown.map((each) => styled(h('i', { class: each }), { 'flex-grow': String(weight(each)) })),
  );
  const rows = [...shown]
    .sort((a, b) => weight(b) - weight(a))
    .map((each) => {
      const [name, meaning] = CLASS_NAMES[each];
      return h(
        'tr',
        {},
        h(
          'th',
          { scope: 'row' },
          h('i', { class: `swatch ${each}` }),
          name,
          meaning === '' ? null : h('span', { class: 'dim meaning' }, meaning),
        ),
        h('td', { class: 'num strong' }, roundPercent(cost(each))),
        h('td', { class: 'num' }, roundPercent(share(each))),
        h('td', { class: 'num dim' }, shortCount(classes[each].tokens)),
      );
    });
  const head = h(
    'tr',
    {},
    h('th', { scope: 'col' }, h('span', { class: 'unseen' }, 'class')),
    h('th', { scope: 'col', class: 'num' }, 'cost'),
    h('th', { scope: 'col', class: 'num', colspan: 2 }, 'tokens'),
  );
  return h(
    'div',
    { class: 'composition' },
    bar,
    h('table', { class: 'plain' }, h('thead', {}, head), h('tbody', {}, rows)),
  );
}

function ranking(
  by: ReadonlyMap<string, Used>,
  whole: Used,
  words: Words,
  withDollars: boolean,
  nameOf: (key: string) => string,
): HTMLElement {
  const isPriced = whole.usd > 0;
  // Of what the rows add up to: parts that are rounded each do not add up to a whole that is rounded once.
  const usd = [...by.values()].reduce((sum, used) => sum + used.usd, 0);
  const share = (used: Used) => (isPriced ? used.usd / usd : whole.tokens === 0 ? 0 : used.tokens / whole.tokens);
  const all = [...by].sort(([, a], [, b]) => share(b) - share(a) || b.tokens - a.tokens);
  const most = all[0] === undefined ? 1 : share(all[0][1]) || 1;
  const rows = all
    .slice(0, RANKED)
    .map(([key, used]) =>
      h(
        'tr',
        {},
        h(
          'th',
          { scope: 'row' },
          named(nameOf(key), 'cut'),
          h(
            'div',
            { class: 'bar', 'aria-hidden': 'true' },
            styled(h('i'), { width: `${(share(used) / most) * 100}%` }),
          ),
        ),
        h('td', { class: 'num strong' }, isPriced ? roundPercent(share(used)) : '-'),
        h('td', { class: 'num' }, roundPercent(whole.tokens === 0 ? null : used.tokens / whole.tokens)),
        h('td', { class: 'num dim' }, withDollars ? words.cost(isPriced ? used.usd : null) : shortCount(used.tokens)),
      ),
    );
  const unseen = (text: string) => h('th', { scope: 'col' }, h('span', { class: 'unseen' }, text));
  const heads = ['cost', 'tokens'].map((text) => h('th', { scope: 'col', class: 'num' }, text));
  const head = [unseen('name'), ...heads, unseen(withDollars ? 'list price' : 'count of tokens')];
  const more = all.length - RANKED;
  return h(
    'div',
    {},
    h('table', { class: 'plain ranking' }, h('thead', {}, h('tr', {}, head)), h('tbody', {}, rows)),
    more > 0 ? h('p', { class: 'dim' }, `and ${counted(more, 'other')}`) : null,
    all.length === 0 ? h('p', { class: 'dim' }, 'Nothing in this range.') : null,
  );
}
