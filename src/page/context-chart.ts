import uPlot from 'uplot';
import { counted } from '../model/counted.ts';
import type { ContextPointRow, SessionEventRow } from '../render/page/page-session.ts';
import { whenResized } from './day-chart.ts';
import { chartFont, colourOf, h, tipRows, tooltip } from './dom.ts';
import { lasting, roundCount, shortCount, type Words } from './words.ts';

const HEIGHT = 260;

/** A mark on a response: what happened before it. */
interface Mark {
  readonly place: number;
  readonly kind: 'compaction' | 'rebuild' | 'switch';
  readonly words: string;
}

/** Parts of a prompt from the bottom up. */
const PARTS = [
  ['cache_read_tokens', 'reread', 'cache reads'],
  ['rebuilt_tokens', 'rebuilt', 'cache rebuilds'],
  ['written_tokens', 'written', 'new context'],
  ['input_tokens', 'new_input', 'uncached input'],
] as const;

/** How the context grew: the prompt of each response of the main thread by what it was, with what happened to it. */
export function contextChart(
  points: readonly ContextPointRow[],
  events: readonly SessionEventRow[],
  words: Words,
): HTMLElement | null {
  if (points.length === 0) return null;
  const marks = marksOf(points, events);
  const counts = countsOf(marks);
  const place = h('div', {
    class: 'chart',
    role: 'img',
    'aria-label': `size of the prompt of each of ${counted(points.length, 'response')}: ${counts || 'no mark'}`,
  });
  requestAnimationFrame(() => {
    let plot: uPlot | null = null;
    const draw = () => {
      plot?.destroy();
      plot = chartOf(place, points, marks, words);
    };
    draw();
    whenResized(place, draw);
  });
  const largest = points.reduce((most, { prompt_tokens }) => Math.max(most, prompt_tokens), 0);
  const legend = PARTS.filter(([field]) => points.some((point) => point[field] > 0)).map(([, swatch, name]) =>
    h('span', {}, h('i', { class: `swatch ${swatch}` }), name),
  );
  const signs = (['compaction', 'rebuild', 'switch'] as const)
    .filter((kind) => marks.some((mark) => mark.kind === kind))
    .map((kind) => h('span', {}, h('i', { class: `sign ${kind}` }), NAMES[kind][0]));
  return h(
    'section',
    { class: 'card' },
    h(
      'div',
      { class: 'card-head' },
      h('h2', {}, 'Context by response'),
      h('p', { class: 'dim' }, `${shortCount(largest)} tokens at most${counts === '' ? '' : ` · ${counts}`}`),
    ),
    place,
    h('div', { class: 'legend' }, legend, signs),
    marks.length === 0
      ? null
      : h(
          'details',
          { class: 'as-table' },
          h('summary', {}, 'what happened to it'),
          h(
            'ul',
            { class: 'marks' },
            marks.map(({ place: at, kind, words: text }) =>
              h(
                'li',
                {},
                h('i', { class: `sign ${kind}` }),
                `response ${at + 1}, ${words.moment(points[at]?.at)}: ${text}`,
              ),
            ),
          ),
        ),
  );
}

const NAMES: Readonly<Record<Mark['kind'], readonly [string, string]>> = {
  compaction: ['compaction', 'compactions'],
  rebuild: ['rebuild', 'rebuilds'],
  switch: ['model switch', 'model switches'],
};

function countsOf(marks: readonly Mark[]): string {
  return (['compaction', 'rebuild', 'switch'] as const)
    .flatMap((kind) => {
      const count = marks.filter((mark) => mark.kind === kind).length;
      return count === 0 ? [] : [counted(count, ...NAMES[kind])];
    })
    .join(', ');
}

function marksOf(points: readonly ContextPointRow[], events: readonly SessionEventRow[]): Mark[] {
  const compactions = events
    .filter(({ kind, agent_id }) => kind === 'compaction' && agent_id === null)
    .map((event): Mark => {
      const at = event.at === null ? null : Date.parse(event.at);
      const place = points.findIndex((point) => at !== null && (point.at ?? 0) >= at);
      const sizes =
        event.tokens_before === null
          ? ''
          : `, ${shortCount(event.tokens_before)} tokens before${event.tokens_after === null ? '' : `, ${shortCount(event.tokens_after)} after`}`;
      return {
        place: place < 0 ? points.length - 1 : place,
        kind: 'compaction',
        words: `compacted${event.label === null ? '' : ` (${event.label})`}${sizes}`,
      };
    });
  const others = points.flatMap((point, place): Mark[] => {
    const before = points[place - 1];
    const gap = point.rebuild_gap_seconds === null ? '' : ` after ${lasting(point.rebuild_gap_seconds)}`;
    return [
      ...(point.rebuild_cause !== null
        ? [
            {
              place,
              kind: 'rebuild',
              words: `cache written again, ${shortCount(point.rebuilt_tokens)} tokens: ${point.rebuild_cause.replaceAll('_', ' ').replaceAll('-', ' ')}${gap}`,
            } as const,
          ]
        : []),
      ...(before !== undefined && before.model !== point.model
        ? [{ place, kind: 'switch', words: `model switched from ${before.model} to ${point.model}` } as const]
        : []),
    ];
  });
  return [...compactions, ...others].sort((a, b) => a.place - b.place);
}

