import { contentHash } from './content-hash.ts';
import type { NoteRecord } from './context-records.ts';
import type { EventKind, EventRecord, PromptRecord, TranscriptRecord } from './records.ts';
import type { ToolCall } from './tool-facts.ts';

/**
 * A record without what was said in it, as it is kept with `tj config set labels none`: no beginnings of prompts, answers,
 * titles, errors and descriptions. What a tool was called on becomes a hash, so that two calls on one file still are.
 * What stays are names that stand for no text: of tools, servers, skills, agent types, slash commands, memory files, branches
 * and folders. The same again of a record that has none.
 */
export function withoutLabels(record: TranscriptRecord): TranscriptRecord {
  switch (record.kind) {
    case 'answer':
      return { ...record, label: '', toolCalls: record.toolCalls.map(callWithoutLabels) };
    case 'results':
      return { ...record, results: record.results.map((result) => ({ ...result, label: '' })) };
    case 'prompt':
      return { ...record, label: promptName(record) };
    case 'event':
      return { ...record, label: eventName(record) };
    case 'note':
      return { ...record, label: noteName(record) };
    case 'attachment':
      return { ...record, label: record.label === null ? null : hashed(record.label) };
    case 'agent-meta':
      return { ...record, description: record.description === null ? null : '' };
    case 'message':
      return { ...record, blocks: record.blocks.map((block) => ({ ...block, label: '' })) };
    case 'synthetic':
    case 'title':
      return { ...record, label: '' };
    default:
      return record;
  }
}

const HASH = /^#[0-9a-f]{8}$/;

/** What stands for a text that is not kept. */
function hashed(text: string): string {
  return text === '' || HASH.test(text) ? text : `#${contentHash(text).slice(0, 8)}`;
}

function callWithoutLabels(call: ToolCall): ToolCall {
  const reads = call.reads === null ? null : hashed(call.reads);
  return { ...call, target: targetName(call), reads };
}

/** The name of a skill is one; what an agent is to do is a text. */
function targetName({ name, target, spawn }: ToolCall): string {
  if (spawn !== null) return '';
  return name === 'Skill' ? target : hashed(target);
}

/** Claude Code begins agents of its own with this word, by which they are known. */
const WARMUP = 'Warmup';

function promptName({ promptKind, label }: PromptRecord): string {
  if (promptKind === 'command') return label.split(' ', 1)[0] ?? '';
  return label === WARMUP ? label : '';
}

/** Events whose label is a text. */
const TOLD: ReadonlySet<EventKind> = new Set(['api-error', 'away-summary']);

function eventName({ event, label }: EventRecord): string {
  if (event === 'command') return label.split(' ', 1)[0] ?? '';
  return TOLD.has(event) ? '' : label;
}

function noteName({ note, label }: NoteRecord): string {
  return note === 'skill' ? label : '';
}
