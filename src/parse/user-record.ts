import type { NoteRecord } from '../model/context-records.ts';
import { labelOf } from '../model/label.ts';
import {
  type InterruptRecord,
  PERSON_PROMPTS,
  type PromptKind,
  type PromptRecord,
  type ResultsRecord,
} from '../model/records.ts';
import type { ToolResult } from '../model/tool-facts.ts';
import { classifyPrompt } from './classify-prompt.ts';
import type { StringPlace } from './json-scanner.ts';
import { keptText } from './kept-text.ts';
import type { LineScanner } from './line-scanner.ts';
import { mediaFacts, NO_MEDIA } from './media-size.ts';
import { mediaOf, noteRecord } from './note-record.ts';
import { promptHash } from './prompt-hash.ts';
import type { RawBlock, RawMessage, RawRecord, RawToolUseResult } from './raw-record.ts';
import { renderedTexts, sentText } from './sent-text.ts';
import { type Placed, threadOf } from './thread-of.ts';

/** Bytes of a text that are looked at to class and label it. */
const TEXT_BYTES = 64 * 1024;

/** Bytes of a result that are looked at for the words of a refusal, to label an error, for an agent's id. */
const REFUSAL_BYTES = 200;
const ERROR_BYTES = 400;
const AGENT_BYTES = 200;

/** Kinds of denial of a call that may have been under way. */
const BROKEN_OFF: ReadonlySet<string> = new Set(['interrupted', 'cancelled']);

