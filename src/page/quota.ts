import uPlot from 'uplot';
import { counted } from '../model/counted.ts';
import { largest } from '../model/long-lists.ts';
import { unpackTable } from '../model/packed-table.ts';
import type { PageQuota } from '../render/page/page-data.ts';
import { whenResized } from './day-chart.ts';
import { chartFont, colourOf, command, fill, h, tipRows, tooltip } from './dom.ts';
import { rangeName } from './overview.ts';
import type { Report } from './report.ts';
import type { Words } from './words.ts';

interface Sample {
  readonly at: number;
  readonly used_percentage: number;
}

const HEIGHT = 220;

/** The percentages that Claude Code reported, against time. */
export function quotaView(report: Report, words: Words): HTMLElement {
  const { quotas } = report.data;
  const section = h('section', { id: 'quota' }, h('h2', {}, 'Quota'));
  if (quotas.length === 0) {
    section.append(
      h(
        'p',
        { class: 'dim' },
        'No percentage of a quota is known here: Claude Code reports them to its status line only. ',
        command('tj statusline install'),
        ' keeps them from then on.',
      ),
    );
    return section;
  }
  const place = h('div', { class: 'chart', role: 'img' });
  const legend = h(
    'div',
    { class: 'legend' },
    quotas.map(({ words: name }, i) => h('span', {}, h('i', { class: `swatch layer-${i + 1}` }), name)),
  );
  const nothing = h('p', { class: 'dim', hidden: true });
  section.append(h('div', { class: 'card' }, place, nothing, legend));
  let plot: uPlot | null = null;
  const draw = () => {
    plot?.destroy();
    plot = null;
    const lines = quotas.map((quota) => lineOf(quota, (at) => report.holds(words.bucket(at))));
    const samples = lines.flat().length;
    nothing.hidden = samples > 0;
    fill(
      nothing,
      `No percentage was reported ${report.range === null ? 'in this window' : `from ${rangeName(report)}`}.`,
    );
    place.setAttribute(
      'aria-label',
      `used part of ${quotas.map((each) => each.words).join(' and ')} quota, ${counted(samples, 'sample')}`,
    );
    if (samples > 0) plot = chartOf(place, quotas, lines, words);
  };
  requestAnimationFrame(() => {
    report.follow(draw, 'soon');
    whenResized(place, draw);
  });
  return section;
}

/** Samples with a fall to nothing at each reset that came before the next of them. */
function lineOf({ windows }: PageQuota, isShown: (at: number) => boolean): Sample[] {
  const last = largest(
    windows.map(({ begins_at }) => begins_at),
    0,
  );
  return [...windows]
    .sort((a, b) => a.begins_at - b.begins_at)
    .flatMap((window) => {
      const samples = unpackTable<Sample>(window.samples).filter(({ at }) => isShown(at));
      const end = samples.at(-1);
      if (end === undefined || window.begins_at === last) return samples;
      const { resets_at } = window;
      return [
        ...samples,
        { at: resets_at - 1, used_percentage: end.used_percentage },
        { at: resets_at, used_percentage: 0 },
      ];
    });
}

function chartOf(
  place: HTMLElement,
  quotas: readonly PageQuota[],
  lines: readonly (readonly Sample[])[],
  words: Words,
): uPlot {
  const times = [...new Set(lines.flatMap((line) => line.map(({ at }) => at)))].sort((a, b) => a - b);
  const values = lines.map((line) => {
    const known = new Map(line.map(({ at, used_percentage }) => [at, used_percentage]));
    return times.map((at) => known.get(at) ?? null);
  });
  const axis = { stroke: colourOf('dim'), font: chartFont(), ticks: { show: false } };
  const most = largest(
    lines.flatMap((line) => line.map(({ used_percentage }) => used_percentage)),
    100,
  );
  const stepped = uPlot.paths.stepped?.({ align: 1 });
  const options: uPlot.Options = {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [12, 8, 0, 0],
    legend: { show: false },
    ms: 1,
    scales: { x: { time: true }, y: { range: [0, most] } },
    cursor: { drag: { x: false, y: false }, y: false },
    axes: [
      { ...axis, size: 30, grid: { show: false }, space: 90, values: (_u, at) => at.map((time) => words.moment(time)) },
      {
        ...axis,
        grid: { stroke: colourOf('line'), width: 1 },
        size: 56,
        values: (_u, at) => at.map((y) => `${y} %`),
      },
    ],
    series: [
      {},
      ...quotas.map((_, i) => ({
        stroke: colourOf(`layer-${i + 1}`),
        width: 2,
        spanGaps: true,
        ...(stepped === undefined ? {} : { paths: stepped }),
        points: { show: false },
      })),
    ],
    hooks: {
      setCursor: [
        (u) => {
          const { idx, event, left = -1 } = u.cursor;
          if (idx === null || idx === undefined || left < 0 || event === undefined) return tooltip(null);
          const rows = quotas.flatMap(({ words: name }, i) => {
            const value = values[i]?.slice(0, idx + 1).findLast((each) => each !== null);
            return value === undefined || value === null ? [] : [[name, `${value} %`, `layer-${i + 1}`] as const];
          });
          tooltip(event, tipRows(words.moment(times[idx]), rows));
        },
      ],
    },
  };
  const plot = new uPlot(options, [times, ...values], place);
  plot.over.addEventListener('mouseleave', () => tooltip(null));
  return plot;
}
