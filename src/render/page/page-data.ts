import type { PackedTable } from '../../model/packed-table.ts';
import type { PageSession } from './page-session.ts';

/** The five classes of tokens in their order, as `quota_composition` spells them. */
export const PAGE_CLASSES = ['reread', 'rebuilt', 'written', 'new_input', 'output'] as const;

export type PageClass = (typeof PAGE_CLASSES)[number];

/** All that a page shows: rows of the documents of tj's commands, packed, and words for people. */
export interface PageData {
  readonly schema: 1;
  readonly version: string;
  /** When it was made, ms. */
  readonly made_at: number;
  /** IANA name of the zone that its days and times are in. */
  readonly zone: string;
  readonly with_dollars: boolean;
  readonly with_names: boolean;
  /** The one session that it is of; null for a window. */
  readonly session_id: string | null;
  readonly words: PageWords;
  /** What makes a page like this one, but for its window; null where that would name what the page does not. */
  readonly command: string | null;
  readonly usage: PageUsage;
  readonly context: PageContext;
  readonly levers: readonly PageLever[];
  readonly sessions: PackedTable;
  /** Sessions of the window beyond those in the table. */
  readonly more_sessions: number;
  readonly agents: PageAgents;
  readonly audit: PageAudit;
  readonly quotas: readonly PageQuota[];
  /** By session id. */
  readonly details: Readonly<Record<string, PageSession>>;
}

export interface PageWords {
  readonly window: string;
  readonly headline: string;
  /** The foot: what the figures rest on. */
  readonly foot: readonly string[];
  readonly levers_note: string;
}

/** U of the JSON contract. */
export interface PageSums {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_tokens: number;
  readonly cache_write_5m_tokens: number;
  readonly cache_write_1h_tokens: number;
  readonly total_tokens: number;
  readonly cost_usd: number | null;
  readonly responses: number;
  readonly sessions: number;
  readonly unfinished_responses: number;
}

export interface PageUsage {
  readonly totals: PageSums;
  readonly by: 'hour' | 'day';
  /** Every hour or day of the window that has its bar, in order. */
  readonly buckets: readonly string[];
  /** Rows of `UsageCell`. */
  readonly cells: PackedTable;
}

/** What one session used of one model in one hour or day. */
export interface UsageCell {
  readonly bucket: string;
  /** Null for those of sessions that are in no table. */
  readonly session_id: string | null;
  readonly project: string;
  readonly model: string;
  readonly responses: number;
  readonly cost_usd: number | null;
  readonly reread: number;
  readonly rebuilt: number;
  readonly written: number;
  readonly new_input: number;
  readonly output: number;
  readonly reread_usd: number | null;
  readonly rebuilt_usd: number | null;
  readonly written_usd: number | null;
  readonly new_input_usd: number | null;
  readonly output_usd: number | null;
}

interface PageShare {
  readonly tokens: number;
  readonly share_tokens: number | null;
  readonly share_list_price: number | null;
}

export interface PageContext {
  readonly quota_composition: Readonly<Record<PageClass, PageShare>>;
  readonly rebuilds: {
    readonly events: number;
    readonly share_list_price: number | null;
    readonly by_deed: readonly (Omit<PageShare, 'share_list_price'> & {
      readonly deed: string;
      readonly words: string;
      readonly events: number;
      readonly share_list_price: number | null;
    })[];
  };
  readonly prompt_tokens: number;
  readonly kinds: readonly PageItem[];
  readonly items: readonly PageItem[];
  readonly fixed: readonly PagePart[];
}

export interface PageItem {
  readonly kind: string;
  readonly words: string;
  readonly label: string;
  readonly tool?: string;
  readonly tokens: number;
  readonly carried_tokens: number;
  readonly responses: number;
  readonly sessions: number;
  readonly share_tokens: number | null;
  readonly share_list_price: number | null;
}

export interface PagePart {
  readonly part: string;
  readonly name: string;
  readonly tokens: number;
  readonly sent_tokens: number;
  readonly responses: number;
  readonly sessions: number;
  readonly sessions_using: number | null;
  readonly calls: number | null;
  readonly share_tokens: number | null;
  readonly share_list_price: number | null;
}

export interface PageLever {
  readonly place: number;
  readonly kind: string;
  readonly title: string;
  readonly cost_words: string;
  readonly effect_words: string;
  readonly basis: string;
  readonly assumption: string | null;
  readonly share_list_price: number | null;
  readonly cost_usd: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly sessions: number;
  readonly responses: number;
  readonly do: readonly { readonly text: string; readonly command?: string }[];
  readonly check: string | null;
  /** Rows of `PageEvidence`, the heaviest first. */
  readonly evidence: PackedTable;
  /** Sessions beyond those, and what of the cost lies in them. */
  readonly more: { readonly sessions: number; readonly share_list_price: number };
}

export interface PageEvidence {
  readonly session_id: string;
  readonly tokens: number;
  readonly responses: number;
  readonly share_list_price: number | null;
}

/** A session as `tj sessions --json` has it; times in ms. */
export interface SessionRow extends PageSums {
  readonly session_id: string;
  readonly title: string;
  readonly label: string;
  readonly project: string | null;
  readonly cwd: string | null;
  readonly state: string;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly active_seconds: number;
  readonly prompts: number;
  readonly tool_calls: number;
  readonly tool_errors: number;
  readonly agents: number;
  readonly models: readonly string[];
  readonly source: string;
}

export interface PageAgents {
  readonly share_of_all: { readonly list_price: number | null; readonly tokens: number | null } | null;
  readonly types: readonly AgentTypeRow[];
  /** Rows of `AgentRow`. */
  readonly rows: PackedTable;
  readonly more: number;
}

export interface AgentTypeRow {
  readonly agent_type: string | null;
  readonly agents: number;
  readonly tool_calls: number | null;
  readonly total_tokens: number | null;
  readonly cost_usd: number | null;
  readonly responses: number | null;
  readonly flagged: number;
}

export interface AgentRow {
  readonly session_id: string;
  readonly agent_type: string | null;
  readonly label: string;
  readonly started_at: number | null;
  readonly duration_seconds: number | null;
  readonly tool_calls: number;
  readonly flags: readonly string[] | null;
  readonly total_tokens: number | null;
  readonly cost_usd: number | null;
  readonly responses: number | null;
}

export interface PageAudit {
  readonly premium: PageSums;
  readonly judged: number;
  readonly sonnet_shaped: number;
  readonly share: {
    readonly list_price: number | null;
    readonly tokens: number | null;
    readonly interval: readonly [number, number] | { readonly low: number; readonly high: number } | null;
  };
  readonly gross_usd: number | null;
  readonly net_usd: number | null;
  readonly candidates: readonly PageCandidate[];
  readonly more: number;
  readonly caveat: string;
  /** What a Sonnet-shaped turn is. */
  readonly shape: string;
}

export interface PageCandidate {
  readonly session_id: string;
  readonly label: string;
  readonly project: string | null;
  readonly whole_session: boolean;
  readonly turns: number;
  readonly next_tier: readonly string[];
  readonly total_tokens: number;
  readonly cost_usd: number;
  readonly share_list_price: number | null;
  readonly net_usd: number;
}

export interface PageQuota {
  readonly quota: string;
  readonly words: string;
  readonly windows: readonly {
    readonly begins_at: number;
    readonly resets_at: number;
    readonly samples: PackedTable;
  }[];
}
