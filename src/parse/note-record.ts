import type { NoteRecord } from '../model/context-records.ts';
import { labelOf } from '../model/label.ts';
import type { LineScanner } from './line-scanner.ts';
import type { RawMessage, RawRecord } from './raw-record.ts';
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
  const mediaBytes = mediaBytesOf(message);
  if (chars === 0 && mediaBytes === null) return undefined;
  const head = places[0] === undefined ? '' : scan.textOf(places[0], HEAD_BYTES);
  const skill = SKILL.exec(head)?.[1];
  return {
    kind: 'note',
    ...placed,
    ...threadOf(scan, raw, false),
    note: raw.isCompactSummary ? 'summary' : skill === undefined ? 'text' : 'skill',
    label: labelOf(skill === undefined ? head : lastPart(skill)),
    chars,
    mediaBytes,
  };
}

/** Bytes of the images and documents of a message, as written; null without any. */
export function mediaBytesOf(message: RawMessage): number | null {
  return (message.blocks ?? []).reduce((sum, block) => sum + block.sourceBytes, 0) || null;
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
