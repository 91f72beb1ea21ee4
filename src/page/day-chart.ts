import uPlot from 'uplot';
import type { PageClass } from '../render/page/page-data.ts';
import { PAGE_CLASSES } from '../render/page/page-data.ts';
import { append, chartFont, choice, colourOf, fill, h, tipRows, tooltip } from './dom.ts';
import type { Metric, Report } from './report.ts';
import { bucketNames, CLASS_NAMES, shortCount, type Words } from './words.ts';

/** One layer of the stacked bars: a class of tokens, a model or a project. */
interface Layer {
  readonly name: string;
  /** The swatch of the style sheet. */
  readonly swatch: string;
  /** By bucket. */
  readonly values: number[];
}

type By = 'class' | 'model' | 'project';

/** Layers that have a colour of their own; what is beyond is one. */
const LAYERS = 6;

const HEIGHT = 250;

/** Cost or tokens by hour or day, stacked; dragging over it, or the two lists below, picks a range that all else follows. */
export function dayChart(report: Report, words: Words, nameOf: (project: string) => string): HTMLElement {
  let metric: Metric = report.data.usage.totals.cost_usd === null ? 'tokens' : 'cost';
  let by: By = 'class';
  const place = h('div', { class: 'chart', role: 'img' });
  const legend = h('div', { class: 'legend' });
  const { buckets } = report;
  let plot: uPlot | null = null;
  const { with_dollars, usage } = report.data;
  // Shares are drawn as such, so that their axis has round ones.
  const unit = () => (metric === 'cost' && !with_dollars ? usage.totals.cost_usd || 1 : 1);
  const text = (value: number) => (metric === 'cost' ? words.cost(value * unit()) : shortCount(value));

  function draw() {
    plot?.destroy();
    const of = unit();
    const layers = layersOf(report, metric, by, nameOf).map((layer) => ({
      ...layer,
      values: layer.values.map((value) => value / of),
    }));
    plot = stackedBars(place, layers, buckets, text, report);
    fill(
      legend,
      layers.map((layer) => h('span', {}, h('i', { class: `swatch ${layer.swatch}` }), layer.name)),
    );
    const what = metric === 'cost' ? 'cost' : 'tokens';
    place.setAttribute('aria-label', `${what} by ${report.data.usage.by} and ${by}; the table below has its figures`);
    showRange();
  }

  function showRange() {
    if (plot === null) return;
    const { range } = report;
    const [from, to] = range === null ? [0, 0] : [range.from - 0.5, range.to + 0.5];
    const left = plot.valToPos(from, 'x');
    const width = range === null ? 0 : plot.valToPos(to, 'x') - left;
    plot.setSelect({ left, width, top: 0, height: range === null ? 0 : plot.over.clientHeight }, false);
  }

  const card = h('section', { class: 'card', 'aria-labelledby': 'by-time' });
  const title = report.data.usage.by === 'day' ? 'Day by day' : 'Hour by hour';
  const setMetric = (value: Metric) => {
    metric = value;
    draw();
  };
  const setBy = (value: By) => {
    by = value;
    draw();
  };
  const costs = [['cost', 'cost'] as const, ['tokens', 'tokens'] as const];
  append(card, [
    h(
      'div',
      { class: 'card-head' },
      h('h2', { id: 'by-time' }, title),
      choice('what bars are of', costs, metric, setMetric),
      choice(
        'what bars are stacked by',
        [
          ['class', 'class'],
          ['model', 'model'],
          ['project', 'project'],
        ],
        by,
        setBy,
      ),
      rangePicker(report),
    ),
    place,
    h(
      'div',
      { class: 'row spread' },
      legend,
      h('p', { class: 'dim hint' }, 'Drag over the bars to look at a part; everything below follows.'),
    ),
    bucketTable(report, words),
  ]);
  requestAnimationFrame(() => {
    draw();
    report.follow(showRange, 'now');
    whenResized(place, draw);
  });
  return card;
}

