import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import { counted, fullCount } from '../model/counted.ts';
import { largest } from '../model/long-lists.ts';
import type { PageContext, PageItem, PagePart } from '../render/page/page-data.ts';
import { type Column, dataTable } from './data-table.ts';
import { whenResized } from './day-chart.ts';
import { append, choice, fill, h, named, styled, tipRows, tooltip } from './dom.ts';
import { rangeCommand } from './overview.ts';
import type { Report } from './report.ts';
import { percent, roundPercent, shortCount } from './words.ts';

/** A thing in the prompts, of either list. */
interface Thing {
  readonly group: string;
  /** The tool that it came by; '' for what came by none. */
  readonly tool: string;
  readonly name: string;
  /** Tokens each time, in how many responses, and in total. */
  readonly size: number;
  readonly responses: number;
  readonly sent: number;
  readonly cost: number | null;
  readonly share: number | null;
  readonly sessions: number;
  /** In no session that it was sent in was it used. */
  readonly unused: boolean;
}

const HEIGHT = 380;

const PART_NAMES: Readonly<Record<string, string>> = {
  ...{ system: 'system prompt', tool: 'tools', mcp: 'MCP servers', memory: 'memory files', skill: 'skills' },
  ...{ agent: 'agents', hook: 'hooks', other: 'the rest' },
};

/** What filled the prompts, as areas and as a table: everything, or what stands in all of them. */
export function contextView(report: Report): HTMLElement {
  const { context } = report.data;
  const everything = context.items.map((item) => itemThing(item, context));
  const fixed = context.fixed.map(partThing);
  const section = h('section', { id: 'context' }, h('h2', {}, 'What filled the prompts'));
  if (everything.length === 0) {
    section.append(h('p', { class: 'dim' }, 'No prompt of this window is known item by item.'));
    return section;
  }
  let things = everything;
  const place = h('div', {
    class: 'treemap',
    role: 'img',
    'aria-label': 'areas by share of cost; the table below has the same figures',
  });
  const table = dataTable({
    caption: 'what filled the prompts',
    columns: COLUMNS,
    rows: () => things,
    sortedBy: 4,
    found: ({ group, tool, name }) => `${group} ${tool} ${name}`,
    nothing: 'Nothing is known.',
  });
  const draw = () => areas(place, things, restOf(things === everything ? context : null));
  const choose = (which: 'everything' | 'fixed') => {
    things = which === 'everything' ? everything : fixed;
    say();
    draw();
    table.update();
  };
  const note = h('p', { class: 'dim' });
  const say = () => {
    const range = rangeCommand(report);
    fill(
      note,
      `${shortCount(context.prompt_tokens)} tokens were sent in prompts. An area is a share of their cost: what it weighs, times the responses that had it.${things.some(({ unused }) => unused) ? ' Striped: never used.' : ''}`,
    );
    if (report.range !== null)
      fill(note, 'Prompts are weighed over the whole window. ', range === null ? '' : ['Of this range alone: ', range]);
  };
  report.follow(say, 'soon');
  const choices = [
    ['everything', 'everything'] as const,
    ...(fixed.length > 0 ? [['fixed', 'fixed context'] as const] : []),
  ];
  append(section, [
    note,
    fixed.length > 0
      ? choice('what is shown', choices, 'everything', choose)
      : h(
          'p',
          { class: 'dim' },
          'The parts of the fixed context have names from Claude Code 2.1.270 on; none of these sessions names them.',
        ),
    place,
    rebuildsOf(context),
    table.node,
  ]);
  requestAnimationFrame(() => {
    draw();
    whenResized(place, draw);
  });
  table.update();
  return section;
}

function itemThing({ words, label, tool = '', ...item }: PageItem, { items }: PageContext): Thing {
  const isRest = items.some((each) => each.kind === item.kind && each.label !== '');
  const whole = item.kind === 'base' && isRest ? 'system prompt and tools' : words;
  return {
    ...{
      group: words,
      tool: label === '' ? '' : tool,
      name: label || (item.kind === 'base' ? PART_NAMES[tool] : tool) || whole,
      size: item.tokens,
    },
    ...{ responses: item.responses, sent: item.carried_tokens, cost: item.share_list_price, share: item.share_tokens },
    ...{ sessions: item.sessions, unused: false },
  };
}

function partThing({ part, name, ...item }: PagePart): Thing {
  return {
    ...{ group: PART_NAMES[part] ?? part, tool: '', name, size: item.tokens, responses: item.responses },
    ...{ sent: item.sent_tokens, cost: item.share_list_price, share: item.share_tokens, sessions: item.sessions },
    unused: item.sessions_using === 0,
  };
}

const COLUMNS: readonly Column<Thing>[] = [
  {
    head: 'what',
    value: ({ tool, name }) => `${tool} ${name}`,
    cell: ({ tool, name, unused }) =>
      h(
        'span',
        { class: 'item' },
        tool === '' ? null : h('span', { class: 'dim' }, tool),
        isPath(name) ? h('span', { class: 'cut end' }, named(name)) : named(name, 'cut'),
        unused ? h('span', { class: 'mark' }, 'never used') : null,
      ),
  },
  { head: 'kind', value: ({ group }) => group, cell: ({ group }) => group, isWide: true },
  { head: 'size', value: ({ size }) => size, cell: ({ size }) => shortCount(size), isNumber: true },
  {
    head: 'x responses',
    value: ({ responses }) => responses,
    cell: ({ responses }) => fullCount(responses),
    isNumber: true,
    isWide: true,
  },
  { head: 'cost', value: ({ cost }) => cost, cell: ({ cost }) => h('strong', {}, percent(cost)), isNumber: true },
  { head: 'tokens', value: ({ share }) => share, cell: ({ share }) => percent(share), isNumber: true, isWide: true },
  {
    head: 'sent in total',
    value: ({ sent }) => sent,
    cell: ({ sent }) => shortCount(sent),
    isNumber: true,
    isWide: true,
  },
  {
    head: 'sessions',
    value: ({ sessions }) => sessions,
    cell: ({ sessions }) => fullCount(sessions),
    isNumber: true,
    isWide: true,
  },
];

