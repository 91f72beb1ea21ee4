import { labelOf } from '../model/label.ts';
import type { QuotaHit } from '../model/quota-sample.ts';
import type { AnswerRecord, SyntheticRecord } from '../model/records.ts';
import type { CacheMiss, Usage } from '../model/response-facts.ts';
import { promptTokens } from '../model/tokens.ts';
import type { ToolCall } from '../model/tool-facts.ts';
import type { TextSource } from './json-scanner.ts';
import { remembering } from './kept-text.ts';
import type { RawBlock, RawCacheMiss, RawMessage, RawRecord } from './raw-record.ts';
import { RawUsage } from './raw-usage.ts';
import { idOf, type Placed, threadOf } from './thread-of.ts';
import { toldMoment } from './told-moment.ts';
import { toolCall } from './tool-call.ts';
import { isEmptied, MODEL_CHARS, usageOf } from './usage-of.ts';

/** Bytes of an error text that are looked at to label it. */
const TEXT_BYTES = 4096;

/** Bytes of an answer's text that are looked at to label it. */
const LABEL_BYTES = 240;

/** Longest name of a quota. */
const QUOTA_CHARS = 40;

const NO_USAGE = new RawUsage();
const NO_CALLS: readonly ToolCall[] = [];

/** What every signature of thinking has beside the thinking itself; measured on public transcripts, as all else of it. */
const SIGNATURE_FRAME = 240;

/**
 * The answer of an assistant record, or the text that Claude Code put in place of one (C1, C6, C7). Undefined for a
 * message with neither content nor usage: that is another tool's format.
 */
export function answerRecord(
  scan: TextSource,
  raw: RawRecord,
  placed: Placed,
): AnswerRecord | SyntheticRecord | undefined {
  const message = raw.message;
  if (message === null) return undefined;
  if (message.usage === null && message.text === null && message.blocks === null) return undefined;
  if (isErrorText(raw, message)) return syntheticRecord(scan, raw, message, placed);
  const key = message.id || raw.requestId || uuidOf(scan, raw) || placeKey(raw, placed);
  return answer(scan, message, key, placed, threadOf(scan, raw, false), saidOf(raw), raw.cwd);
}

/** C1, C4: without any id it is the response that a copy of the file has on the same line. */
function placeKey({ sessionId, agentId }: RawRecord, { line, at }: Placed): string {
  return `${sessionId ?? ''}/${agentId ?? ''} line ${line} at ${at ?? '?'}`;
}

/** C5: a subagent's message inside a progress record; whether it counts is settled when all files are known. */
export function recoveredAnswer(scan: TextSource, raw: RawRecord, placed: Placed): AnswerRecord | undefined {
  const { type = null, agentId = null, inner = null } = raw.progress ?? {};
  const message = inner?.message ?? null;
  if (type !== 'agent_progress' || inner?.type !== 'assistant' || message === null) return undefined;
  if (isErrorText(inner, message) || message.usage === null) return undefined;
  const key = message.id || inner.requestId || uuidOf(scan, inner);
  if (!key) return undefined;
  const thread = { uuid: null, parentUuid: null, agentId, sidechain: false, recovered: true };
  const at = inner.timestamp ?? placed.at;
  return answer(scan, message, key, { line: placed.line, at }, thread, NOTHING_SAID, inner.cwd ?? raw.cwd);
}

/** C6: text of Claude Code's own; so is an error that was given the model's name, as long as nothing was spent on it. */
function isErrorText(raw: RawRecord, { model, usage }: RawMessage): boolean {
  if (model === '<synthetic>') return true;
  if (!raw.isApiErrorMessage) return false;
  const { tokens, extras } = countedUsage(usage ?? NO_USAGE);
  return promptTokens(tokens) + tokens.output === 0 && extras.length === 0;
}

function syntheticRecord(scan: TextSource, raw: RawRecord, message: RawMessage, placed: Placed): SyntheticRecord {
  const text = message.text ?? message.blocks?.find((block) => block.type === 'text')?.text ?? null;
  const label = text === null ? '' : labelOf(scan.textOf(text, TEXT_BYTES));
  return {
    kind: 'synthetic',
    ...placed,
    ...threadOf(scan, raw, false),
    apiError: raw.isApiErrorMessage,
    label,
    request: raw.requestRef === null ? null : labelOf(raw.requestRef),
    limit: limitOf(raw.quotaLimit),
  };
}

/** A warning is none: the request was let through. */
function limitOf(told: RawRecord['quotaLimit']): QuotaHit | null {
  const quota = labelOf(told?.rateLimitType ?? '', QUOTA_CHARS);
  return told === null || quota === '' || told.status?.startsWith('allowed')
    ? null
    : { quota, resetsAt: toldMoment(told.resetsAt) };
}

