import type { UsageCell } from '../../analyse/usage-cells.ts';
import { usdNumber } from '../../model/money.ts';
import { packTable } from '../../model/packed-table.ts';
import { DEED_WORDS, KIND_NAMES } from '../kit/words.ts';
import { SHAPE } from '../quota-audit-card.ts';
import { usageJson } from '../usage-json.ts';
import type {
  AgentTypeRow,
  PageAgents,
  PageAudit,
  PageCandidate,
  PageContext,
  PageItem,
  PageLever,
  PagePart,
  PageQuota,
  PageUsage,
} from './page-data.ts';
import type { PageSession } from './page-session.ts';

/** A document of a command, as other programs read it. */
type Document = Readonly<Record<string, unknown>>;

/** Rows of tables that are kept: the heaviest. */
export const MOST_AGENTS = 1000;
const MOST_EVIDENCE = 60;
const MOST_CANDIDATES = 100;

const U = ['total_tokens', 'cost_usd', 'responses'];

/** `tj usage` by hour or day, session, project and model at once. */
export function pageUsage(
  totals: object,
  by: 'hour' | 'day',
  buckets: readonly string[],
  cells: readonly UsageCell[],
): PageUsage {
  const rows = cells.map(({ usage, parts, ...cell }) => {
    const { cost_usd, responses } = usageJson(usage);
    const usd = (part: keyof typeof parts.weights) =>
      cost_usd === null ? null : usdNumber(parts.weights[part] as Parameters<typeof usdNumber>[0]);
    return {
      ...{ bucket: cell.bucket, session_id: cell.sessionId, project: cell.project, model: cell.model },
      ...{ responses, cost_usd },
      ...{ reread: parts.tokens.reread, rebuilt: parts.tokens.rebuilt, written: parts.tokens.written },
      ...{ new_input: parts.tokens.newInput, output: parts.tokens.output },
      ...{ reread_usd: usd('reread'), rebuilt_usd: usd('rebuilt'), written_usd: usd('written') },
      ...{ new_input_usd: usd('newInput'), output_usd: usd('output') },
    };
  });
  return { totals: totals as PageUsage['totals'], by, buckets, cells: packTable(rows, CELL_FIELDS) };
}

const CELL_FIELDS = [
  ...['bucket', 'session_id', 'project', 'model', 'responses', 'cost_usd'],
  ...['reread', 'rebuilt', 'written', 'new_input', 'output'],
  ...['reread_usd', 'rebuilt_usd', 'written_usd', 'new_input_usd', 'output_usd'],
];

/** What of `tj context --json` the page shows. */
export function pageContext(document: object): PageContext {
  const { quota_composition, rebuilds, ledger, fixed } = document as Document & {
    readonly quota_composition: PageContext['quota_composition'];
    readonly rebuilds: PageContext['rebuilds'];
    readonly ledger: { readonly prompt_tokens: number; readonly items: PageItem[]; readonly kinds: PageItem[] };
    readonly fixed: PagePart[];
  };
  const { events, share_list_price, by_deed } = rebuilds;
  const named = (item: PageItem) => ({ ...item, words: KIND_NAMES[item.kind as keyof typeof KIND_NAMES] ?? item.kind });
  return {
    quota_composition,
    rebuilds: {
      ...{ events, share_list_price },
      by_deed: by_deed.map((each) => ({ ...each, words: DEED_WORDS[each.deed] ?? each.deed })),
    },
    prompt_tokens: ledger.prompt_tokens,
    kinds: ledger.kinds.map(named),
    items: ledger.items.map(named),
    fixed,
  };
}

/** Words that the card has for a lever, by its place. */
export type LeverWords = (place: number) => { readonly cost: string; readonly effect: string };

