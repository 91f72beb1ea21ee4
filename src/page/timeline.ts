import { counted } from '../model/counted.ts';
import { largest } from '../model/long-lists.ts';
import type {
  MapRow,
  NameList,
  TimelineAgent,
  TimelineCall,
  TimelineStep,
  TimelineTurn,
  TurnRow,
} from '../render/page/page-session.ts';
import { append, h, named, styled } from './dom.ts';
import { lasting, roundPercent, shortCount, type Words } from './words.ts';

/** What a session did, prompt by prompt: what it touched, and, opened, every step with its agents. */
export function timeline(
  turns: readonly TurnRow[],
  map: readonly MapRow[],
  steps: readonly TimelineTurn[],
  untold: number,
  words: Words,
): HTMLElement {
  const maps = new Map(map.map((row) => [row.turn_id, row]));
  const told = new Map(steps.map((turn) => [turn.turn_id, turn]));
  const most = largest(
    map.map(({ share_list_price }) => share_list_price ?? 0),
    0.001,
  );
  const list = turns.map((turn) => turnEntry(turn, maps.get(turn.turn_id), told.get(turn.turn_id), most, words));
  const all = h('button', { type: 'button', onclick: () => toggle() }, 'open all');
  function toggle() {
    const open = all.textContent === 'open all';
    for (const entry of list) entry.open = open;
    all.textContent = open ? 'fold all' : 'open all';
  }
  return h(
    'section',
    { id: 'timeline' },
    h('div', { class: 'card-head' }, h('h2', {}, 'Prompt by prompt'), list.length > 0 ? all : null),
    untold > 0
      ? h(
          'p',
          { class: 'dim' },
          `Of the oldest ${counted(untold, 'prompt')} there was no room for the steps: tj session --timeline --oldest shows them.`,
        )
      : null,
    list.length === 0
      ? h('p', { class: 'dim' }, 'No prompts in this session.')
      : h(
          'div',
          { class: 'turn-heads' },
          ['prompt', 'cost', 'tokens'].map((head, i) => h('span', { class: i > 0 ? 'num' : null }, head)),
        ),
    list,
  );
}

function turnEntry(
  turn: TurnRow,
  map: MapRow | undefined,
  told: TimelineTurn | undefined,
  most: number,
  words: Words,
): HTMLDetailsElement {
  const title = turn.title || (turn.kind === 'orphan' ? 'before the first prompt' : turn.kind);
  const marks = [
    turn.status === 'ok' ? null : mark(turn.status, 'bad'),
    turn.kind === 'notification' ? mark('background') : turn.kind === 'teammate' ? mark('teammate') : null,
    turn.answered ? null : mark('no answer'),
    map?.errors ? mark(counted(map.errors, 'error'), 'bad') : null,
    map?.retries ? mark(counted(map.retries, 'retry', 'retries'), 'bad') : null,
    map?.agents ? mark(counted(map.agents, 'agent')) : null,
  ];
  const summary = h(
    'summary',
    {},
    h('span', { class: 'at' }, words.moment(turn.started_at)),
    named(title, 'cut'),
    h('span', { class: 'turn-marks' }, marks),
    h(
      'span',
      { class: 'bar', 'aria-hidden': 'true' },
      styled(h('i'), { width: `${((map?.share_list_price ?? 0) / most) * 100}%` }),
    ),
    h('span', { class: 'num strong' }, roundPercent(map?.share_list_price ?? null)),
    h('span', { class: 'num dim' }, shortCount(turn.total_tokens)),
  );
  const entry = h('details', { class: 'turn' }, summary);
  // Made when it is opened: a long session has thousands of steps.
  entry.addEventListener('toggle', () => {
    if (!entry.open || entry.children.length > 1) return;
    append(entry, [
      turn.error === null ? null : h('p', { class: 'error' }, named(turn.error)),
      map === undefined ? null : mapList(map),
      told === undefined ? null : stepList(told.steps ?? [], words),
      (told?.agents_without_call ?? []).map((agent) => agentEntry(agent, words)),
      told === undefined && turn.responses > 0 ? h('p', { class: 'dim' }, 'There was no room for its steps.') : null,
    ]);
  });
  return entry;
}

