import { counted } from '../model/counted.ts';
import type { SessionAgentRow, TurnRow } from '../render/page/page-session.ts';
import { h, styled, tipRows, tooltip } from './dom.ts';
import { lasting, shortCount, type Words } from './words.ts';

/** A pause longer than this is drawn as short as a gap. */
const PAUSE_MS = 5 * 60_000;
const GAP = 0.012;

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly className: string;
  readonly rows: readonly (readonly [string, string])[];
  lane: number;
}

/** When agents ran: prompts in the first row, agents below what started them; long pauses are cut out. Null without agents. */
export function flame(turns: readonly TurnRow[], agents: readonly SessionAgentRow[], words: Words): HTMLElement | null {
  const bars = [...turns.flatMap((turn) => turnBar(turn, words)), ...agents.flatMap((agent) => agentBar(agent, words))];
  if (!bars.some(({ lane }) => lane > 0)) return null;
  const lanes = intoLanes(bars);
  const scale = withoutPauses(bars);
  const place = h('div', {
    class: 'flame',
    role: 'img',
    'aria-label': `when ${counted(agents.length, 'agent')} ran; the list below says the same`,
  });
  styled(place, { height: `${lanes * 24 + 4}px` });
  for (const at of scale.pauses) place.append(styled(h('i', { class: 'pause' }), { left: `${at * 100}%` }));
  for (const bar of bars) {
    const [left, right] = [scale.place(bar.from), scale.place(bar.to)];
    const box = h('div', { class: `flame-bar ${bar.className}` }, h('span', {}, bar.name));
    styled(box, { left: `${left * 100}%`, width: `max(3px, ${(right - left) * 100}%)`, top: `${bar.lane * 24}px` });
    box.addEventListener('mousemove', (event) => tooltip(event, tipRows(bar.name, bar.rows)));
    box.addEventListener('mouseleave', () => tooltip(null));
    place.append(box);
  }
  const list = agents.map((agent) =>
    h(
      'li',
      {},
      `${words.moment(agent.started_at)} · ${agent.agent_type ?? 'agent'}`,
      agent.title === '' ? '' : ': ',
      h('bdi', {}, agent.title),
      ` · ${lastedOf(agent)} · ${usedBy(agent, words)}`,
    ),
  );
  return h(
    'section',
    { class: 'card' },
    h(
      'div',
      { class: 'card-head' },
      h('h2', {}, 'Agents in time'),
      h('p', { class: 'dim' }, `${counted(agents.length, 'agent')}; pauses are cut out`),
    ),
    place,
    h('details', { class: 'as-table' }, h('summary', {}, 'as a list'), h('ul', {}, list)),
  );
}

/** Of an agent without a transcript it is not known. */
function usedBy({ responses, total_tokens, cost_usd }: SessionAgentRow, words: Words): string {
  return responses === 0 ? 'what it used is not known' : `${shortCount(total_tokens)} tokens · ${words.cost(cost_usd)}`;
}

function lastedOf({ started_at, ended_at }: SessionAgentRow): string {
  return started_at === null || ended_at === null ? '-' : lasting((ended_at - started_at) / 1000);
}

function turnBar({ started_at: from, ended_at: to, title, kind }: TurnRow, words: Words): Bar[] {
  if (from === null || to === null) return [];
  const rows = [['prompt', words.moment(from)] as const, ['took', lasting((to - from) / 1000)] as const];
  return [{ from, to, name: title || kind, className: 'prompt', rows, lane: 0 }];
}

function agentBar(agent: SessionAgentRow, words: Words): Bar[] {
  const { started_at: from, ended_at: to, agent_type, title, depth, status, flags } = agent;
  if (from === null || to === null) return [];
  const rows = [
    ['asked for', title || '-'] as const,
    ['began', words.moment(from)] as const,
    ['took', lasting((to - from) / 1000)] as const,
    ['used', usedBy(agent, words)] as const,
    ...(status === 'ok' ? [] : [['ended', status] as const]),
  ];
  const className = status === 'error' ? 'agent failed' : (flags ?? []).length > 0 ? 'agent flagged' : 'agent';
  return [{ from, to, name: agent_type ?? 'agent', className, rows, lane: depth + 1 }];
}

/** Bars of one depth that overlap lie below one another; how many lanes there are. */
function intoLanes(bars: Bar[]): number {
  const depths = [...new Set(bars.map(({ lane }) => lane))].sort((a, b) => a - b);
  let first = 0;
  for (const depth of depths) {
    const ends: number[] = [];
    for (const bar of bars.filter(({ lane }) => lane === depth).sort((a, b) => a.from - b.from)) {
      const free = ends.findIndex((end) => end <= bar.from);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = bar.to;
      bar.lane = -1 - (first + lane);
    }
    first += ends.length;
  }
  for (const bar of bars) bar.lane = -1 - bar.lane;
  return first;
}

/** Places of times from 0 to 1, where nothing lasts long in which nothing ran. */
function withoutPauses(bars: readonly Bar[]): {
  readonly place: (at: number) => number;
  readonly pauses: readonly number[];
} {
  const busy: { from: number; to: number }[] = [];
  for (const { from, to } of [...bars].sort((a, b) => a.from - b.from)) {
    const last = busy.at(-1);
    if (last !== undefined && from - last.to <= PAUSE_MS) last.to = Math.max(last.to, to);
    else busy.push({ from, to });
  }
  const gap = Math.min(GAP, 0.3 / busy.length);
  const all = busy.reduce((sum, { from, to }) => sum + Math.max(1, to - from), 0);
  const room = 1 - gap * (busy.length - 1);
  let left = 0;
  const parts = busy.map(({ from, to }) => {
    const part = { from, to, left, width: (Math.max(1, to - from) / all) * room };
    left += part.width + gap;
    return part;
  });
  const place = (at: number) => {
    const part = parts.find(({ to }) => at <= to) ?? parts.at(-1);
    return part === undefined
      ? 0
      : part.left + part.width * Math.max(0, (at - part.from) / Math.max(1, part.to - part.from));
  };
  return { place, pauses: parts.slice(1).map(({ left: at }) => at - gap / 2) };
}