function answer(
  scan: TextSource,
  message: RawMessage,
  key: string,
  placed: Placed,
  thread: ReturnType<typeof threadOf>,
  said: Said,
  folder: string | null,
): AnswerRecord {
  let visibleChars = message.text?.chars ?? 0;
  let hiddenChars = 0;
  let thinkingChars: number | null = null;
  let text = message.text;
  const toolCalls: ToolCall[] = [];
  for (const block of message.blocks ?? []) {
    hiddenChars += hiddenIn(block);
    if (isThinking(block)) thinkingChars = (thinkingChars ?? 0) + (block.text?.chars ?? 0);
    visibleChars += (block.text?.chars ?? 0) + (block.input?.bytes ?? 0);
    if (block.type === 'text' && block.text && block.text.chars > 0) text ??= block.text;
    if ((block.type === 'tool_use' || block.type === 'server_tool_use') && block.id)
      toolCalls.push(toolCall(scan, block, block.id, folder));
  }
  return {
    kind: 'answer',
    line: placed.line,
    at: placed.at,
    uuid: thread.uuid,
    parentUuid: thread.parentUuid,
    agentId: thread.agentId,
    sidechain: thread.sidechain,
    key,
    model: modelLabel(message.model ?? ''),
    finished: Boolean(message.stopReason) && message.usage !== null && !isEmptied(message.usage),
    stopReason: shortOrNull(message.stopReason),
    usage: countedUsage(message.usage ?? NO_USAGE),
    visibleChars,
    // A list that grew has room for more.
    toolCalls: toolCalls.length === 0 ? NO_CALLS : toolCalls.slice(),
    recovered: thread.recovered,
    label: text === null ? '' : labelOf(scan.textOf(text, LABEL_BYTES)),
    effort: said.effort,
    cacheMiss: message.cacheMiss === null ? null : cacheMissOf(message.cacheMiss),
    attribution: said.attribution,
    request: said.request,
    copied: said.copied,
    hiddenChars: hiddenChars || null,
    background: said.background,
    thinkingChars,
  };
}

/** Thinking, also where it is not to be read. */
export function isThinking({ type }: RawBlock): boolean {
  return type === 'thinking' || type === 'redacted_thinking';
}

/**
 * Characters of thinking that its text does not show. A signature holds all of it, in base64: where a text is whole, the
 * two are equal to a few hundredths; where it is a summary or empty, there are 2 to 2.5 of them to a token of output.
 */
function hiddenIn({ signatureChars, text }: RawBlock): number {
  const whole = Math.floor(((signatureChars - SIGNATURE_FRAME) * 3) / 4);
  return Math.max(0, whole - (text?.chars ?? 0));
}

let lastModel = '';
let lastModelLabel = '';

/** Most records name the model of the one before them. */
function modelLabel(model: string): string {
  if (model !== lastModel) {
    lastModel = model;
    lastModelLabel = labelOf(model, MODEL_CHARS);
  }
  return lastModelLabel;
}

let lastRaw = NO_USAGE;
let lastCounted: Usage = usageOf(NO_USAGE);

/** Records of one response share their usage: counted once, and told as the same object. */
function countedUsage(raw: RawUsage): Usage {
  if (raw !== lastRaw) {
    lastRaw = raw;
    lastCounted = usageOf(raw);
  }
  return lastCounted;
}

function cacheMissOf({ type, tokens }: RawCacheMiss): CacheMiss {
  const known = tokens !== null && Number.isSafeInteger(tokens) && tokens >= 0;
  return { reason: labelOf(type ?? ''), tokens: known ? tokens : null };
}

/** What a record says beside its message. */
type Said = Pick<AnswerRecord, 'effort' | 'attribution' | 'request' | 'copied' | 'background'>;

const NOTHING_SAID: Said = { effort: null, attribution: null, request: null, copied: false, background: null };

function saidOf(raw: RawRecord): Said {
  const attribution = {
    agent: shortOrNull(raw.attributionAgent),
    skill: shortOrNull(raw.attributionSkill),
    plugin: shortOrNull(raw.attributionPlugin),
    mcpServer: shortOrNull(raw.attributionMcpServer),
    mcpTool: shortOrNull(raw.attributionMcpTool),
  };
  const { agent, skill, plugin, mcpServer, mcpTool } = attribution;
  const says = (agent ?? skill ?? plugin ?? mcpServer ?? mcpTool) !== null;
  const origin = raw.forkedFrom ?? raw.requestSessionId;
  return {
    effort: shortOrNull(raw.effort),
    attribution: says ? attribution : null,
    request: shortOrNull(raw.requestRef),
    copied: origin !== null && origin !== raw.sessionId,
    background: raw.sessionKind === 'bg' ? true : null,
  };
}

const shortLabel = remembering(labelOf);

function shortOrNull(text: string | null): string | null {
  return text === null ? null : shortLabel(text) || null;
}

function uuidOf(scan: TextSource, raw: RawRecord): string {
  return raw.uuid === null ? '' : idOf(scan, raw.uuid);
}
