import { contentHash } from '../model/content-hash.ts';
import type { SentText } from '../model/context-records.ts';
import type { StringPlace } from './json-scanner.ts';
import type { LineScanner } from './line-scanner.ts';
import { promptHash } from './prompt-hash.ts';
import type { RawRecord } from './raw-record.ts';

/** Bytes at the beginning of a reminder that its hash covers; its length counts as well. */
const HASHED_BYTES = 1024;

const REMINDER = '<system-reminder>\n';
const REMINDER_END = '\n</system-reminder>';

/** A text as it stands: its characters, and a hash that is the same with and without the tags of a reminder around it. */
export function sentText(scan: LineScanner, place: StringPlace): SentText {
  return { chars: place.chars, hash: withoutTags(scan, place).hash };
}

/** What the model saw of an attachment, text by text; null where the record does not say. */
export function renderedTexts(scan: LineScanner, { rendered, renderedRole }: RawRecord): SentText[] | null {
  if (rendered === null) return null;
  // A message of the role `system` has no tags around its reminders.
  return rendered.texts.map((text) => (renderedRole === 'system' ? withoutTags(scan, text) : sentText(scan, text)));
}

function withoutTags(scan: LineScanner, place: StringPlace): SentText {
  const head = scan.textOf(place, HASHED_BYTES);
  if (!head.startsWith(REMINDER)) return { chars: place.chars, hash: promptHash(scan, [place]) };
  // In a message a line break follows the closing tag, in the attachment's own record none does.
  const breaks = scan.endsWith(place, '\\n') ? 1 : 0;
  const chars = place.chars - REMINDER.length - REMINDER_END.length - breaks;
  const begun = head.slice(REMINDER.length, REMINDER.length + Math.min(chars, HASHED_BYTES / 2));
  return { chars, hash: contentHash(`${chars}\n${begun}`) };
}
