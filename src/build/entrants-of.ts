import type { Item, ItemKind } from '../model/context.ts';
import type { AttachmentRecord, NoteRecord, SentBlock } from '../model/context-records.ts';
import { entryOf } from '../model/entry-of.ts';
import { type FixedPart, MCP_INSTRUCTIONS } from '../model/fixed-part.ts';
import type { MediaFacts } from '../model/media-facts.ts';
import type { PromptRecord, ResultsRecord, TranscriptRecord } from '../model/records.ts';
import type { ToolCall } from '../model/tool-facts.ts';
import { estimatedMediaTokens, estimatedTokens } from './estimate-tokens.ts';
import { partOfTool } from './fixed-parts.ts';

/** Something that is in the prompt of the next response, and how large it is thought to be. */
export interface Entrant extends Omit<Item, 'tokens' | 'copied'> {
  readonly estimate: number;
  /** Tokens that it can be at most; null where its text is not to be seen. */
  readonly most: number | null;
  /** What finds it in a request: the call it is the result of, or the hash of its text; '' where only its size does. */
  readonly sentAs: string;
  /**
   * Where it is sent: in a message that its record is, beside the person's words, in a message of the role `system`, or as
   * a tool that such a message adds.
   */
  readonly sentIn: 'message' | 'beside' | 'system' | 'added';
  /** The thread only replays it: it entered elsewhere. */
  readonly isReplay: boolean;
}

/** What is known of a session's calls and tools when its threads are followed. */
export interface SessionFacts {
  readonly callOf: ReadonlyMap<string, ToolCall>;
  /** True when a result's call id was not met before: a result that stands twice enters once. */
  readonly isNew: (toolUseId: string) => boolean;
  /** Characters of the definitions of tools, by name. */
  readonly definitions: ReadonlyMap<string, number>;
}

/** No text has more tokens than characters; a little stands around it. */
export const FRAME_TOKENS = 64;

/** Attachments that bring the files of memory. */
const MEMORY = new Set(['nested_memory', 'instructions', 'relevant_memories']);

/** Attachments that belong to the fixed context, wherever they stand: their part, and a name where theirs are not known. */
const FIXED: Readonly<Record<string, readonly [part: FixedPart, name: string]>> = {
  skill_listing: ['skill', 'skill listing'],
  agent_listing_delta: ['agent', 'agent listing'],
  mcp_instructions_delta: ['mcp', MCP_INSTRUCTIONS],
  deferred_tools_delta: ['other', 'deferred tools'],
};

/**
 * Loads tools, whose definitions no transcript shows before Claude Code 2.1.332: of what it found only the names are to be
 * seen. One has 400 to 3,000 tokens in public transcripts.
 */
const LOADS_UNSEEN = 'ToolSearch';
const UNSEEN_TOKENS = 1000;

/** What a record puts into the context. `isReplay`: it is a copy of one that stands in another thread. */
export function entrantsOf(record: TranscriptRecord, isReplay: boolean, facts: SessionFacts): readonly Entrant[] {
  const entrants = ofRecord(record, facts);
  return isReplay ? entrants.map((entrant) => ({ ...entrant, isReplay })) : entrants;
}

function ofRecord(record: TranscriptRecord, facts: SessionFacts): readonly Entrant[] {
  switch (record.kind) {
    case 'prompt':
      return ofPrompt(record);
    case 'results':
      return ofResults(record, facts);
    case 'attachment':
      return [...ofAttachment(record), ...ofLoaded(record, facts)];
    case 'note':
      return ofNote(record);
    default:
      return [];
  }
}

/** A part of the fixed context: of a system prompt, a tool, a listing. */
export function fixedEntrant(part: FixedPart, name: string, chars: number, at: Entrant['at'] = null): Entrant {
  return textOf('base', { label: name, content: '', at, chars, tool: part });
}

/** A text of a request that no record has. */
export function unknownEntrant({ label, chars, hash }: SentBlock): Entrant {
  return { ...textOf('note', { label, content: '', at: null, chars }), sentAs: hash };
}

/** A part of an answer that a request holds, where it is not the answer right before it. */
export function answerEntrant({ chars, part }: SentBlock): Entrant {
  return textOf('output', { label: '', content: '', at: null, chars, tool: part ?? '' });
}

/** The result of a call that a request holds and that entered before. */
export function resultEntrant({ toolUseId, chars }: SentBlock, callOf: SessionFacts['callOf']): Entrant {
  const call = callOf.get(toolUseId ?? '');
  const name = { label: call?.target ?? '', tool: call?.name ?? '' };
  return { ...textOf('tool', { ...name, content: '', at: null, chars }), sentAs: toolUseId ?? '' };
}

/** The same with the size that a request shows. */
export function sized(entrant: Entrant, chars: number): Entrant {
  if (entrant.kind === 'image') return entrant;
  const most = entrant.most === null ? null : chars + FRAME_TOKENS;
  return { ...entrant, chars, estimate: estimatedTokens(chars), most };
}

function ofPrompt(prompt: PromptRecord): Entrant[] {
  const { label, textHash, at, chars, inSystem, blocks } = prompt;
  const sentIn = inSystem ? 'system' : 'message';
  const texts = (blocks ?? [{ chars, hash: textHash }]).map(({ chars: size, hash }, index): Entrant => {
    const text = textOf('prompt', { label, content: index === 0 ? textHash : '', at, chars: size });
    return { ...text, sentAs: hash, sentIn };
  });
  return [...texts, ...mediaOf('', label, at, prompt)];
}

