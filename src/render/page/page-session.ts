import type { PackedTable } from '../../model/packed-table.ts';
import type { PageSums } from './page-data.ts';

/** What a session is opened with: parts of `tj session --timeline --map --json`. */
export interface PageSession {
  /** The model of most responses; steps that name none are of it. */
  readonly main_model: string;
  readonly turns: PackedTable;
  readonly agents: PackedTable;
  readonly models: readonly (PageSums & { readonly model: string })[];
  readonly tools: PackedTable;
  readonly context: PackedTable;
  readonly events: readonly SessionEventRow[];
  readonly map: readonly MapRow[];
  readonly timeline: readonly TimelineTurn[];
  /** Prompts whose steps there was no room for: the oldest. */
  readonly untold: number;
}

export interface TurnRow extends PageSums {
  readonly turn_id: string;
  readonly kind: string;
  readonly title: string;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly answered: boolean;
  readonly status: string;
  readonly error: string | null;
  readonly tool_calls: number;
  readonly agents: number;
}

export interface SessionAgentRow {
  readonly agent_type: string | null;
  readonly title: string;
  readonly depth: number;
  readonly status: string;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly tool_calls: number;
  readonly total_tokens: number;
  readonly cost_usd: number | null;
  readonly responses: number;
  readonly flags: readonly string[] | null;
}

export interface ToolRow {
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  readonly denied: number;
  readonly retries: number;
  readonly result_chars: number;
}

export interface ContextPointRow {
  readonly at: number | null;
  readonly prompt_tokens: number;
  readonly model: string;
  readonly cache_read_tokens: number;
  readonly rebuilt_tokens: number;
  readonly written_tokens: number;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly rebuild_cause: string | null;
  readonly rebuild_gap_seconds: number | null;
}

export interface SessionEventRow {
  readonly kind: string;
  readonly at: string | null;
  readonly agent_id: string | null;
  readonly label: string | null;
  readonly tokens_before: number | null;
  readonly tokens_after: number | null;
}

export interface NamedCalls {
  readonly name: string;
  readonly calls: number;
}

/** Names that are listed, and as the last of them how many more there are. */
export type NameList = readonly (NamedCalls | number)[];

/** Lists that are empty and counts that are 0 are absent. */
export interface MapRow {
  readonly turn_id: string;
  readonly share_list_price?: number;
  readonly read?: NameList;
  readonly edited?: NameList;
  readonly commands?: NameList;
  readonly searches?: NameList;
  readonly sources?: NameList;
  readonly other?: NameList;
  readonly agents?: number;
  readonly errors?: number;
  readonly retries?: number;
  readonly lines_added?: number;
  readonly lines_removed?: number;
}

export interface TimelineTurn {
  readonly turn_id: string;
  readonly steps?: readonly TimelineStep[];
  readonly agents_without_call?: readonly TimelineAgent[];
}

export interface TimelineStep {
  readonly at?: number;
  readonly said?: string;
  readonly model?: string;
  readonly prompt?: number;
  readonly output?: number;
  readonly calls?: readonly TimelineCall[];
}

export interface TimelineCall {
  readonly tool: string;
  readonly target?: string;
  readonly status?: string;
  readonly error?: string;
  readonly ms?: number;
  readonly retry?: true;
  readonly loop?: true;
  readonly agent?: TimelineAgent;
}

export interface TimelineAgent {
  readonly agent_type?: string;
  readonly title?: string;
  readonly status?: string;
  readonly at?: number;
  readonly end?: number;
  readonly steps?: readonly TimelineStep[];
}
