import type { NoteRecord } from '../model/context-records.ts';
import { labelOf } from '../model/label.ts';
import type { MediaFacts } from '../model/media-facts.ts';
import type { LineScanner } from './line-scanner.ts';
import { addMedia, mediaFacts, NO_MEDIA } from './media-size.ts';
import type { RawMessage, RawRecord } from './raw-record.ts';
import { sentText } from './sent-text.ts';
import { type Placed, threadOf } from './thread-of.ts';

/** Bytes of a text that are looked at to class and label it. */
const HEAD_BYTES = 400;

const SKILL = /^Base directory for this skill: *([^\n]+)/;

/**
 * What a user record that is no prompt puts into the conversation: the body of a skill or a command, a compaction's
 * summary, caveats, output of local commands. Undefined for what only people are shown.
 */
export function noteRecord(
  scan: LineScanner,
  raw: RawRecord,
  message: RawMessage,
  placed: Placed,
): NoteRecord | undefined {
  if (raw.isVisibleInTranscriptOnly && !raw.isCompactSummary) return undefined;
  const blocks = message.blocks ?? [];
  const places = message.text ? [message.text] : blocks.flatMap((block) => (block.text ? [block.text] : []));
  const chars = places.reduce((sum, place) => sum + place.chars, 0);
  const media = mediaOf(message);
  if (chars === 0 && media.mediaBytes === null) return undefined;
  const head = places[0] === undefined ? '' : scan.textOf(places[0], HEAD_BYTES);
  const skill = SKILL.exec(head)?.[1];
  return {
    kind: 'note',
    ...placed,
    ...threadOf(scan, raw, false),
    note: raw.isCompactSummary ? 'summary' : skill === undefined ? 'text' : 'skill',
    label: labelOf(skill === undefined ? head : lastPart(skill)),
    chars,
    ...media,
    textHash: places[0] === undefined ? '' : sentText(scan, places[0]).hash,
  };
}

/** What a local command printed, where the record shows that it becomes part of the next prompt (2.1.332). */
export function localOutput(scan: LineScanner, raw: RawRecord, placed: Placed): NoteRecord | undefined {
  if (raw.subtype !== 'local_command' || !raw.hasCommandRun || raw.content === null) return undefined;
  const { chars, hash } = sentText(scan, raw.content);
  const label = labelOf(scan.textOf(raw.content, HEAD_BYTES));
  const thread = threadOf(scan, raw, false);
  return { kind: 'note', ...placed, ...thread, note: 'text', label, chars, textHash: hash, ...mediaFacts(NO_MEDIA) };
}

/** Its images and documents, as a record keeps them. */
export function mediaOf(message: RawMessage): MediaFacts {
  return mediaFacts((message.blocks ?? []).reduce((sum, block) => addMedia(sum, block.media), NO_MEDIA));
}

function lastPart(path: string): string {
  return (
    path
      .trim()
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .at(-1) ?? ''
  );
}