const KEPT_BACK = /^(?:The user doesn't want to |PreToolUse:\S+ hook error|Agent type '[^']*' has been denied )/;

const AGENT_ID = /\b(?:agentId|agent_id):\s*([\w@.-]+)/;

/** The prompt, interruption, tool results or note of a user record; undefined when it is empty (spans.md section 2). */
export function userRecord(
  scan: LineScanner,
  raw: RawRecord,
  placed: Placed,
): PromptRecord | InterruptRecord | ResultsRecord | NoteRecord | undefined {
  const message = raw.message;
  const results = resultsOf(scan, raw);
  if (results.length > 0) {
    return resultsRecord(scan, raw, placed, results, raw.promptId);
  }
  if (message === null) return undefined;
  if (raw.isMeta || raw.isCompactSummary || raw.isVisibleInTranscriptOnly)
    return noteRecord(scan, raw, message, placed);
  return promptOf(scan, raw, message, placed) ?? noteRecord(scan, raw, message, placed);
}

/**
 * C5: what an agent was told, inside a progress record: its prompt, results of its tools. Whether it enters the agent's
 * context is settled when all files are known.
 */
export function recoveredUser(scan: LineScanner, raw: RawRecord, placed: Placed): ReturnType<typeof userRecord> {
  const { type = null, agentId = null, inner = null } = raw.progress ?? {};
  if (type !== 'agent_progress' || !agentId || inner?.type !== 'user') return undefined;
  inner.agentId = agentId;
  return userRecord(scan, inner, { line: placed.line, at: inner.timestamp ?? placed.at });
}

/** What was typed while an answer was under way, kept as an attachment (Claude Code 2.1.90 and later). */
export function queuedPrompt(scan: LineScanner, raw: RawRecord, placed: Placed): PromptRecord | undefined {
  const queued = raw.attachment;
  if (queued?.type !== 'queued_command' || queued.isMeta) return undefined;
  const places = queued.prompt === null ? [] : [queued.prompt];
  const found = classifyPrompt(places.map((place) => scan.textOf(place, TEXT_BYTES)).join(''), {
    originKind: queued.commandMode === 'task-notification' ? queued.commandMode : queued.originKind,
    hasAttachment: queued.promptMedia.bytes > 0,
    isCut: places.some(isLong),
  });
  if (found.kind !== 'prompt') return undefined;
  const sent = renderedTexts(scan, raw);
  return {
    kind: 'prompt',
    ...placed,
    ...threadOf(scan, raw, true),
    promptKind: isPersons(found.promptKind) ? 'queued' : found.promptKind,
    promptId: raw.promptId,
    label: found.label,
    chars: sent?.reduce((sum, { chars }) => sum + chars, 0) ?? queued.prompt?.chars ?? 0,
    inSystem: raw.renderedRole === 'system',
    blocks: sent !== null && sent.length > 1 ? sent : null,
    textHash: promptHash(scan, places),
    permissionMode: null,
    ...mediaFacts(raw.rendered?.media ?? queued.promptMedia),
  };
}

function promptOf(
  scan: LineScanner,
  raw: RawRecord,
  message: RawMessage,
  placed: Placed,
): PromptRecord | InterruptRecord | undefined {
  const blocks = message.blocks ?? [];
  const places = message.text
    ? [message.text]
    : blocks.flatMap((block) => (block.type === 'text' && block.text ? [block.text] : []));
  const text = places.map((place) => scan.textOf(place, TEXT_BYTES)).join('\n');
  const attached = blocks.some((block) => block.type === 'image' || block.type === 'document');
  const isCut = places.some(isLong);
  const found = classifyPrompt(text, { originKind: originOf(raw), hasAttachment: attached, isCut });
  if (found.kind === 'none') return undefined;
  if (found.kind === 'interrupt') return { kind: 'interrupt', ...placed, ...threadOf(scan, raw, false) };
  return {
    kind: 'prompt',
    ...placed,
    ...threadOf(scan, raw, true),
    promptKind: found.promptKind,
    promptId: raw.promptId,
    label: found.label,
    chars: places.reduce((sum, place) => sum + place.chars, 0),
    textHash: promptHash(scan, places),
    permissionMode: raw.permissionMode === null ? null : labelOf(raw.permissionMode),
    inSystem: false,
    ...mediaOf(message),
    blocks: places.length > 1 ? places.map((place) => sentText(scan, place)) : null,
  };
}

/** Whether only a part of it is looked at. */
function isLong({ start, end }: StringPlace): boolean {
  return end - start > TEXT_BYTES;
}

function isPersons(kind: PromptKind): boolean {
  return (PERSON_PROMPTS as readonly PromptKind[]).includes(kind);
}

/** Who wrote it, as far as the record says: schedules and the system are no person. */
function originOf(raw: RawRecord): string | null {
  if (raw.scheduledTaskId) return 'scheduled';
  return raw.promptSource === 'system' ? 'system' : raw.originKind;
}

/** Results of tools that the API itself ran, which stand in the answer beside their calls. */
export function serverResults(scan: LineScanner, raw: RawRecord, placed: Placed): ResultsRecord | undefined {
  const blocks = (raw.message?.blocks ?? []).filter((block) => block.toolUseId && block.type?.endsWith('_tool_result'));
  if (blocks.length === 0) return undefined;
  const results = blocks.map((block) => resultOf(scan, raw, block, null));
  return resultsRecord(scan, raw, placed, results, null);
}

/** Field by field: an object that is put together of others takes half as much memory again, and there are many of these. */
function resultsRecord(
  scan: LineScanner,
  raw: RawRecord,
  { line, at }: Placed,
  results: readonly ToolResult[],
  promptId: string | null,
): ResultsRecord {
  const { uuid, parentUuid, agentId, sidechain, recovered } = threadOf(scan, raw, false);
  return {
    kind: 'results',
    line,
    at,
    uuid,
    parentUuid,
    agentId,
    sidechain,
    recovered,
    results,
    promptId: keptOrNull(promptId),
  };
}

function keptOrNull(text: string | null): string | null {
  return text === null ? null : keptText(text);
}

/** The results within a record; what the record says beside them belongs to one only where there is just one. */
function resultsOf(scan: LineScanner, raw: RawRecord): ToolResult[] {
  const found = (raw.message?.blocks ?? []).filter((block) => block.type === 'tool_result' && block.toolUseId);
  const blocks = found.length === 0 && raw.topResult?.toolUseId ? [raw.topResult] : found;
  const only = blocks.length === 1 ? raw.result : null;
  return blocks.map((block) => resultOf(scan, raw, block, only));
}

function resultOf(scan: LineScanner, raw: RawRecord, block: RawBlock, said: RawToolUseResult | null): ToolResult {
  const first = block.text ?? block.list?.first ?? null;
  const status = !block.isError ? 'ok' : isRefusal(scan, raw, first) ? 'denied' : 'error';
  const chars = block.text?.chars ?? block.list?.chars ?? 0;
  const { mediaBytes, mediaPixels } = mediaFacts(block.list?.media ?? NO_MEDIA);
  return {
    toolUseId: keptText(block.toolUseId ?? ''),
    status,
    chars,
    hash: chars === 0 ? '' : block.hash || (block.list?.hash?.text() ?? ''),
    label: status === 'ok' || first === null ? '' : labelOf(scan.textOf(first, ERROR_BYTES)),
    lines: said === null || said.added === null ? null : { added: said.added, removed: said.removed },
    agentId: keptOrNull(said?.agentId ?? agentIn(scan, first) ?? agentIn(scan, block.list?.last ?? null)),
    mediaBytes,
    mediaPixels,
    loads: block.list?.references.length ? block.list.references.map((name) => labelOf(name)) : null,
    refused: status !== 'ok' && isKeptBack(scan, raw, first) ? true : null,
    runId: shortOrNull(said?.runId),
    searches: countOrNull(said?.searchCount ?? null),
  };
}

/** `agentId: <id>` at the head of a text, as Claude Code ends an agent's result; only a call of an agent heeds it. */
function agentIn(scan: LineScanner, place: StringPlace | null): string | null {
  if (place === null) return null;
  const text = scan.textOf(place, AGENT_BYTES);
  return text.includes('gent') ? (AGENT_ID.exec(text)?.[1] ?? null) : null;
}

/** Refused by a person, a rule or a hook: by the record's own word (2.1.198 and later), else by the words it is told in. */
function isKeptBack(scan: LineScanner, raw: RawRecord, place: StringPlace | null): boolean {
  if (raw.toolDenialKind) return !BROKEN_OFF.has(raw.toolDenialKind);
  return place !== null && KEPT_BACK.test(scan.textOf(place, REFUSAL_BYTES));
}

function countOrNull(value: number | null): number | null {
  return value !== null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function shortOrNull(text: string | null | undefined): string | null {
  return labelOf(text ?? '') || null;
}

/** A person's refusal is no error: by the record's own word (2.1.198 and later), else by the words Claude Code writes. */
function isRefusal(scan: LineScanner, raw: RawRecord, place: StringPlace | null): boolean {
  if (raw.toolDenialKind) return raw.toolDenialKind === 'user-rejected';
  return place !== null && scan.textOf(place, REFUSAL_BYTES).startsWith("The user doesn't want to ");
}
