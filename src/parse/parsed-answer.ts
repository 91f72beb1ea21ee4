import { parseNextIso } from '../model/time.ts';
import { wellFormed } from './json-bytes.ts';
import type { TextSource } from './json-scanner.ts';
import { NO_MEDIA } from './media-size.ts';
import { RawBlock, RawMessage, RawProgress, RawRecord } from './raw-record.ts';
import { type RawNumber, RawUsage } from './raw-usage.ts';

/** Any object of JSON. */
type Json = Readonly<Record<string, unknown>>;

/**
 * What an answer record is made of (C1 to C8), read by the engine's own JSON parser: the fields that responses are
 * counted by, and none of the texts. What a line of another kind holds is left out. Throws `SyntaxError`.
 */
export function readAnswer(line: string): RawRecord {
  return answerOf(JSON.parse(line) as Json);
}

function answerOf(line: Json): RawRecord {
  const raw = new RawRecord();
  raw.type = textOf(line.type);
  raw.uuid = held(line.uuid);
  raw.parentUuid = held(line.parentUuid);
  raw.timestamp = typeof line.timestamp === 'string' ? parseNextIso(line.timestamp) : null;
  raw.sessionId = textOf(line.sessionId);
  raw.hasSnakeSession = line.session_id !== undefined;
  raw.agentId = textOf(line.agentId);
  raw.requestId = textOf(line.requestId);
  raw.cwd = textOf(line.cwd);
  raw.version = textOf(line.version);
  raw.gitBranch = textOf(line.gitBranch);
  raw.isSidechain = line.isSidechain === true;
  raw.isApiErrorMessage = line.isApiErrorMessage === true;
  raw.forkedFrom = textOf(objectOf(line.forkedFrom)?.sessionId);
  raw.parentSessionId = textOf(line.parentSessionId);
  raw.requestSessionId = textOf(line.requestSessionId);
  raw.sessionKind = textOf(line.sessionKind);
  raw.effort = textOf(line.effort);
  raw.message = messageOf(line.message);
  if (raw.type === 'progress') raw.progress = progressOf(objectOf(line.data));
  return raw;
}

/** Where the texts of `readAnswer` are read from: they are held as they are. */
export const HELD_TEXTS: TextSource = {
  textOf: (place, maxBytes) => (place instanceof HeldText ? place.text.slice(0, maxBytes) : ''),
};

/** A text in place of where it stands. */
class HeldText {
  readonly start = 0;
  readonly end: number;
  readonly chars: number;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.end = text.length;
    this.chars = text.length;
  }
}

function held(value: unknown): HeldText | null {
  const text = textOf(value);
  return text === null ? null : new HeldText(text);
}

function messageOf(value: unknown): RawMessage | null {
  const parsed = objectOf(value);
  if (parsed === null) return null;
  const message = new RawMessage();
  message.id = textOf(parsed.id);
  message.model = textOf(parsed.model);
  message.stopReason = textOf(parsed.stop_reason);
  const usage = objectOf(parsed.usage);
  message.usage = usage === null ? null : usageOf(usage);
  const { content } = parsed;
  if (typeof content === 'string') message.text = new HeldText('');
  else if (content !== undefined) message.blocks = Array.isArray(content) ? callsIn(content) : [];
  return message;
}

/** Calls and results are kept by their ids: they say which transcripts of agents are of one, and what is no prompt. */
function callsIn(content: readonly unknown[]): RawBlock[] {
  const calls: RawBlock[] = [];
  for (const value of content) {
    const parsed = objectOf(value);
    if (parsed === null || !KEPT_BLOCKS.has(parsed.type)) continue;
    const block = new RawBlock();
    block.type = textOf(parsed.type);
    block.id = textOf(parsed.id);
    block.toolUseId = textOf(parsed.tool_use_id);
    block.media = NO_MEDIA;
    calls.push(block);
  }
  return calls;
}

const KEPT_BLOCKS: ReadonlySet<unknown> = new Set(['tool_use', 'server_tool_use', 'tool_result']);

function usageOf(parsed: Json): RawUsage {
  const usage = new RawUsage();
  usage.input = numberOf(parsed.input_tokens);
  usage.output = numberOf(parsed.output_tokens);
  usage.cacheRead = numberOf(parsed.cache_read_input_tokens);
  usage.cacheCreation = numberOf(parsed.cache_creation_input_tokens);
  const split = objectOf(parsed.cache_creation);
  usage.split5m = numberOf(split?.ephemeral_5m_input_tokens);
  usage.split1h = numberOf(split?.ephemeral_1h_input_tokens);
  usage.thinking = numberOf(objectOf(parsed.output_tokens_details)?.thinking_tokens);
  usage.webSearches = numberOf(objectOf(parsed.server_tool_use)?.web_search_requests);
  usage.speed = textOf(parsed.speed);
  usage.geo = textOf(parsed.inference_geo);
  usage.tier = textOf(parsed.service_tier);
  usage.type = textOf(parsed.type);
  usage.model = textOf(parsed.model);
  const { iterations } = parsed;
  if (Array.isArray(iterations))
    usage.iterations = iterations.map(objectOf).flatMap((each) => (each === null ? [] : usageOf(each)));
  else if (iterations !== undefined) usage.iterations = [];
  return usage;
}

function progressOf(data: Json | null): RawProgress | null {
  if (data === null) return null;
  const progress = new RawProgress();
  progress.type = textOf(data.type);
  progress.agentId = textOf(data.agentId);
  const inner = objectOf(data.message);
  progress.inner = inner === null ? null : answerOf(inner);
  if (progress.inner !== null) progress.inner.isRecovered = true;
  return progress;
}

function objectOf(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? wellFormed(value) : null;
}

/** C8: null for `null` and where there is none, NaN for what is no number. */
function numberOf(value: unknown): RawNumber {
  if (value === undefined || value === null) return null;
  return typeof value === 'number' ? value : Number.NaN;
}
