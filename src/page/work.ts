import { counted, fullCount } from '../model/counted.ts';
import type { AgentRow, AgentTypeRow, PageCandidate } from '../render/page/page-data.ts';
import { type Column, dataTable } from './data-table.ts';
import { fill, h, named } from './dom.ts';
import type { Report } from './report.ts';
import { lasting, percent, roundPercent, shortCount, type Words } from './words.ts';

const FLAGS: Readonly<Record<string, string>> = {
  over_provisioned: 'much context, little output',
  over_powered: 'a premium model for little',
};

/** What ran in agents: by type, and the agents themselves. */
export function agentsView(report: Report, words: Words, linkOf: (sessionId: string) => HTMLElement): HTMLElement {
  const section = h('section', { id: 'agents' }, h('h2', {}, 'Agents'));
  if (report.agents.length === 0) {
    section.append(h('p', { class: 'dim' }, 'No agents in this window.'));
    return section;
  }
  const { agents: given } = report.data;
  const buckets = new Map(report.agents.map((agent) => [agent, words.bucket(agent.started_at)]));
  const here = () => report.agents.filter((agent) => report.holds(buckets.get(agent) ?? null));
  const note = h('p', { class: 'dim' });
  const types = dataTable<AgentTypeRow>({
    caption: 'types of agents',
    columns: typeColumns(words),
    rows: () => (report.range === null ? given.types : typesOf(here())),
    sortedBy: 4,
    nothing: 'No agent began in this range.',
  });
  const columns: Column<AgentRow>[] = [
    {
      head: 'agent',
      value: ({ label, agent_type }) => label || agent_type,
      cell: ({ label, agent_type }) => [
        h('b', {}, agent_type ?? 'agent'),
        label === '' ? null : [' ', named(label, 'cut')],
      ],
    },
    {
      head: 'session',
      value: ({ session_id }) => session_id,
      cell: ({ session_id }) => linkOf(session_id),
      isWide: true,
    },
    {
      head: 'began',
      value: ({ started_at }) => started_at,
      cell: ({ started_at }) => words.moment(started_at),
      isNumber: true,
      isWide: true,
    },
    {
      head: 'took',
      value: (row) => row.duration_seconds,
      cell: (row) => lasting(row.duration_seconds),
      isNumber: true,
      isWide: true,
    },
    {
      head: 'calls',
      value: (row) => row.tool_calls,
      cell: (row) => (row.total_tokens === null ? '-' : fullCount(row.tool_calls)),
      isNumber: true,
      isWide: true,
    },
    ...weightColumns(words),
    {
      head: 'look at',
      value: ({ flags }) => (flags ?? []).join(),
      cell: ({ flags }) => (flags ?? []).map((flag) => h('span', { class: 'mark' }, FLAGS[flag] ?? flag)),
      isWide: true,
    },
  ];
  const table = dataTable({
    caption: 'agents',
    columns,
    rows: here,
    sortedBy: 6,
    found: ({ label, agent_type }) => `${label} ${agent_type ?? ''}`,
    nothing: 'No agent began in this range.',
  });
  section.append(note, types.node, h('h3', {}, 'The heaviest'), table.node);
  report.follow(() => {
    const share = given.share_of_all?.list_price ?? null;
    const more = given.more > 0 ? ` ${counted(given.more, 'lighter agent')} are in no row.` : '';
    note.textContent =
      report.range === null
        ? `${share === null ? 'How much ran in agents is not known: none of their transcripts is here.' : `What ran in agents took ${roundPercent(share)} of the cost.`}${more}`
        : `${counted(here().length, 'agent')} began in this range.${more}`;
    types.update();
    table.update();
  }, 'soon');
  return section;
}

/** Tokens and cost of agents; unknown where no transcript is. */
function weightColumns(words: Words): Column<Pick<AgentTypeRow, 'total_tokens' | 'cost_usd'>>[] {
  return [
    {
      head: 'tokens',
      value: (row) => row.total_tokens,
      cell: (row) => (row.total_tokens === null ? '-' : shortCount(row.total_tokens)),
      isNumber: true,
    },
    {
      head: 'cost',
      value: (row) => row.cost_usd,
      cell: (row) => h('strong', {}, words.cost(row.cost_usd)),
      isNumber: true,
    },
  ];
}

