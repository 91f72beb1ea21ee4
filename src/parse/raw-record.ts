import type { StringPlace } from './json-scanner.ts';
import type { RawUsage } from './raw-usage.ts';

/** The fields of a line that tj uses, under Claude Code's names; undefined where the line has none. Places are in the line. */
export interface RawRecord {
  type?: string | null;
  subtype?: string | null;
  uuid?: string | null;
  parentUuid?: string | null;
  timestamp?: string | null;
  sessionId?: string | null;
  agentId?: string | null;
  requestId?: string | null;
  promptId?: string | null;
  cwd?: string | null;
  version?: string | null;
  isSidechain?: boolean;
  isMeta?: boolean;
  isCompactSummary?: boolean;
  isVisibleInTranscriptOnly?: boolean;
  isApiErrorMessage?: boolean;
  hasToolUseResult?: boolean;
  toolDenialKind?: string | null;
  promptSource?: string | null;
  scheduledTaskId?: string | null;
  /** `origin.kind`. */
  originKind?: string | null;
  /** `forkedFrom.sessionId`. */
  forkedFrom?: string | null;
  parentSessionId?: string | null;
  continuedInSessionId?: string | null;
  customTitle?: string | null;
  aiTitle?: string | null;
  summary?: string | null;
  /** `toolUseResult.agentId`. */
  resultAgentId?: string | null;
  compact?: RawCompaction;
  attachment?: RawAttachment;
  message?: RawMessage;
  /** `data.message` of a progress record, with `data.agentId`. */
  progress?: RawProgress;
}

export interface RawMessage {
  id?: string | null;
  model?: string | null;
  stopReason?: string | null;
  usage?: RawUsage;
  /** `content` when it is a string. */
  text?: StringPlace | null;
  /** `content` when it is an array. */
  blocks?: RawBlock[];
}

export interface RawBlock {
  type?: string | null;
  /** `text` or `thinking`, or the string `content` of a tool result. */
  text?: StringPlace | null;
  id?: string | null;
  name?: string | null;
  toolUseId?: string | null;
  isError?: boolean;
  /** `content` of a tool result when it is a list. */
  list?: RawTextList;
  input?: RawInput;
}

export interface RawTextList {
  chars: number;
  first: StringPlace | null;
}

export interface RawInput {
  /** Bytes of the whole input as written. */
  bytes: number;
  subagentType?: string | null;
  prompt?: StringPlace | null;
}

export interface RawCompaction {
  trigger?: string | null;
  preTokens?: number | null | undefined;
  postTokens?: number | null | undefined;
}

export interface RawAttachment {
  type?: string | null;
  commandMode?: string | null;
  isMeta?: boolean;
  originKind?: string | null;
  /** `prompt` when it is a string, else the first text of its blocks. */
  prompt?: StringPlace | null;
}

export interface RawProgress {
  agentId?: string | null;
  type?: string | null;
  innerType?: string | null;
  requestId?: string | null;
  uuid?: string | null;
  timestamp?: string | null;
  message?: RawMessage;
}
