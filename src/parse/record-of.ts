import { contentHash } from '../model/content-hash.ts';
import { labelOf } from '../model/label.ts';
import type { PromptRecord, ToolCall, ToolResult, TranscriptRecord } from '../model/records.ts';
import { type Millis, parseIso } from '../model/time.ts';
import { classifyPrompt } from './classify-prompt.ts';
import type { JsonScanner, StringPlace } from './json-scanner.ts';
import type { RawBlock, RawMessage, RawRecord } from './raw-record.ts';
import { usageOf } from './usage-of.ts';

/** Bytes of a text that are looked at to class and label it. */
const TEXT_BYTES = 64 * 1024;

/** Bytes of a prompt that its hash covers. */
const HASHED_BYTES = 1024 * 1024;

interface Placed {
  readonly line: number;
  readonly at: Millis | null;
}

/** The record that a line makes, undefined when it makes none. `scan` must still hold the line, for its texts. */
export function recordOf(scan: JsonScanner, raw: RawRecord, placed: Placed): TranscriptRecord | undefined {
  switch (raw.type) {
    case 'assistant':
      return answerOf(scan, raw, placed) ?? other(placed);
    case 'user':
      return userRecordOf(scan, raw, placed) ?? other(placed);
    case 'progress':
      return recoveredOf(raw, placed) ?? other(placed);
    case 'attachment':
      return queuedPromptOf(scan, raw, placed) ?? other(placed);
    case 'system':
      return compactionOf(raw, placed) ?? other(placed);
    case 'custom-title':
      return titleOf('custom', raw.customTitle, placed);
    case 'ai-title':
      return titleOf('ai', raw.aiTitle, placed);
    case 'summary':
      return titleOf('summary', raw.summary, placed);
    case 'continued-in':
      return { kind: 'origin', ...placed, originSessionId: null, copySessionId: raw.continuedInSessionId ?? null };
    default:
      return other(placed);
  }
}

function other(placed: Placed): TranscriptRecord | undefined {
  return placed.at === null ? undefined : { kind: 'other', ...placed };
}

function threadOf(raw: RawRecord) {
  return {
    uuid: raw.uuid ?? null,
    parentUuid: raw.parentUuid ?? null,
    agentId: raw.agentId ?? null,
    sidechain: raw.isSidechain ?? false,
  };
}

/** C1, C6, C7. A message with neither content nor usage is another tool's format, not an answer. */
function answerOf(scan: JsonScanner, raw: RawRecord, placed: Placed): TranscriptRecord | undefined {
  const message = raw.message;
  if (
    message === undefined ||
    (message.usage === undefined && message.text === undefined && message.blocks === undefined)
  )
    return undefined;
  const thread = threadOf(raw);
  if (message.model === '<synthetic>') {
    const text = message.text ?? message.blocks?.find((block) => block.type === 'text')?.text ?? null;
    const label = text === null ? '' : labelOf(scan.textOf(text, TEXT_BYTES));
    return { kind: 'synthetic', ...placed, ...thread, apiError: raw.isApiErrorMessage ?? false, label };
  }
  const key = message.id || raw.requestId || raw.uuid || `line ${placed.line}`;
  return answer(scan, message, key, { ...placed, ...thread }, false);
}

/** C5: the message of a subagent inside a progress record; whether it counts is settled when all files are known. */
function recoveredOf(raw: RawRecord, placed: Placed): TranscriptRecord | undefined {
  const progress = raw.progress;
  const message = progress?.message;
  if (progress?.type !== 'agent_progress' || progress.innerType !== 'assistant' || message === undefined)
    return undefined;
  if (message.model === '<synthetic>' || message.usage === undefined) return undefined;
  const key = message.id || progress.requestId || progress.uuid;
  if (!key) return undefined;
  const own = typeof progress.timestamp === 'string' ? parseIso(progress.timestamp) : null;
  const thread = { uuid: progress.uuid ?? null, parentUuid: null, agentId: progress.agentId ?? null, sidechain: false };
  return answer(null, message, key, { line: placed.line, at: own ?? placed.at, ...thread }, true);
}

function answer(
  scan: JsonScanner | null,
  message: RawMessage,
  key: string,
  place: Placed & ReturnType<typeof threadOf>,
  recovered: boolean,
): TranscriptRecord {
  const blocks = message.blocks ?? [];
  return {
    kind: 'answer',
    ...place,
    key,
    model: message.model?.trim() ?? '',
    finished: typeof message.stopReason === 'string' && message.usage !== undefined,
    stopReason: message.stopReason ?? null,
    usage: usageOf(message.usage ?? {}),
    visibleChars: blocks.reduce(
      (sum, block) => sum + (block.text?.chars ?? 0) + (block.input?.bytes ?? 0),
      message.text?.chars ?? 0,
    ),
    toolCalls: blocks.flatMap((block) => toolCallOf(scan, block)),
    recovered,
  };
}