function ofResults({ results, at }: ResultsRecord, { callOf, isNew, definitions }: SessionFacts): Entrant[] {
  return results.flatMap((result) => {
    const { toolUseId, chars, hash } = result;
    if (!isNew(toolUseId)) return [];
    const call = callOf.get(toolUseId);
    const [tool, label] = [call?.name ?? '', call?.target ?? ''];
    const loaded = loadedEntrants(result.loads, definitions, at).map((tool) => ({ ...tool, sentAs: toolUseId }));
    const file = call?.reads ?? '';
    const own = { ...textOf('tool', { label, content: hash, at, chars, tool }), file, sentAs: toolUseId };
    const unseen = tool === LOADS_UNSEEN && loaded.length === 0;
    return [
      unseen ? loading(own) : own,
      ...loaded,
      ...mediaOf(tool, label, at, result).map((media) => ({ ...media, sentAs: toolUseId })),
    ];
  });
}

/** Where tools were found, the result has no text. */
function loading(result: Entrant): Entrant {
  return { ...result, estimate: result.chars === 0 ? UNSEEN_TOKENS : result.estimate, most: null };
}

function ofAttachment(record: AttachmentRecord): Entrant[] {
  const { attachment, texts, label, at, inSystem, parts } = record;
  const chars = texts.reduce((sum, text) => sum + text.chars, 0);
  // Kept by a version of tj that took it for something that is sent.
  if (attachment === 'prompt_snapshot') return [];
  const sentIn = inSystem ? 'system' : 'beside';
  const media = mediaOf('', label ?? attachment, at, record).map((image): Entrant => ({ ...image, sentIn }));
  if (chars === 0) return media;
  const entrants = MEMORY.has(attachment)
    ? divided(parts, chars, (name, size) => textOf('memory', { label: name, content: '', at, chars: size }))
    : divided(parts, chars, (name, size) => fixedEntrant(...partOf(attachment, name), size, at));
  if (entrants.length > 0) return entrants.map((entrant) => ({ ...entrant, sentAs: texts[0]?.hash ?? '', sentIn }));
  const whole = wholeAttachment(attachment, label);
  const sent = texts.map((text): Entrant => {
    const entrant = textOf(whole.kind, { ...whole, content: '', at, chars: text.chars });
    return { ...entrant, sentAs: text.hash, sentIn };
  });
  return [...sent, ...media];
}

/** A server is named in its instructions as it was set up, in its tools with other characters replaced. */
function partOf(attachment: string, name: string): readonly [part: FixedPart, name: string] {
  const part = entryOf(FIXED, attachment)?.[0] ?? 'other';
  return [part, part === 'mcp' ? name.replace(/[^\w-]/g, '_') : name];
}

/** Tools that an attachment makes part of the prompt, such as those of a server that connects late. */
function ofLoaded({ loads, at }: AttachmentRecord, { definitions }: SessionFacts): Entrant[] {
  return loadedEntrants(loads, definitions, at).map((tool) => ({ ...tool, sentIn: 'added' }));
}

/** The definitions of deferred tools, which stand in the prompt where these are named first. */
function loadedEntrants(
  loads: readonly string[] | null,
  definitions: ReadonlyMap<string, number>,
  at: Entrant['at'],
): Entrant[] {
  return (loads ?? []).flatMap((name) => {
    const size = definitions.get(name);
    return size === undefined ? [] : [{ ...fixedEntrant(...partOfTool(name), size, at), sentAs: name }];
  });
}

function wholeAttachment(attachment: string, label: string | null): Pick<Entrant, 'kind' | 'label' | 'tool'> {
  if (MEMORY.has(attachment)) return { kind: 'memory', label: label ?? attachment, tool: '' };
  if (attachment.startsWith('hook_')) return { kind: 'hook', label: label ?? attachment, tool: '' };
  const fixed = entryOf(FIXED, attachment);
  if (fixed !== undefined) return { kind: 'base', label: fixed[1], tool: fixed[0] };
  return { kind: 'attachment', label: label ?? attachment, tool: '' };
}

/** Divides what was sent of an attachment among its parts, in proportion to their sizes. */
function divided(
  parts: AttachmentRecord['parts'],
  chars: number,
  entrant: (name: string, chars: number) => Entrant,
): Entrant[] {
  let left = chars;
  let whole = parts.reduce((sum, part) => sum + part.chars, 0);
  return parts.flatMap((part) => {
    const own = whole === 0 ? 0 : Math.round((left * part.chars) / whole);
    left -= own;
    whole -= part.chars;
    return own === 0 ? [] : [entrant(part.name, own)];
  });
}

function ofNote(record: NoteRecord): Entrant[] {
  const { note, label, chars, at, textHash } = record;
  const kind: ItemKind = note === 'text' ? 'note' : note;
  const own = { ...textOf(kind, { label, content: '', at, chars }), sentAs: textHash };
  return [own, ...mediaOf('', label, at, record)];
}

function textOf(
  kind: ItemKind,
  { label, content, at, chars, tool = '' }: Pick<Entrant, 'label' | 'content' | 'at' | 'chars'> & { tool?: string },
): Entrant {
  const [estimate, most] = [estimatedTokens(chars), chars + FRAME_TOKENS];
  const place = { sentAs: '', sentIn: 'message', file: '', isReplay: false } as const;
  return { kind, tool, label, content, at, chars, estimate, most, ...place };
}

function mediaOf(tool: string, label: string, at: Entrant['at'], media: MediaFacts): Entrant[] {
  const estimate = estimatedMediaTokens(media);
  if (estimate === 0) return [];
  return [{ ...textOf('image', { label, content: '', at, chars: 0, tool }), estimate, most: null }];
}
