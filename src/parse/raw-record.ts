import type { StringPlace } from './json-scanner.ts';
import type { RawUsage } from './raw-usage.ts';

/**
 * The fields of a line that tj uses, under Claude Code's names. Null: absent, or not of the type expected. Classes, so
 * that all objects of a kind have one shape and the code that reads them stays fast. Places are within the line.
 */
export class RawRecord {
  type: string | null = null;
  subtype: string | null = null;
  uuid: string | null = null;
  parentUuid: string | null = null;
  timestamp: string | null = null;
  sessionId: string | null = null;
  agentId: string | null = null;
  requestId: string | null = null;
  promptId: string | null = null;
  cwd: string | null = null;
  version: string | null = null;
  isSidechain = false;
  isMeta = false;
  isCompactSummary = false;
  isVisibleInTranscriptOnly = false;
  isApiErrorMessage = false;
  toolDenialKind: string | null = null;
  promptSource: string | null = null;
  scheduledTaskId: string | null = null;
  /** `origin.kind`. */
  originKind: string | null = null;
  /** `forkedFrom.sessionId`. */
  forkedFrom: string | null = null;
  parentSessionId: string | null = null;
  continuedInSessionId: string | null = null;
  customTitle: string | null = null;
  aiTitle: string | null = null;
  summary: string | null = null;
  /** `toolUseResult.agentId`. */
  resultAgentId: string | null = null;
  compact: RawCompaction | null = null;
  /** `startTime` and `totalCostUSD` of a ledger, and its `modelUsage`. */
  startTime: number | null = null;
  totalCostUsd: number | null = null;
  modelUsage: RawModelUsage[] | null = null;
  attachment: RawAttachment | null = null;
  message: RawMessage | null = null;
  /** `data` of a progress record. */
  progress: RawProgress | null = null;
}

export class RawMessage {
  id: string | null = null;
  model: string | null = null;
  stopReason: string | null = null;
  usage: RawUsage | null = null;
  /** `content` when it is a string. */
  text: StringPlace | null = null;
  /** `content` when it is an array. */
  blocks: RawBlock[] | null = null;
}

export class RawBlock {
  type: string | null = null;
  /** `text` or `thinking`, or the string `content` of a tool result. */
  text: StringPlace | null = null;
  id: string | null = null;
  name: string | null = null;
  toolUseId: string | null = null;
  isError = false;
  /** `content` of a tool result when it is a list. */
  list: RawTextList | null = null;
  input: RawInput | null = null;
}

export interface RawTextList {
  chars: number;
  first: StringPlace | null;
}

export interface RawInput {
  /** Bytes of the whole input as written. */
  bytes: number;
  subagentType: string | null;
  prompt: StringPlace | null;
}

/** One model of a ledger. */
export class RawModelUsage {
  model: string;
  inputTokens: number | null = null;
  outputTokens: number | null = null;
  cacheReadInputTokens: number | null = null;
  cacheCreationInputTokens: number | null = null;
  webSearchRequests: number | null = null;
  costUSD: number | null = null;

  constructor(model: string) {
    this.model = model;
  }
}

export interface RawCompaction {
  trigger: string | null;
  preTokens: number | null;
  postTokens: number | null;
}

export interface RawAttachment {
  type: string | null;
  commandMode: string | null;
  isMeta: boolean;
  originKind: string | null;
  /** `prompt` when it is a string, else the first text of its blocks. */
  prompt: StringPlace | null;
}

/** What `data` of a progress record says, with the record that it embeds as `data.message`. */
export class RawProgress {
  type: string | null = null;
  agentId: string | null = null;
  innerType: string | null = null;
  requestId: string | null = null;
  uuid: string | null = null;
  timestamp: string | null = null;
  message: RawMessage | null = null;
}
