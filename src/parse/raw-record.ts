import type { ToolDefinition } from '../model/context-records.ts';
import type { Millis } from '../model/time.ts';
import type { ByteHash } from './hash-bytes.ts';
import type { StringPlace } from './json-scanner.ts';
import { type MediaSize, NO_MEDIA } from './media-size.ts';
import type { RawUsage } from './raw-usage.ts';

/**
 * The fields of a line that tj uses, under Claude Code's names. Null: absent, or not of the type expected. Classes, so
 * that all objects of a kind have one shape and the code that reads them stays fast. Places are within the line.
 */
export class RawRecord {
  type: string | null = null;
  subtype: string | null = null;
  uuid: StringPlace | null = null;
  parentUuid: StringPlace | null = null;
  timestamp: Millis | null = null;
  sessionId: string | null = null;
  /** Names its session as programs are told of it, not as transcripts do. */
  hasSnakeSession = false;
  agentId: string | null = null;
  requestId: string | null = null;
  promptId: string | null = null;
  cwd: string | null = null;
  version: string | null = null;
  gitBranch: string | null = null;
  isSidechain = false;
  /** The record was embedded in a progress record. */
  isRecovered = false;
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
  /** Of an answer that another session asked for. */
  requestSessionId: string | null = null;
  sessionKind: string | null = null;
  /** Sessions that a `derived-from` record says its own was copied from. */
  derivedFrom: string[] | null = null;
  continuedInSessionId: string | null = null;
  /** `worktreeSession`: the folder of a worktree, and the one that it was made in. */
  worktree: { path: string | null; madeIn: string | null } | null = null;
  customTitle: string | null = null;
  aiTitle: string | null = null;
  summary: string | null = null;
  result: RawToolUseResult | null = null;
  /** The result of very old records, beside the message. */
  topResult: RawBlock | null = null;
  permissionMode: string | null = null;
  effort: string | null = null;
  attributionAgent: string | null = null;
  attributionSkill: string | null = null;
  attributionPlugin: string | null = null;
  attributionMcpServer: string | null = null;
  attributionMcpTool: string | null = null;
  parentToolUseId: string | null = null;
  /** `prNumber` and `prRepository` of a `pr-link`. */
  prNumber: number | null = null;
  prRepository: string | null = null;
  /** Hooks of a `stop_hook_summary` that asked a model. */
  promptHooks = 0;
  /** `content` of a system record or of a queue operation. */
  content: StringPlace | null = null;
  fallbackModel: string | null = null;
  /** `error` of an api_error: what went wrong, and the status it came with. */
  error: RawError | null = null;
  /** `quotaLimits` of an error that stands in place of an answer. */
  quotaLimit: RawQuotaLimit | null = null;
  compact: RawCompaction | null = null;
  /** `startTime` and `totalCostUSD` of a ledger, and its `modelUsage`. */
  startTime: number | null = null;
  totalCostUsd: number | null = null;
  modelUsage: RawModelUsage[] | null = null;
  attachment: RawAttachment | null = null;
  /** `rendered`: what the model saw of an attachment, text by text; null where the record has none. */
  rendered: RawRendered | null = null;
  renderedRole: string | null = null;
  /** `requestRef` of an answer. */
  requestRef: string | null = null;
  /** Of a request that was logged, `api-request`, and what belongs to it. */
  request: RawRequest | null = null;
  shape: RawFixedContext | null = null;
  hash: string | null = null;
  shapeHash: string | null = null;
  contextUsage: RawContextUsage | null = null;
  /** `commandRun` is there: what the command printed is part of the next prompt. */
  hasCommandRun = false;
  message: RawMessage | null = null;
  /** `data` of a progress record. */
  progress: RawProgress | null = null;
}

/** `api-request`, but for its shape. */
export interface RawRequest {
  id: string | null;
  source: string | null;
  base: string | null;
  keep: number | null;
  tail: string[];
  model: string | null;
  effort: string | null;
  betas: string;
  params: string;
}

/** What the model saw of an attachment. */
export interface RawRendered {
  texts: StringPlace[];
  media: MediaSize;
}

