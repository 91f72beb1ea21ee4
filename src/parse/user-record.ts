import { labelOf } from '../model/label.ts';
import type { InterruptRecord, PromptRecord, ResultsRecord, ToolResult } from '../model/records.ts';
import { classifyPrompt } from './classify-prompt.ts';
import type { JsonScanner, StringPlace } from './json-scanner.ts';
import { promptHash } from './prompt-hash.ts';
import type { RawBlock, RawMessage, RawRecord } from './raw-record.ts';
import { type Placed, threadOf } from './thread-of.ts';

/** Bytes of a text that are looked at to class and label it. */
const TEXT_BYTES = 64 * 1024;

/** Bytes of a result that are looked at for the words of a refusal. */
const REFUSAL_BYTES = 200;

/** The prompt, interruption or tool results of a user record; undefined when it is none of them (spans.md section 2). */
export function userRecord(
  scan: JsonScanner,
  raw: RawRecord,
  placed: Placed,
): PromptRecord | InterruptRecord | ResultsRecord | undefined {
  const message = raw.message;
  if (message === null) return undefined;
  const results = resultsOf(scan, raw, message);
  if (results.length > 0) {
    const resultAgentId = results.length === 1 ? raw.resultAgentId : null;
    return { kind: 'results', ...placed, ...threadOf(raw), results, resultAgentId };
  }
  if (raw.isMeta || raw.isCompactSummary || raw.isVisibleInTranscriptOnly) return undefined;
  return promptOf(scan, raw, message, placed);
}

/** What was typed while an answer was under way, kept as an attachment (Claude Code 2.1.90 and later). */
export function queuedPrompt(scan: JsonScanner, raw: RawRecord, placed: Placed): PromptRecord | undefined {
  const queued = raw.attachment;
  if (queued?.type !== 'queued_command' || queued.isMeta || !queued.prompt) return undefined;
  const text = scan.textOf(queued.prompt, TEXT_BYTES);
  const person = queued.commandMode !== 'task-notification' && (queued.originKind ?? 'human') === 'human';
  return {
    kind: 'prompt',
    ...placed,
    ...threadOf(raw),
    promptKind: person && !text.startsWith('<task-notification>') ? 'queued' : 'notification',
    promptId: raw.promptId,
    label: labelOf(text),
    chars: queued.prompt.chars,
    textHash: promptHash(scan, [queued.prompt]),
  };
}

function promptOf(
  scan: JsonScanner,
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
  const found = classifyPrompt(text, originOf(raw), attached);
  if (found.kind === 'none') return undefined;
  if (found.kind === 'interrupt') return { kind: 'interrupt', ...placed, ...threadOf(raw) };
  return {
    kind: 'prompt',
    ...placed,
    ...threadOf(raw),
    promptKind: found.promptKind,
    promptId: raw.promptId,
    label: found.label,
    chars: places.reduce((sum, place) => sum + place.chars, 0),
    textHash: promptHash(scan, places),
  };
}

/** Who wrote it, as far as the record says: schedules and the system are no person. */
function originOf(raw: RawRecord): string | null {
  if (raw.scheduledTaskId) return 'scheduled';
  return raw.promptSource === 'system' ? 'system' : raw.originKind;
}

function resultsOf(scan: JsonScanner, raw: RawRecord, message: RawMessage): ToolResult[] {
  const results: ToolResult[] = [];
  for (const block of message.blocks ?? []) {
    if (block.type !== 'tool_result' || !block.toolUseId) continue;
    const status = !block.isError ? 'ok' : isRefusal(scan, raw, block) ? 'denied' : 'error';
    results.push({ toolUseId: block.toolUseId, status, chars: block.text?.chars ?? block.list?.chars ?? 0 });
  }
  return results;
}

/** A person's refusal is no error: by the record's own word (2.1.198 and later), else by the words Claude Code writes. */
function isRefusal(scan: JsonScanner, raw: RawRecord, block: RawBlock): boolean {
  if (raw.toolDenialKind) return raw.toolDenialKind === 'user-rejected';
  const place: StringPlace | null = block.text ?? block.list?.first ?? null;
  return place !== null && scan.textOf(place, REFUSAL_BYTES).startsWith("The user doesn't want to ");
}
