import type { Passenger, PassengerKind } from '../model/context.ts';
import type { AttachmentRecord, NoteRecord } from '../model/context-records.ts';
import type { PromptRecord, ResultsRecord, TranscriptRecord } from '../model/records.ts';
import type { ToolCall } from '../model/tool-facts.ts';
import { estimatedMediaTokens, estimatedTokens } from './estimate-tokens.ts';

/** Something that is in the prompt of the next response, and how large it is thought to be. */
export interface Entrant extends Omit<Passenger, 'tokens'> {
  readonly estimate: number;
  /** Tokens that it can be at most; null where its text is not to be seen. */
  readonly most: number | null;
}

/** No text has more tokens than characters; a little stands around it. */
const FRAME_TOKENS = 64;

/** Attachments that bring the files of memory. */
const MEMORY = new Set(['nested_memory', 'instructions', 'relevant_memories']);

/**
 * Loads tools, whose schemas stand nowhere in the transcript: of what it found only the names are to be seen. One has 400
 * to 3,000 tokens in public transcripts.
 */
const LOADS_UNSEEN = 'ToolSearch';
const UNSEEN_TOKENS = 1000;

/** What a record puts into the context. `isNew` tells a result's call id that was not met before. */
export function entrantsOf(
  record: TranscriptRecord,
  callOf: ReadonlyMap<string, ToolCall>,
  isNew: (toolUseId: string) => boolean,
): readonly Entrant[] {
  switch (record.kind) {
    case 'prompt':
      return ofPrompt(record);
    case 'results':
      return ofResults(record, callOf, isNew);
    case 'attachment':
      return [ofAttachment(record)];
    case 'note':
      return ofNote(record);
    default:
      return [];
  }
}

function ofPrompt({ label, textHash, at, chars, mediaBytes }: PromptRecord): Entrant[] {
  return [textOf('prompt', { label, content: textHash, at, chars }), ...mediaOf('', label, at, mediaBytes)];
}

function ofResults(
  { results, at }: ResultsRecord,
  callOf: ReadonlyMap<string, ToolCall>,
  isNew: (toolUseId: string) => boolean,
): Entrant[] {
  return results.flatMap(({ toolUseId, chars, hash, mediaBytes }) => {
    if (!isNew(toolUseId)) return [];
    const call = callOf.get(toolUseId);
    const [tool, label] = [call?.name ?? '', call?.target ?? ''];
    const own = textOf('tool', { label, content: hash, at, chars, tool });
    return [tool === LOADS_UNSEEN ? loading(own) : own, ...mediaOf(tool, label, at, mediaBytes)];
  });
}

/** Where tools were found, the result has no text. */
function loading(result: Entrant): Entrant {
  return { ...result, estimate: result.chars === 0 ? UNSEEN_TOKENS : result.estimate, most: null };
}

function ofAttachment({ attachment, bytes, label, at }: AttachmentRecord): Entrant {
  const kind = MEMORY.has(attachment) ? 'memory' : 'attachment';
  return textOf(kind, { label: label === null ? attachment : label, content: '', at, chars: bytes });
}

function ofNote({ note, label, chars, mediaBytes, at }: NoteRecord): Entrant[] {
  const kind: PassengerKind = note === 'text' ? 'note' : note;
  return [textOf(kind, { label, content: '', at, chars }), ...mediaOf('', label, at, mediaBytes)];
}

function textOf(
  kind: PassengerKind,
  { label, content, at, chars, tool = '' }: Pick<Entrant, 'label' | 'content' | 'at' | 'chars'> & { tool?: string },
): Entrant {
  return { kind, tool, label, content, at, chars, estimate: estimatedTokens(chars), most: chars + FRAME_TOKENS };
}

function mediaOf(tool: string, label: string, at: Entrant['at'], bytes: number | null): Entrant[] {
  const estimate = estimatedMediaTokens(bytes);
  return estimate === 0 ? [] : [{ kind: 'image', tool, label, content: '', at, chars: 0, estimate, most: null }];
}