/** `contextUsage`: Claude Code's own measure of a context. */
export interface RawContextUsage {
  totalTokens: number | null;
  categories: { name: string; tokens: number | null; kind: string }[];
}

/** System prompt and tools of a snapshot or a shape. */
export interface RawFixedContext {
  system: StringPlace[];
  /** Stands before it, and only in snapshots that have tools. */
  prefix: StringPlace | null;
  tools: ToolDefinition[] | null;
}

export class RawMessage {
  role: string | null = null;
  id: string | null = null;
  model: string | null = null;
  stopReason: string | null = null;
  usage: RawUsage | null = null;
  /** `content` when it is a string. */
  text: StringPlace | null = null;
  /** `content` when it is an array. */
  blocks: RawBlock[] | null = null;
  cacheMiss: RawCacheMiss | null = null;
}

export class RawBlock {
  type: string | null = null;
  /** `text` or `thinking`, or the string `content` of a tool result. */
  text: StringPlace | null = null;
  id: string | null = null;
  name: string | null = null;
  toolUseId: string | null = null;
  isError = false;
  /** Characters of the `signature` of thinking. */
  signatureChars = 0;
  /** Hash of `text` of a tool result; '' for any other text. */
  hash = '';
  /** Its `source`: an image or a document. */
  media: MediaSize = NO_MEDIA;
  /** `content` of a tool result when it is a list. */
  list: RawTextList | null = null;
  input: RawInput | null = null;
  /** Names of the tools that a `tool_addition` refers to. */
  references: string[] = [];
}

export interface RawTextList {
  chars: number;
  /** The `source` of its images and documents. */
  media: MediaSize;
  first: StringPlace | null;
  last: StringPlace | null;
  /** `tool_name` of its tool references. */
  references: string[];
  /** Of all texts; null when it was not asked for. */
  hash: ByteHash | null;
}

export interface RawInput {
  /** Bytes of the whole input as written. */
  bytes: number;
  /** All its members that are strings. */
  texts: { readonly key: string; readonly place: StringPlace }[];
  hash: string;
}

/** `toolUseResult` when it is an object. */
export interface RawToolUseResult {
  agentId: string | null;
  runId: string | null;
  searchCount: number | null;
  /** Lines of its `structuredPatch`; null when it has none. */
  added: number | null;
  removed: number;
}

/** `diagnostics.cache_miss_reason` of a message. */
export interface RawCacheMiss {
  type: string | null;
  tokens: number | null;
}

export interface RawQuotaLimit {
  /** `rejected`, `allowed_warning`, `allowed`. */
  status: string | null;
  rateLimitType: string | null;
  resetsAt: number | null;
}

export interface RawError {
  type: string | null;
  status: number | null;
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
  /** It names messages that stay. */
  preserves: boolean;
}

export interface RawAttachment {
  type: string | null;
  commandMode: string | null;
  isMeta: boolean;
  originKind: string | null;
  /** `prompt` when it is a string, else the first text of its blocks. */
  prompt: StringPlace | null;
  /** Images and documents in `prompt`. */
  promptMedia: MediaSize;
  /** `displayPath`, else `filename`. */
  file: string | null;
  path: string | null;
  hookName: string | null;
  hookEvent: string | null;
  /** Names of what its lines, or the lines of its text, are of. */
  names: string[];
  /** `addedLines` or `addedBlocks`, by name. */
  lines: StringPlace[];
  /** Texts of its content: of a file, of a reminder, of a hook. */
  texts: StringPlace[];
  /** An image that its content is. */
  media: MediaSize;
  /** `files` of memory: each path with its text. */
  files: { path: string | null; text: StringPlace | null }[];
  /** Of a `prompt_snapshot`. */
  fixed: RawFixedContext | null;
  /** `surfacedNames`: deferred tools that come with it. */
  surfaced: string[];
  /** Of a `deferred_tools_record`. */
  loaded: ToolDefinition[];
}

/** What `data` of a progress record says. */
export class RawProgress {
  type: string | null = null;
  agentId: string | null = null;
  /** The record that it embeds as `message`. */
  inner: RawRecord | null = null;
}