/** Levers of `tj advise --json`, their evidence summed by session. */
export function pageLevers(document: object, wordsOf: LeverWords): PageLever[] {
  type Evidence = { session_id: string; tokens: number; responses: number; share_list_price: number | null };
  type Given = Omit<PageLever, 'evidence' | 'more' | 'share_list_price' | 'cost_usd'> & {
    readonly evidence: readonly Evidence[];
    readonly cost: { readonly share_list_price: number | null; readonly usd: number };
    readonly effect: { readonly low: number | null; readonly high: number | null; basis: string; assumption: string };
  };
  const { levers } = document as unknown as { readonly levers: readonly Given[] };
  return levers.map((lever) => {
    const bySession = new Map<string, Evidence>();
    for (const each of lever.evidence) {
      const sum = bySession.get(each.session_id) ?? { ...each, tokens: 0, responses: 0, share_list_price: 0 };
      sum.tokens += each.tokens;
      sum.responses += each.responses;
      sum.share_list_price = (sum.share_list_price ?? 0) + (each.share_list_price ?? 0);
      bySession.set(each.session_id, sum);
    }
    const rows = [...bySession.values()].sort((a, b) => (b.share_list_price ?? 0) - (a.share_list_price ?? 0));
    const rest = rows.slice(MOST_EVIDENCE);
    const { place, kind, title, sessions, responses, check, cost, effect } = lever;
    const words = wordsOf(place);
    return {
      ...{ place, kind, title, sessions, responses, check, do: lever.do },
      ...{ cost_words: words.cost, effect_words: words.effect, basis: effect.basis, assumption: effect.assumption },
      ...{ share_list_price: cost.share_list_price, cost_usd: cost.usd, low: effect.low, high: effect.high },
      evidence: packTable(rows.slice(0, MOST_EVIDENCE), ['session_id', 'tokens', 'responses', 'share_list_price']),
      more: {
        sessions: rest.length,
        share_list_price: rest.reduce((sum, each) => sum + (each.share_list_price ?? 0), 0),
      },
    };
  });
}

/** What of `tj agents --json` the page shows. */
export function pageAgents(document: object): PageAgents {
  const { types, agents, share_of_all } = document as unknown as {
    readonly types: readonly AgentTypeRow[];
    readonly agents: readonly { readonly cost_usd: number | null }[];
    readonly share_of_all: PageAgents['share_of_all'];
  };
  const heaviest = [...agents].sort((a, b) => (b.cost_usd ?? 0) - (a.cost_usd ?? 0)).slice(0, MOST_AGENTS);
  const fields = ['session_id', 'agent_type', 'label', 'started_at', 'duration_seconds', 'tool_calls', 'flags', ...U];
  return {
    share_of_all,
    types: types.map(({ agent_type, agents: count, tool_calls, total_tokens, cost_usd, responses, flagged }) => ({
      ...{ agent_type, agents: count, tool_calls, total_tokens, cost_usd, responses, flagged },
    })),
    rows: packTable(heaviest, fields),
    more: agents.length - heaviest.length,
  };
}

/** What of `tj quota-audit --json` the page shows. */
export function pageAudit(document: object): PageAudit {
  const { premium, turns, reclaimable_share, candidates, gross_usd, net_usd, caveat } = document as unknown as {
    readonly premium: PageAudit['premium'];
    readonly turns: { readonly judged: number; readonly sonnet_shaped: number };
    readonly reclaimable_share: PageAudit['share'];
    readonly candidates: readonly PageCandidate[];
    readonly gross_usd: number | null;
    readonly net_usd: number | null;
    readonly caveat: string;
  };
  return {
    ...{ premium, judged: turns.judged, sonnet_shaped: turns.sonnet_shaped, share: reclaimable_share },
    ...{ gross_usd, net_usd, caveat, shape: SHAPE },
    candidates: candidates.slice(0, MOST_CANDIDATES).map((each) => ({
      ...{ session_id: each.session_id, label: each.label, project: each.project, whole_session: each.whole_session },
      ...{ turns: each.turns, next_tier: each.next_tier, total_tokens: each.total_tokens, cost_usd: each.cost_usd },
      ...{ share_list_price: each.share_list_price, net_usd: each.net_usd },
    })),
    more: Math.max(0, candidates.length - MOST_CANDIDATES),
  };
}

/** The samples of `tj quota --json`, window by window. */
export function pageQuota(document: object, words: string): PageQuota {
  const { quota, windows } = document as unknown as {
    readonly quota: string;
    readonly windows: readonly { begins_at: string; resets_at: string; samples: readonly object[] }[];
  };
  return {
    ...{ quota, words },
    windows: windows.map(({ begins_at, resets_at, samples }) => ({
      ...{ begins_at: Date.parse(begins_at), resets_at: Date.parse(resets_at) },
      samples: packTable(samples, ['at', 'used_percentage']),
    })),
  };
}