/** Two lists of days, for those who do not drag. */
function rangePicker(report: Report): HTMLElement {
  const nameOf = bucketNames(report.buckets);
  const options = () => report.buckets.map((bucket, i) => h('option', { value: i }, nameOf(bucket)));
  const from = h('select', { 'aria-label': 'from', onchange: () => pick(true) }, options());
  const to = h('select', { 'aria-label': 'to', onchange: () => pick(false) }, options());
  function pick(isFrom: boolean) {
    const [a, b] = [Number(from.value), Number(to.value)];
    report.look(a <= b ? { from: a, to: b } : isFrom ? { from: a, to: a } : { from: b, to: b });
  }
  report.follow(() => {
    from.value = String(report.range?.from ?? 0);
    to.value = String(report.range?.to ?? report.buckets.length - 1);
  }, 'now');
  return h('div', { class: 'range-picker' }, from, h('span', { 'aria-hidden': 'true' }, '–'), to);
}

/** The same figures as a table, made when it is asked for. */
function bucketTable(report: Report, words: Words): HTMLElement {
  const details = h('details', { class: 'as-table' }, h('summary', {}, 'as a table'));
  details.addEventListener('toggle', () => {
    if (details.children.length > 1) return;
    const sums = report.buckets.map((bucket, place) => {
      const cells = report.cells.filter((cell) => cell.place === place);
      const of = (each: PageClass) => cells.reduce((sum, cell) => sum + cell[each], 0);
      return { bucket, usd: cells.reduce((sum, cell) => sum + (cell.cost_usd ?? 0), 0), tokens: PAGE_CLASSES.map(of) };
    });
    const head = [report.data.usage.by, 'cost', ...PAGE_CLASSES.map((each) => CLASS_NAMES[each][0])];
    const used = sums.filter(({ tokens }) => tokens.some((count) => count > 0));
    const rows = used.map(({ bucket, usd, tokens }) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, bucketNames(report.buckets)(bucket)),
        h('td', { class: 'num' }, words.cost(usd)),
        tokens.map((count) => h('td', { class: 'num' }, shortCount(count))),
      ),
    );
    const heads = head.map((text, i) => h('th', { scope: 'col', class: i > 0 ? 'num' : null }, text));
    const table = h('table', {}, h('thead', {}, h('tr', {}, heads)), h('tbody', {}, rows));
    details.append(
      h('p', { class: 'dim' }, used.length < sums.length ? 'Those without a response are left out.' : ''),
      h('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'figures of the chart' }, table),
    );
  });
  return details;
}

function layersOf(report: Report, metric: Metric, by: By, nameOf: (project: string) => string): Layer[] {
  const layer = (name: string, swatch: string): Layer => ({ name, swatch, values: report.buckets.map(() => 0) });
  const add = (to: Layer | undefined, place: number, value: number) => {
    if (to !== undefined && place >= 0) to.values[place] = (to.values[place] ?? 0) + value;
  };
  if (by === 'class') {
    const layers = new Map(PAGE_CLASSES.map((each) => [each, layer(CLASS_NAMES[each][0], each)]));
    for (const cell of report.cells)
      for (const each of PAGE_CLASSES)
        add(layers.get(each), cell.place, metric === 'cost' ? (cell[`${each}_usd`] ?? 0) : cell[each]);
    return [...layers.values()];
  }
  const sums = by === 'model' ? report.sums.byModel : report.sums.byProject;
  const weight = (key: string) => (metric === 'cost' ? sums.get(key)?.usd : sums.get(key)?.tokens) ?? 0;
  const keys = [...new Set(report.cells.map((cell) => cell[by]))].sort((a, b) => weight(b) - weight(a));
  const own = new Map(
    keys.slice(0, LAYERS).map((key, i) => [key, layer(by === 'project' ? nameOf(key) : key, `layer-${i + 1}`)]),
  );
  const rest = layer(`${keys.length - LAYERS} more`, 'layer-rest');
  for (const cell of report.cells) {
    const tokens = PAGE_CLASSES.reduce((sum, each) => sum + cell[each], 0);
    add(own.get(cell[by]) ?? rest, cell.place, metric === 'cost' ? (cell.cost_usd ?? 0) : tokens);
  }
  return keys.length > LAYERS ? [...own.values(), rest] : [...own.values()];
}

