import { counted } from '../model/counted.ts';
import { largest } from '../model/long-lists.ts';
import { unpackTable } from '../model/packed-table.ts';
import type { PageEvidence, PageLever } from '../render/page/page-data.ts';
import { command, fill, h, named, styled } from './dom.ts';
import type { Report } from './report.ts';
import { percent, shortCount } from './words.ts';

/** Levers that are shown before all are asked for, and sessions of their evidence. */
const SHOWN = 5;
const EVIDENCE = 8;

/** What a lever of each kind is of, where it has no name. */
const KINDS: Readonly<Record<string, string>> = {
  'mcp-server': 'An MCP server that was in the prompts and rarely called',
  skill: 'A skill that was in the prompts and never used',
  plugin: 'A plugin that was in the prompts and never used',
  'agent-type': 'An agent type that was in the prompts and never used',
  'memory-file': 'A memory file',
  'hook-context': 'Context that hooks put in',
  pause: 'Pauses after which the cache was lost',
  'model-switch': 'Switches of the model within a session',
  'long-session': 'Sessions that went on with a long context',
  file: 'A file that was read again and again',
  'tool-output': 'Long results of a tool',
  'retry-loop': 'A call that failed and was repeated',
  'right-size-turns': 'Simple turns of a premium model',
  'right-size-agents': 'Agents that look too large for what they did',
  delegate: 'Reading in a row on a premium model',
  effort: 'Thinking that changed nothing',
  image: 'Images that stayed in the context',
};

/** What would change it: the levers of `tj advise`, with their evidence folded in. */
export function levers(report: Report, linkOf: (sessionId: string) => HTMLElement): HTMLElement {
  const section = h('section', { id: 'levers' });
  let all = false;
  const isActive = (sessionId: string) => report.sums.bySession.has(sessionId);
  const draw = () => {
    const given = report.data.levers.map((lever) => ({ lever, evidence: unpackTable<PageEvidence>(lever.evidence) }));
    const here =
      report.range === null
        ? given
        : given.filter(({ evidence }) => evidence.some((each) => isActive(each.session_id)));
    const shown = all ? here : here.slice(0, SHOWN);
    const most = largest(
      given.map(({ lever }) => lever.share_list_price ?? 0),
      0.01,
    );
    fill(
      section,
      h('h2', {}, 'What would change it'),
      h('p', { class: 'dim' }, noteOf(report, given.length)),
      h(
        'ol',
        { class: 'levers' },
        shown.map(({ lever, evidence }) => leverCard(lever, evidence, most, report, linkOf)),
      ),
      here.length > shown.length
        ? h(
            'div',
            { class: 'row' },
            h('button', { type: 'button', onclick: showAll }, `show all ${here.length}`),
            h('span', { class: 'dim' }, `${shown.length} of ${here.length}`),
          )
        : null,
    );
  };
  function showAll() {
    all = true;
    draw();
  }
  report.follow(draw, 'soon');
  return section;
}

function noteOf({ data, range }: Report, count: number): string {
  if (count === 0) return 'Nothing here came to 0.3 % of cost or more that a change would have taken away.';
  const words = `Each is measured on this history, and replayed or estimated without the thing. A bar is what it cost; coloured, what would be less. ${data.words.levers_note}`;
  return range === null
    ? words
    : `${words} Figures are of the whole window; shown is what has evidence in sessions of this range.`;
}

function leverCard(
  lever: PageLever,
  evidence: readonly PageEvidence[],
  most: number,
  report: Report,
  linkOf: (sessionId: string) => HTMLElement,
): HTMLElement {
  const title = lever.title === '' ? (KINDS[lever.kind] ?? lever.kind) : lever.title;
  const of = (share: number | null) => `${((share ?? 0) / most) * 100}%`;
  const here = report.range === null ? evidence : evidence.filter((each) => report.sums.bySession.has(each.session_id));
  const inRange = here.reduce((sum, each) => sum + (each.share_list_price ?? 0), 0);
  return h(
    'li',
    { class: 'card lever' },
    h('h3', {}, named(title)),
    h(
      'div',
      { class: 'effect', 'aria-hidden': 'true' },
      styled(h('i', { class: 'of' }), { width: of(lever.share_list_price) }),
      styled(h('i', { class: 'high' }), { width: of(lever.high) }),
      styled(h('i', { class: 'low' }), { width: of(lever.low) }),
    ),
    h('p', {}, lever.cost_words),
    h('p', {}, h('strong', {}, lever.effect_words), h('span', { class: 'dim' }, ` · ${lever.basis}`)),
    report.range === null
      ? null
      : h(
          'p',
          { class: 'dim' },
          `${lever.more.sessions > 0 ? 'at least ' : ''}${percent(inRange)} of it in sessions of this range`,
        ),
    h(
      'ul',
      { class: 'do' },
      lever.do
        .filter(({ text }) => text !== '')
        .map(({ text, command: typed }) =>
          h(
            'li',
            {},
            sessionsNamed(text, evidence, linkOf),
            typed === undefined || typed === '' ? null : [' ', command(typed)],
          ),
        ),
    ),
    h(
      'details',
      {},
      h('summary', {}, `evidence: ${counted(lever.sessions, 'session')}, ${counted(lever.responses, 'response')}`),
      lever.assumption ? h('p', { class: 'dim' }, `Assumed: ${lever.assumption}.`) : null,
      evidenceTable(here, linkOf),
      lever.more.sessions > 0 || here.length > EVIDENCE
        ? h(
            'p',
            { class: 'dim' },
            `and ${counted(lever.more.sessions + Math.max(0, here.length - EVIDENCE), 'lighter session')}`,
          )
        : null,
      lever.check ? h('p', {}, 'Check: ', command(lever.check)) : null,
    ),
  );
}

/** A text in which sessions of the evidence stand by their names instead of the heads of their ids. */
function sessionsNamed(
  text: string,
  evidence: readonly PageEvidence[],
  linkOf: (sessionId: string) => HTMLElement,
): HTMLElement {
  const pieces = text.split(/(?<![\w/\\-])([0-9a-f]{8})(?![\w/\\-])/).map((piece, i) => {
    const found = i % 2 === 1 ? evidence.find((each) => each.session_id.startsWith(piece)) : undefined;
    return found === undefined ? piece : linkOf(found.session_id);
  });
  return h('bdi', {}, pieces);
}

function evidenceTable(evidence: readonly PageEvidence[], linkOf: (sessionId: string) => HTMLElement): HTMLElement {
  const rows = evidence
    .slice(0, EVIDENCE)
    .map((each) =>
      h(
        'tr',
        {},
        h('td', {}, linkOf(each.session_id)),
        h('td', { class: 'num' }, percent(each.share_list_price)),
        h('td', { class: 'num' }, shortCount(each.tokens)),
        h('td', { class: 'num' }, each.responses),
      ),
    );
  const heads = ['session', 'cost', 'tokens', 'responses'].map((text, i) =>
    h('th', { scope: 'col', class: i > 0 ? 'num' : null }, text),
  );
  return h('table', { class: 'plain evidence' }, h('thead', {}, h('tr', {}, heads)), h('tbody', {}, rows));
}