function chartOf(place: HTMLElement, points: readonly ContextPointRow[], marks: readonly Mark[], words: Words): uPlot {
  const tops = PARTS.map((_, i) =>
    points.map((point) => PARTS.slice(0, i + 1).reduce((sum, [field]) => sum + point[field], 0)),
  );
  const isWide = points.length < place.clientWidth / 3;
  const bars = uPlot.paths.bars?.({ size: [isWide ? 0.8 : 1, 40, 1] });
  const axis = { stroke: colourOf('dim'), font: chartFont(), ticks: { show: false } };
  const byPlace = new Map<number, Mark[]>();
  for (const mark of marks) byPlace.set(mark.place, [...(byPlace.get(mark.place) ?? []), mark]);
  const options: uPlot.Options = {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [20, 8, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: [-0.5, points.length - 0.5] },
      y: { range: (_u, _min, max) => [0, max > 0 ? max * 1.02 : 1] },
    },
    cursor: { drag: { x: false, y: false }, points: { show: false }, y: false },
    axes: [
      {
        ...axis,
        size: 30,
        grid: { show: false },
        space: 60,
        values: (_u, at) => at.map((x) => (Number.isInteger(x) ? String(x + 1) : '')),
      },
      {
        ...axis,
        grid: { stroke: colourOf('line'), width: 1 },
        size: 56,
        space: 44,
        values: (_u, at) => at.map((y) => (y === 0 ? '0' : roundCount(y))),
      },
    ],
    series: [
      {},
      ...PARTS.map(([, swatch]) => ({
        fill: colourOf(swatch),
        stroke: colourOf(swatch),
        width: 0,
        ...(bars === undefined ? {} : { paths: bars }),
        points: { show: false },
      })).reverse(),
    ],
    hooks: {
      draw: [(u) => drawMarks(u, marks)],
      setCursor: [
        (u) => {
          const { idx, event, left = -1 } = u.cursor;
          const point = idx === null || idx === undefined ? undefined : points[idx];
          if (point === undefined || left < 0 || event === undefined || idx === null || idx === undefined)
            return tooltip(null);
          const rows = PARTS.flatMap(([field, swatch, name]) =>
            point[field] > 0 ? [[name, shortCount(point[field]), swatch] as const] : [],
          );
          const happened = (byPlace.get(idx) ?? []).map((mark) => h('p', { class: 'tip-note' }, mark.words));
          tooltip(
            event,
            tipRows(`${words.moment(point.at)} · ${shortCount(point.prompt_tokens)}`, [
              ...rows.reverse(),
              ['output', shortCount(point.output_tokens), 'output'],
              ['model', point.model],
            ]),
            happened,
          );
        },
      ],
    },
  };
  const plot = new uPlot(options, [points.map((_, x) => x), ...tops.toReversed()], place);
  plot.over.addEventListener('mouseleave', () => tooltip(null));
  return plot;
}

/** A line for a compaction, a dot for a rebuild, a diamond for a switch, above the bars; of one response side by side. */
function drawMarks(plot: uPlot, marks: readonly Mark[]): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  const top = plot.bbox.top - 8 * ratio;
  ctx.save();
  const drawn = new Map<number, number>();
  for (const { place, kind } of marks) {
    const size = 4 * ratio;
    const beside = kind === 'compaction' ? 0 : (drawn.get(place) ?? 0);
    if (kind !== 'compaction') drawn.set(place, beside + 1);
    const x = plot.valToPos(place, 'x', true) + beside * 2.4 * size;
    ctx.fillStyle = ctx.strokeStyle = colourOf(kind === 'rebuild' ? 'rebuilt' : 'strong');
    ctx.beginPath();
    if (kind === 'compaction') {
      ctx.setLineDash([3 * ratio, 3 * ratio]);
      ctx.lineWidth = ratio;
      ctx.moveTo(x, top - size);
      ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
      ctx.stroke();
      continue;
    }
    if (kind === 'rebuild') ctx.arc(x, top, size * 0.8, 0, 2 * Math.PI);
    else
      for (const [dx, dy] of [
        [0, -size],
        [size, 0],
        [0, size],
        [-size, 0],
      ] as const)
        ctx.lineTo(x + dx, top + dy);
    ctx.closePath();
    ctx.fill();
  }
  ctx.restore();
}
