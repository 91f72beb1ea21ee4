import type { Tokens } from './tokens.ts';

/** Usage of one record, checked number by number (C8). */
export interface Usage {
  readonly tokens: Tokens;
  /** Part of the output; null when not told. */
  readonly thinkingTokens: number | null;
  /** Prompt size that counts for the context: of the last attempt where the answer took several. */
  readonly contextTokens: number;
  readonly fast: boolean;
  /** `inference_geo` as written; '' when absent. */
  readonly geo: string;
  /** `service_tier` as written; '' when absent. */
  readonly tier: string;
  readonly webSearches: number;
  /** Attempts that come on top of the tokens above: advisor, compaction, declined before a fallback. */
  readonly extras: readonly ExtraAttempt[];
}

export interface ExtraAttempt {
  readonly attempt: 'advisor' | 'compaction' | 'declined';
  /** As written; '' when the entry names none. */
  readonly model: string;
  readonly tokens: Tokens;
}

export interface CacheMiss {
  readonly reason: string;
  readonly tokens: number | null;
}

/** What Claude Code says that a response was made for. */
export interface Attribution {
  readonly agent: string | null;
  readonly skill: string | null;
  readonly plugin: string | null;
  /** The server whose result came before it: not one that it calls. */
  readonly mcpServer: string | null;
  readonly mcpTool: string | null;
}

/** One model of a ledger. */
export interface LedgerModel {
  readonly model: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly webSearches: number;
  readonly usd: number | null;
}