function typeColumns(words: Words): Column<AgentTypeRow>[] {
  return [
    { head: 'type', value: (row) => row.agent_type, cell: (row) => named(row.agent_type ?? 'unknown', 'cut') },
    { head: 'agents', value: ({ agents }) => agents, cell: ({ agents }) => fullCount(agents), isNumber: true },
    {
      head: 'calls',
      value: (row) => row.tool_calls,
      cell: (row) => (row.tool_calls === null ? '-' : fullCount(row.tool_calls)),
      isNumber: true,
      isWide: true,
    },
    ...weightColumns(words),
    {
      head: 'flagged',
      value: ({ flagged }) => flagged,
      cell: ({ flagged }) => (flagged === 0 ? '' : fullCount(flagged)),
      isNumber: true,
    },
  ];
}

/** The same by type for some agents. */
function typesOf(agents: readonly AgentRow[]): AgentTypeRow[] {
  const types = new Map<string | null, AgentTypeRow>();
  const sum = (a: number | null, b: number | null) => (a === null ? b : a + (b ?? 0));
  for (const { agent_type, tool_calls, total_tokens, cost_usd, responses, flags } of agents) {
    const before = types.get(agent_type) ?? {
      agent_type,
      agents: 0,
      tool_calls: null,
      total_tokens: null,
      cost_usd: null,
      responses: null,
      flagged: 0,
    };
    types.set(agent_type, {
      ...{ agent_type, agents: before.agents + 1 },
      tool_calls: sum(before.tool_calls, total_tokens === null ? null : tool_calls),
      ...{ total_tokens: sum(before.total_tokens, total_tokens), cost_usd: sum(before.cost_usd, cost_usd) },
      ...{ responses: sum(before.responses, responses), flagged: before.flagged + ((flags ?? []).length > 0 ? 1 : 0) },
    });
  }
  return [...types.values()];
}

/** Past work of premium models that looks simple: candidates to spot-check. */
export function auditView(report: Report, words: Words, linkOf: (sessionId: string) => HTMLElement): HTMLElement {
  const { audit } = report.data;
  const section = h('section', { id: 'audit' }, h('h2', {}, 'Simple work of premium models'));
  if (audit.premium.responses === 0) {
    section.append(h('p', { class: 'dim' }, 'No response of a premium model in this window.'));
    return section;
  }
  const share = h('strong', {}, roundPercent(audit.share.list_price));
  const facts = h(
    'p',
    {},
    `${fullCount(audit.sonnet_shaped)} of ${counted(audit.judged, 'judged turn')} look Sonnet-shaped: `,
    share,
    ' of what premium models cost.',
  );
  section.append(facts, h('p', { class: 'dim' }, `${audit.shape}. ${audit.caveat}`));
  if (audit.candidates.length === 0) {
    section.append(
      h('p', { class: 'dim' }, 'No run of such turns would have cost less at the next tier, net of switching.'),
    );
    return section;
  }
  const columns: Column<PageCandidate>[] = [
    { head: 'candidate', value: ({ label }) => label, cell: ({ session_id }) => linkOf(session_id) },
    {
      head: 'turns',
      value: ({ turns }) => turns,
      cell: (row) => (row.whole_session ? `all ${row.turns}` : fullCount(row.turns)),
      isNumber: true,
    },
    { head: 'next tier', value: (row) => row.next_tier.join(), cell: (row) => row.next_tier.join(', '), isWide: true },
    { head: 'cost', value: (row) => row.cost_usd, cell: (row) => words.cost(row.cost_usd), isNumber: true },
    {
      head: 'of premium',
      value: (row) => row.share_list_price,
      cell: (row) => percent(row.share_list_price),
      isNumber: true,
      isWide: true,
    },
    {
      head: 'net difference',
      value: (row) => row.net_usd,
      cell: (row) => h('strong', {}, words.cost(row.net_usd)),
      isNumber: true,
    },
  ];
  const table = dataTable({
    caption: 'candidates to spot-check',
    columns,
    rows: () => audit.candidates.filter((row) => report.range === null || report.sums.bySession.has(row.session_id)),
    sortedBy: 5,
    nothing: 'No candidate among the sessions of this range.',
  });
  const note = h('p', { class: 'dim' });
  section.append(note, table.node);
  report.follow(() => {
    const more = audit.more > 0 ? `${counted(audit.more, 'smaller candidate')} are in no row. ` : '';
    fill(
      note,
      more,
      report.range === null
        ? ''
        : 'Shown are candidates of sessions that were active in this range; the figures above are of the whole window.',
    );
    table.update();
  }, 'soon');
  return section;
}