/** What of each kind is in no row of its own. */
function restOf(context: PageContext | null): (group: string, listed: number) => number {
  const whole = new Map(
    context?.kinds.map(({ words, share_list_price, share_tokens }) => [words, share_list_price ?? share_tokens ?? 0]),
  );
  return (group, listed) => Math.max(0, (whole.get(group) ?? listed) - listed);
}

/** Areas of one kind: smaller ones nobody could tell apart. */
const MOST_AREAS = 40;

interface Area {
  readonly name: string;
  readonly thing?: Thing;
  readonly weight?: number;
  readonly children?: readonly Area[];
}

function areas(place: HTMLElement, things: readonly Thing[], rest: (group: string, listed: number) => number): void {
  const weight = ({ cost, share }: Thing) => cost ?? share ?? 0;
  const groups = new Map<string, Thing[]>();
  for (const thing of things) groups.set(thing.group, [...(groups.get(thing.group) ?? []), thing]);
  const children = [...groups].map(([name, some]): Area => {
    const shown = [...some].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_AREAS);
    const sum = (these: readonly Thing[]) => these.reduce((all, each) => all + weight(each), 0);
    const more = rest(name, sum(some)) + sum(some) - sum(shown);
    const own = shown.map((thing): Area => ({ name: thing.name, thing, weight: weight(thing) }));
    return { name, children: more > 0.0005 ? [...own, { name: 'others', weight: more }] : own };
  });
  const { clientWidth: width } = place;
  const root = hierarchy<Area>({ name: '', children }, (area) => area.children)
    .sum((area) => area.weight ?? 0)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const laid = treemap<Area>()
    .size([width, HEIGHT])
    .tile(treemapSquarify.ratio(1.4))
    .paddingTop(({ depth }) => (depth === 1 ? 19 : 0))
    .paddingInner(2)
    .round(true)(root);
  const most = largest(
    laid.leaves().map(({ value }) => value ?? 0),
    0,
  );
  const box = (node: { x0: number; y0: number; x1: number; y1: number }, className: string, ...inner: Node[]) =>
    styled(h('div', { class: className }, inner), {
      left: `${(node.x0 / width) * 100}%`,
      top: `${node.y0}px`,
      width: `${((node.x1 - node.x0) / width) * 100}%`,
      height: `${node.y1 - node.y0}px`,
    });
  const heads = (laid.children ?? []).map((node) => {
    const { name } = node.data;
    const words = [`${name} ${roundPercent(node.value ?? 0)}`, name].find((text) => fits(text, node.x1 - node.x0));
    return box(node, 'group', h('span', {}, words ?? ''));
  });
  const leaves = laid.leaves().map((node) => {
    const { thing, name } = node.data;
    const [w, high] = [node.x1 - node.x0, node.y1 - node.y0];
    const label =
      w > 46 && high > 16
        ? [named(shownName(name)), ...(high > 36 ? [h('span', {}, percent(node.value ?? 0))] : [])]
        : [];
    const leaf = box(node, `leaf${thing?.unused ? ' unused' : ''}${thing === undefined ? ' lighter' : ''}`, ...label);
    styled(leaf, { '--depth': String(0.25 + 0.75 * Math.sqrt((node.value ?? 0) / (most || 1))) });
    leaf.addEventListener('mousemove', (event) => tooltip(event, tipOf(node.data, node.value ?? 0)));
    leaf.addEventListener('mouseleave', () => tooltip(null));
    return leaf;
  });
  fill(place, heads, leaves);
}

/** Pixels that a letter of a label takes about, and what stands around a label. */
const LETTER = 6.2;
const AROUND = 8;

function fits(text: string, width: number): boolean {
  return text.length * LETTER + AROUND <= width;
}

function isPath(name: string): boolean {
  return /[\\/]/.test(name) && !name.includes(' ');
}

/** Of a path its end. */
function shownName(name: string): string {
  return isPath(name) ? (name.split(/[\\/]/).filter(Boolean).at(-1) ?? name) : name;
}

function tipOf({ name, thing }: Area, value: number) {
  if (thing === undefined) return tipRows(name, [['cost', percent(value)]]);
  return tipRows(`${thing.tool} ${name}`.trim(), [
    ['kind', thing.group],
    ['size', `${shortCount(thing.size)} tokens`],
    ['in', `${counted(thing.responses, 'response')}, ${counted(thing.sessions, 'session')}`],
    ['sent in total', `${shortCount(thing.sent)} tokens`],
    ['cost', percent(thing.cost)],
    ...(thing.unused ? ([['used', 'never']] as const) : []),
  ]);
}

/** When the cache was lost, by what somebody did. */
function rebuildsOf({ rebuilds }: PageContext): HTMLElement | null {
  if (rebuilds.events === 0) return null;
  const [first, ...others] = [...rebuilds.by_deed].sort((a, b) => b.events - a.events);
  const causes = [first, ...others.slice(0, 3)].flatMap((each) =>
    each === undefined ? [] : [`${each.words} (${fullCount(each.events)})`],
  );
  return h(
    'p',
    {},
    h('i', { class: 'swatch rebuilt' }),
    `The cache was written again ${counted(rebuilds.events, 'time')}, ${percent(rebuilds.share_list_price)} of cost: `,
    causes.join(', '),
    '.',
  );
}
