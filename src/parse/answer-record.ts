import { labelOf } from '../model/label.ts';
import type { AnswerRecord, SyntheticRecord, ToolCall } from '../model/records.ts';
import { parseIso } from '../model/time.ts';
import type { JsonScanner } from './json-scanner.ts';
import { promptHash } from './prompt-hash.ts';
import type { RawBlock, RawMessage, RawRecord } from './raw-record.ts';
import { RawUsage } from './raw-usage.ts';
import { type Placed, shortUuid, threadOf } from './thread-of.ts';
import { usageOf } from './usage-of.ts';

/** Bytes of an error text that are looked at to label it. */
const TEXT_BYTES = 4096;

/**
 * The answer of an assistant record, or the text that Claude Code put in place of one (C1, C6, C7). Undefined for a
 * message with neither content nor usage: that is another tool's format.
 */
export function answerRecord(
  scan: JsonScanner,
  raw: RawRecord,
  placed: Placed,
): AnswerRecord | SyntheticRecord | undefined {
  const message = raw.message;
  if (message === null) return undefined;
  if (message.usage === null && message.text === null && message.blocks === null) return undefined;
  if (message.model === '<synthetic>') return syntheticRecord(scan, raw, message, placed);
  const key =
    message.id || raw.requestId || raw.uuid || `${raw.sessionId ?? ''}/${raw.agentId ?? ''} line ${placed.line}`;
  return answer(scan, message, key, placed, threadOf(raw), false);
}

/** C5: a subagent's message inside a progress record; whether it counts is settled when all files are known. */
export function recoveredRecord(raw: RawRecord, placed: Placed): AnswerRecord | undefined {
  const progress = raw.progress;
  const message = progress?.message;
  if (progress?.type !== 'agent_progress' || progress.innerType !== 'assistant' || !message) return undefined;
  if (message.model === '<synthetic>' || message.usage === null) return undefined;
  const key = message.id || progress.requestId || progress.uuid;
  if (!key) return undefined;
  const own = progress.timestamp === null ? null : parseIso(progress.timestamp);
  const thread = {
    uuid: shortUuid(progress.uuid),
    parentUuid: null,
    agentId: progress.agentId,
    sidechain: false,
  };
  return answer(null, message, key, { line: placed.line, at: own ?? placed.at }, thread, true);
}

function syntheticRecord(scan: JsonScanner, raw: RawRecord, message: RawMessage, placed: Placed): SyntheticRecord {
  const text = message.text ?? message.blocks?.find((block) => block.type === 'text')?.text ?? null;
  const label = text === null ? '' : labelOf(scan.textOf(text, TEXT_BYTES));
  return { kind: 'synthetic', ...placed, ...threadOf(raw), apiError: raw.isApiErrorMessage, label };
}

function answer(
  scan: JsonScanner | null,
  message: RawMessage,
  key: string,
  placed: Placed,
  thread: ReturnType<typeof threadOf>,
  recovered: boolean,
): AnswerRecord {
  let visibleChars = message.text?.chars ?? 0;
  const toolCalls: ToolCall[] = [];
  for (const block of message.blocks ?? []) {
    visibleChars += (block.text?.chars ?? 0) + (block.input?.bytes ?? 0);
    if (block.type === 'tool_use' && block.id) toolCalls.push(toolCall(scan, block, block.id));
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
    model: message.model?.trim() ?? '',
    finished: message.stopReason !== null && message.usage !== null,
    stopReason: message.stopReason,
    usage: usageOf(message.usage ?? new RawUsage()),
    visibleChars,
    toolCalls,
    recovered,
  };
}

function toolCall(scan: JsonScanner | null, block: RawBlock, id: string): ToolCall {
  const name = block.name ?? '';
  const spawns = name === 'Agent' || name === 'Task';
  const prompt = spawns ? (block.input?.prompt ?? null) : null;
  return {
    id,
    name: labelOf(name),
    agentType: spawns && block.input?.subagentType ? labelOf(block.input.subagentType) : null,
    promptHash: prompt === null || scan === null ? null : promptHash(scan, [prompt]),
  };
}
