import type { AnswerPart } from '../model/context.ts';
import type {
  ContextUsageRecord,
  FixedContextRecord,
  LoadedToolsRecord,
  MessageRecord,
  RequestRecord,
  SentBlock,
  SentText,
} from '../model/context-records.ts';
import { labelOf } from '../model/label.ts';
import { isThinking } from './answer-record.ts';
import type { LineScanner } from './line-scanner.ts';
import type { RawBlock, RawFixedContext, RawRecord } from './raw-record.ts';
import { sentText } from './sent-text.ts';
import type { Placed } from './thread-of.ts';

/** Hex digits of a SHA-256 that are kept: enough to tell the messages of a session apart. */
const HASH_DIGITS = 16;

/** Bytes of a text that are looked at to label it. */
const LABEL_BYTES = 240;

/** System prompt and tools of a `prompt_snapshot`; undefined for another attachment. */
export function snapshotRecord(
  scan: LineScanner,
  raw: RawRecord,
  placed: Placed,
): FixedContextRecord | LoadedToolsRecord | undefined {
  const { attachment } = raw;
  if (attachment?.type === 'deferred_tools_record')
    return { kind: 'loaded-tools', ...placed, tools: attachment.loaded };
  if (attachment?.type !== 'prompt_snapshot' || attachment.fixed === null) return undefined;
  return fixedContext(scan, attachment.fixed, null, placed);
}

/** What a request had beside its messages (`api-request-shape`). */
export function shapeRecord(scan: LineScanner, raw: RawRecord, placed: Placed): FixedContextRecord | undefined {
  return raw.shape === null ? undefined : fixedContext(scan, raw.shape, shortHash(raw.shapeHash), placed);
}

function fixedContext(
  scan: LineScanner,
  { system, prefix, tools }: RawFixedContext,
  shape: string | null,
  placed: Placed,
): FixedContextRecord {
  const chars = system.reduce((sum, text) => sum + text.chars, prefix?.chars ?? 0);
  const hash = system.map((text) => sentText(scan, text).hash).join(' ');
  return { kind: 'fixed-context', ...placed, shape, system: { chars, hash }, tools };
}

/** A request of the log; undefined for a record that names none. */
export function requestRecord(raw: RawRecord, placed: Placed): RequestRecord | undefined {
  const { request, agentId } = raw;
  if (request?.id == null) return undefined;
  const { id, source, base, keep, tail, model, effort, betas, params } = request;
  return {
    kind: 'request',
    ...placed,
    id: labelOf(id),
    source: labelOf(source ?? ''),
    agentId,
    shape: shortHash(raw.shapeHash),
    base: base === null ? null : labelOf(base),
    keep: isCount(keep) ? keep : 0,
    tail: tail.map(shortHash),
    model: labelOf(model ?? ''),
    effort: labelOf(effort ?? ''),
    betas,
    params,
  };
}

/** A message that requests name by its hash; undefined for a record that has none. */
export function messageRecord(scan: LineScanner, raw: RawRecord, placed: Placed): MessageRecord | undefined {
  const { message, hash } = raw;
  if (message === null || hash === null) return undefined;
  const isAnswer = message.role === 'assistant';
  const blocks: SentBlock[] =
    message.text === null
      ? (message.blocks ?? []).map((block) => ({ ...sentBlock(scan, block), part: isAnswer ? partOf(block) : null }))
      : [{ ...textBlock(scan, message.text), toolUseId: null, loads: null, part: isAnswer ? 'prose' : null }];
  return { kind: 'message', ...placed, hash: shortHash(hash), role: labelOf(message.role ?? ''), blocks };
}

/** Claude Code's own measure of the context; undefined where the record has none. */
export function contextUsageRecord({ contextUsage }: RawRecord, placed: Placed): ContextUsageRecord | undefined {
  if (contextUsage === null || !isCount(contextUsage.totalTokens)) return undefined;
  const categories = contextUsage.categories.flatMap(({ name, tokens, kind }) => {
    return isCount(tokens) ? [{ name: labelOf(name), tokens, kind: labelOf(kind) }] : [];
  });
  return { kind: 'context-usage', ...placed, totalTokens: contextUsage.totalTokens, categories };
}

function isCount(value: number | null): value is number {
  return value !== null && Number.isSafeInteger(value) && value >= 0;
}

function sentBlock(scan: LineScanner, block: RawBlock): Omit<SentBlock, 'part'> {
  const { toolUseId } = block;
  const references = block.type === 'tool_addition' ? block.references : (block.list?.references ?? []);
  const loads = references.length === 0 ? null : references.map((name) => labelOf(name));
  if (block.text !== null && toolUseId === null) return { ...textBlock(scan, block.text), toolUseId, loads };
  const chars = (block.text?.chars ?? block.list?.chars ?? 0) + (block.input?.bytes ?? 0);
  return { chars, hash: '', label: '', toolUseId, loads };
}

/** What a block is of an answer. */
function partOf(block: RawBlock): AnswerPart {
  if (isThinking(block)) return 'thinking';
  return block.type === 'tool_use' || block.type === 'server_tool_use' ? 'tool_calls' : 'prose';
}

function textBlock(scan: LineScanner, text: NonNullable<RawBlock['text']>): SentText & { label: string } {
  return { ...sentText(scan, text), label: labelOf(scan.textOf(text, LABEL_BYTES)) };
}

function shortHash(hash: string | null): string {
  return (hash ?? '').slice(0, HASH_DIGITS);
}