function toolCallOf(scan: JsonScanner | null, block: RawBlock): ToolCall[] {
  if (block.type !== 'tool_use' || !block.id) return [];
  const spawns = block.name === 'Agent' || block.name === 'Task';
  const prompt = spawns ? (block.input?.prompt ?? null) : null;
  return [
    {
      id: block.id,
      name: labelOf(block.name ?? ''),
      agentType: spawns && block.input?.subagentType ? labelOf(block.input.subagentType) : null,
      promptHash: prompt === null || scan === null ? null : hashOf(scan, prompt),
    },
  ];
}

function userRecordOf(scan: JsonScanner, raw: RawRecord, placed: Placed): TranscriptRecord | undefined {
  const message = raw.message;
  if (message === undefined) return undefined;
  const results = (message.blocks ?? []).flatMap((block) => resultOf(scan, raw, block));
  const thread = threadOf(raw);
  if (results.length > 0) {
    return {
      kind: 'results',
      ...placed,
      ...thread,
      results,
      resultAgentId: results.length === 1 ? (raw.resultAgentId ?? null) : null,
    };
  }
  if (raw.isMeta || raw.isCompactSummary || raw.isVisibleInTranscriptOnly) return undefined;
  const places = message.text
    ? [message.text]
    : (message.blocks ?? []).flatMap((block) => (block.type === 'text' && block.text ? [block.text] : []));
  const text = places.map((place) => scan.textOf(place, TEXT_BYTES)).join('\n');
  const attached = (message.blocks ?? []).some((block) => block.type === 'image' || block.type === 'document');
  const origin = raw.scheduledTaskId
    ? 'scheduled'
    : raw.promptSource === 'system'
      ? 'system'
      : (raw.originKind ?? null);
  const found = classifyPrompt(text, origin, attached);
  if (found.kind === 'none') return undefined;
  if (found.kind === 'interrupt') return { kind: 'interrupt', ...placed, ...thread };
  return {
    kind: 'prompt',
    ...placed,
    ...thread,
    promptKind: found.promptKind,
    promptId: raw.promptId ?? null,
    label: found.label,
    chars: places.reduce((sum, place) => sum + place.chars, 0),
    textHash: contentHash(
      places
        .map((place) => scan.textOf(place, HASHED_BYTES))
        .join('\n')
        .trim(),
    ),
  };
}

function resultOf(scan: JsonScanner, raw: RawRecord, block: RawBlock): ToolResult[] {
  if (block.type !== 'tool_result' || !block.toolUseId) return [];
  const failed = block.isError ?? false;
  return [
    {
      toolUseId: block.toolUseId,
      status: failed ? (isDenial(scan, raw, block) ? 'denied' : 'error') : 'ok',
      chars: block.text?.chars ?? block.list?.chars ?? 0,
    },
  ];
}

/** A person's refusal is no error: by the record's own word (2.1.198 and later), else by the text Claude Code writes. */
function isDenial(scan: JsonScanner, raw: RawRecord, block: RawBlock): boolean {
  if (raw.toolDenialKind !== undefined && raw.toolDenialKind !== null) return raw.toolDenialKind === 'user-rejected';
  const place: StringPlace | null = block.text ?? block.list?.first ?? null;
  return place !== null && scan.textOf(place, 200).startsWith("The user doesn't want to ");
}

function queuedPromptOf(scan: JsonScanner, raw: RawRecord, placed: Placed): PromptRecord | undefined {
  const queued = raw.attachment;
  if (queued?.type !== 'queued_command' || queued.isMeta || !queued.prompt) return undefined;
  const text = scan.textOf(queued.prompt, TEXT_BYTES);
  const person = queued.commandMode !== 'task-notification' && (queued.originKind ?? 'human') === 'human';
  return {
    kind: 'prompt',
    ...placed,
    ...threadOf(raw),
    promptKind: person && !text.startsWith('<task-notification>') ? 'queued' : 'notification',
    promptId: raw.promptId ?? null,
    label: labelOf(text),
    chars: queued.prompt.chars,
    textHash: hashOf(scan, queued.prompt),
  };
}

function compactionOf(raw: RawRecord, placed: Placed): TranscriptRecord | undefined {
  if (raw.subtype !== 'compact_boundary') return undefined;
  return {
    kind: 'compaction',
    ...placed,
    ...threadOf(raw),
    trigger: labelOf(raw.compact?.trigger ?? ''),
    tokensBefore: countOrNull(raw.compact?.preTokens),
    tokensAfter: countOrNull(raw.compact?.postTokens),
  };
}

function titleOf(
  source: 'custom' | 'ai' | 'summary',
  text: string | null | undefined,
  placed: Placed,
): TranscriptRecord | undefined {
  const label = labelOf(text ?? '');
  return label === '' ? other(placed) : { kind: 'title', ...placed, source, label };
}

function hashOf(scan: JsonScanner, place: StringPlace): string {
  return contentHash(scan.textOf(place, HASHED_BYTES).trim());
}

function countOrNull(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