function stackedBars(
  place: HTMLElement,
  layers: readonly Layer[],
  buckets: readonly string[],
  text: (value: number) => string,
  report: Report,
): uPlot {
  // The first layer lies at the bottom: each is drawn up to the sum of itself and those below, the highest first.
  const tops = layers.map((_, i) =>
    buckets.map((_b, x) => layers.slice(0, i + 1).reduce((sum, each) => sum + (each.values[x] ?? 0), 0)),
  );
  const bars = uPlot.paths.bars?.({ size: [0.72, 46, 1] });
  const grid = { stroke: colourOf('line'), width: 1 };
  const axis = { stroke: colourOf('dim'), font: chartFont(), ticks: { show: false } };
  const options: uPlot.Options = {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [12, 8, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: [-0.5, buckets.length - 0.5] },
      y: { range: (_u, _min, max) => [0, max > 0 ? max * 1.05 : 1] },
    },
    cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false }, y: false },
    axes: [
      {
        ...axis,
        size: 30,
        grid: { show: false },
        space: 64,
        incrs: [1, 2, 3, 5, 7, 14, 30, 60, 90, 180, 365],
        values: (_u, at) => at.map((x) => (Number.isInteger(x) ? bucketNames(buckets)(buckets[x] ?? '') : '')),
      },
      {
        ...axis,
        grid,
        size: 62,
        space: 44,
        values: (_u, at) => at.map((y) => (y === 0 ? '0' : text(y).replace(/\.0+(?=\D|$)/, ''))),
      },
    ],
    series: [
      {},
      ...layers
        .map(({ swatch }) => ({
          fill: colourOf(swatch),
          stroke: colourOf(swatch),
          width: 0,
          ...(bars === undefined ? {} : { paths: bars }),
          points: { show: false },
        }))
        .reverse(),
    ],
    hooks: {
      setSelect: [(u) => picked(u, report)],
      setCursor: [
        (u) => {
          const x = u.cursor.idx;
          const { event, left = -1 } = u.cursor;
          if (x === null || x === undefined || left < 0 || event === undefined) return tooltip(null);
          const whole = tops.at(-1)?.[x] ?? 0;
          const rows = layers.flatMap(({ name, swatch, values }) =>
            values[x] ? [[name, text(values[x] ?? 0), swatch] as const] : [],
          );
          tooltip(event, tipRows(`${bucketNames(buckets)(buckets[x] ?? '')} · ${text(whole)}`, rows.reverse()));
        },
      ],
    },
  };
  const plot = new uPlot(options, [buckets.map((_, x) => x), ...tops.toReversed()], place);
  plot.over.addEventListener('mouseleave', () => tooltip(null));
  // A click is no drag: one bar, or, where it is looked at already, all again.
  let pressedAt = 0;
  plot.over.addEventListener('mousedown', (event) => {
    pressedAt = event.clientX;
  });
  plot.over.addEventListener('click', (event) => {
    if (Math.abs(event.clientX - pressedAt) > DRAGGED) return;
    const x = plot.posToIdx(event.offsetX);
    const { range } = report;
    report.look(range?.from === x && range.to === x ? null : { from: x, to: x });
  });
  return plot;
}

/** Pixels that the pointer moves at least in a drag. */
const DRAGGED = 4;

function picked(plot: uPlot, report: Report): void {
  const { left, width } = plot.select;
  if (width <= DRAGGED) return;
  const place = (position: number) => Math.round(plot.posToVal(position, 'x'));
  report.look({ from: place(left), to: place(left + width) });
}

/** Draws again when the width changes, once a frame at most. */
export function whenResized(element: HTMLElement, draw: () => void): void {
  let width = element.clientWidth;
  new ResizeObserver(() => {
    if (element.clientWidth === width || element.clientWidth === 0) return;
    width = element.clientWidth;
    requestAnimationFrame(draw);
  }).observe(element);
  themeChanged.push(() => {
    if (element.isConnected) draw();
  });
}

/** What is drawn on a canvas has the colours of the theme that it was drawn in. */
export const themeChanged: (() => void)[] = [];