/** Names of one kind that are listed for a prompt, as `tj session --map` lists them. */
const NAMES = 6;

/** What of `tj session --timeline --map --json` the page opens a session with; paths below its folder begin there. */
export function pageSession(document: object, cwd: string | null): PageSession {
  const below = cwd === null || cwd === '' ? null : `${cwd.replace(/[\\/]$/, '')}${cwd.includes('\\') ? '\\' : '/'}`;
  const short = (text: string) => (below !== null && text.startsWith(below) ? text.slice(below.length) : text);
  const found = document as unknown as Readonly<
    Record<'turns' | 'agents' | 'models' | 'tools' | 'context' | 'events' | 'map' | 'timeline', readonly object[]>
  >;
  const mainModel = mostFrequent(found.context.map((each) => (each as { readonly model: string }).model));
  return {
    main_model: mainModel,
    turns: packTable(found.turns, [
      ...['turn_id', 'kind', 'title', 'started_at', 'ended_at', 'answered', 'status', 'error', 'tool_calls', 'agents'],
      ...U,
    ]),
    agents: packTable(found.agents, [
      ...['agent_type', 'title', 'depth', 'status', 'started_at', 'ended_at', 'tool_calls', 'flags'],
      ...U,
    ]),
    models: found.models as unknown as PageSession['models'],
    tools: packTable(found.tools, ['name', 'calls', 'errors', 'denied', 'retries', 'result_chars']),
    context: packTable(found.context, CONTEXT_FIELDS),
    events: (found.events as unknown as PageSession['events']).filter(({ kind }) => kind === 'compaction'),
    map: slim(found.map.map(withFewNames), isNothing, short) as PageSession['map'],
    timeline: slim(found.timeline, isUsual(mainModel), short) as PageSession['timeline'],
    untold: 0,
  };
}

function mostFrequent(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].reduce<[string, number]>((most, each) => (each[1] > most[1] ? each : most), ['', 0])[0];
}

const CONTEXT_FIELDS = [
  ...['at', 'prompt_tokens', 'model', 'cache_read_tokens', 'rebuilt_tokens', 'written_tokens', 'input_tokens'],
  ...['output_tokens', 'rebuild_cause', 'rebuild_gap_seconds'],
];

/** Fields of a timeline that the page does not show, and shorter names for those that stand in every step. */
const NOT_SHOWN = new Set(['finished', 'limits', 'result_chars', 'agent_id', 'link']);
const SHORT: Readonly<Record<string, string>> = {
  ...{ started_at: 'at', ended_at: 'end', prompt_tokens: 'prompt', output_tokens: 'output', duration_ms: 'ms' },
};

function isNothing(value: unknown): boolean {
  return value === 0 || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Whether a field says nothing: what is usual, or the model that most of the session was answered by. */
function isUsual(mainModel: string): (value: unknown, field: string) => boolean {
  return (value, field) => {
    if (field === 'status') return value === 'ok';
    if (field === 'model') return value === mainModel;
    return value === false || NOT_SHOWN.has(field) || (value !== 0 && isNothing(value));
  };
}

/** Lists of names, cut; how many more there are stands behind them as a number. */
function withFewNames(row: object): object {
  const cut = (value: unknown) =>
    Array.isArray(value) && value.length > NAMES ? [...value.slice(0, NAMES), value.length - NAMES] : value;
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, cut(value)]));
}

/** Without the fields that say nothing; times in ms, targets and names shortened. */
function slim(
  value: unknown,
  leaves: (value: unknown, field: string) => boolean,
  short: (text: string) => string,
  field = '',
): unknown {
  if (typeof value === 'string') {
    if (field.endsWith('_at')) return Date.parse(value);
    return field === 'target' || field === 'name' ? short(value) : value;
  }
  if (Array.isArray(value)) return value.map((each) => slim(each, leaves, short));
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key, each]) => !leaves(each, key));
  return Object.fromEntries(kept.map(([key, each]) => [SHORT[key] ?? key, slim(each, leaves, short, key)]));
}