function mark(text: string, kind = ''): HTMLElement {
  return h('span', { class: `mark ${kind}` }, text);
}

function mapList(map: MapRow): HTMLElement | null {
  const lists = (
    [
      ['read', map.read],
      ['edited', map.edited],
      ['ran', map.commands],
      ['searched', map.searches],
      ['sources', map.sources],
      ['other', map.other],
    ] as const
  ).flatMap(([what, names]) => (names === undefined ? [] : [[h('dt', {}, what), h('dd', {}, namesOf(names))]]));
  const lines = (map.lines_added ?? 0) + (map.lines_removed ?? 0);
  const changed =
    lines === 0 ? [] : [[h('dt', {}, 'lines'), h('dd', {}, `+${map.lines_added ?? 0} −${map.lines_removed ?? 0}`)]];
  return lists.length + changed.length === 0 ? null : h('dl', { class: 'map' }, lists, changed);
}

function namesOf(names: NameList) {
  return names.map((each) =>
    typeof each === 'number'
      ? h('span', { class: 'dim' }, `${each} more`)
      : h('code', {}, h('bdi', {}, each.name), each.calls > 1 ? h('span', { class: 'dim' }, ` ×${each.calls}`) : null),
  );
}

function stepList(steps: readonly TimelineStep[], words: Words): HTMLElement {
  return h(
    'ol',
    { class: 'steps' },
    steps.map((step, i) => stepEntry(step, steps[i - 1]?.model, words)),
  );
}

function stepEntry(
  { at, said, model, prompt, calls }: TimelineStep,
  before: string | undefined,
  words: Words,
): HTMLElement {
  const isSilent = said === undefined && (calls ?? []).length === 0;
  return h(
    'li',
    {},
    h('span', { class: 'at' }, words.clock(at)),
    h(
      'div',
      {},
      said === undefined ? null : h('p', { class: 'said' }, named(said)),
      isSilent ? h('p', { class: 'dim' }, 'no text') : null,
      (calls ?? []).map((call) => callEntry(call, words)),
    ),
    h(
      'span',
      { class: 'num dim', title: 'tokens of the prompt' },
      model === undefined || model === before ? '' : `${model} `,
      prompt === undefined ? '' : shortCount(prompt),
    ),
  );
}

function callEntry({ tool, target, status, error, ms, retry, loop, agent }: TimelineCall, words: Words): HTMLElement {
  return h(
    'div',
    { class: status === undefined ? 'call' : `call ${status}` },
    h(
      'p',
      {},
      h('b', {}, tool),
      ' ',
      target === undefined ? null : h('code', {}, h('bdi', {}, target)),
      status === undefined ? null : mark(status, status === 'error' ? 'bad' : ''),
      retry ? mark('retry', 'bad') : null,
      loop ? mark('loop', 'bad') : null,
      ms !== undefined && ms >= 10_000 ? h('span', { class: 'dim' }, ` ${lasting(ms / 1000)}`) : null,
    ),
    error === undefined ? null : h('p', { class: 'error' }, named(error)),
    agent === undefined ? null : agentEntry(agent, words),
  );
}

function agentEntry(agent: TimelineAgent, words: Words): HTMLElement {
  const { agent_type, title, status, at, end, steps } = agent;
  const lasted = at === undefined || end === undefined ? '' : ` · ${lasting((end - at) / 1000)}`;
  const count = steps === undefined ? '' : ` · ${counted(steps.length, 'response')}`;
  const entry = h(
    'details',
    { class: 'agent' },
    h(
      'summary',
      {},
      h('b', {}, agent_type ?? 'agent'),
      title === undefined ? null : [': ', named(title)],
      h('span', { class: 'dim' }, lasted + count),
      status === undefined ? null : mark(status, 'bad'),
    ),
  );
  entry.addEventListener('toggle', () => {
    if (entry.open && entry.children.length === 1)
      entry.append(
        steps === undefined ? h('p', { class: 'dim' }, 'No transcript of it is known.') : stepList(steps, words),
      );
  });
  return entry;
}
