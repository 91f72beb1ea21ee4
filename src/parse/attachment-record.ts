import type { AttachmentRecord, NamedPart, SentText } from '../model/context-records.ts';
import { labelOf, pathLabelOf } from '../model/label.ts';
import { keptText } from './kept-text.ts';
import type { LineScanner } from './line-scanner.ts';
import { mediaFacts } from './media-size.ts';
import type { RawAttachment, RawRecord } from './raw-record.ts';
import { renderedTexts } from './sent-text.ts';
import { type Placed, threadOf } from './thread-of.ts';

/** From here on a record says what the model saw of it, and one that does not was not sent. */
const RENDERS_SINCE = [2, 1, 266];

/** Bytes of a listing that are looked at for its parts. */
const LISTING_BYTES = 1024 * 1024;

/** What a hook prints goes to the model at these events; at the others only what it gives as additional context. */
const PRINTED_IS_SENT = new Set(['SessionStart', 'UserPromptSubmit']);

/** What Claude Code put beside a prompt: what the model saw of it, text by text, and what that is made of. */
export function attachmentRecord(scan: LineScanner, raw: RawRecord, placed: Placed): AttachmentRecord | undefined {
  const { attachment } = raw;
  if (attachment === null) return undefined;
  const texts = textsOf(scan, raw, attachment);
  if (attachment.type?.startsWith('hook_') && texts.length === 0) return undefined;
  return {
    kind: 'attachment',
    ...placed,
    ...threadOf(scan, raw, false),
    attachment: keptText(labelOf(attachment.type ?? '')),
    texts,
    label: labelIn(attachment),
    inSystem: raw.renderedRole === 'system',
    loads: attachment.surfaced.length === 0 ? null : attachment.surfaced.map((name) => labelOf(name)),
    parts: partsOf(scan, attachment),
    ...mediaFacts(raw.rendered?.media ?? attachment.media),
  };
}

function textsOf(scan: LineScanner, raw: RawRecord, attachment: RawAttachment): SentText[] {
  const rendered = renderedTexts(scan, raw);
  if (rendered !== null) return rendered;
  if (isSince(raw.version, RENDERS_SINCE)) return [];
  const { texts, lines, files, prompt } = attachment;
  if (!isSent(attachment)) return [];
  const places = [
    ...(prompt === null ? [] : [prompt]),
    ...texts,
    ...lines,
    ...files.flatMap(({ text }) => (text === null ? [] : [text])),
  ];
  const chars = places.reduce((sum, place) => sum + place.chars, 0);
  return chars === 0 ? [] : [{ chars, hash: '' }];
}

/** Whether a hook's output was sent; anything else was. */
function isSent({ type, hookEvent }: RawAttachment): boolean {
  if (type === 'hook_success') return PRINTED_IS_SENT.has(hookEvent ?? '');
  return !type?.startsWith('hook_') || type === 'hook_additional_context';
}

function labelIn({ type, file, path, hookName }: RawAttachment): string | null {
  // Memory is the same file in every session; what a display path leaves out tells it from others.
  const shown = type === 'nested_memory' ? (path ?? file) : (file ?? path);
  if (shown !== null) return pathLabelOf(shown) || null;
  return hookName === null ? null : labelOf(hookName) || null;
}

function partsOf(scan: LineScanner, { type, names, lines, texts, files }: RawAttachment): NamedPart[] {
  if (files.length > 0)
    return files.map(({ path, text }) => ({ name: keptText(pathLabelOf(path ?? '')), chars: text?.chars ?? 0 }));
  if (type === 'skill_listing')
    return entriesOf(texts.map((text) => scan.textOf(text, LISTING_BYTES)).join('\n'), names);
  if (type === 'deferred_tools_delta' || names.length !== lines.length) return [];
  return names.map((name, index) => ({ name: keptText(labelOf(name)), chars: lines[index]?.chars ?? 0 }));
}

/** The entries of a listing, each from its `- name` to the next; none where that names other ones than it should. */
function entriesOf(listing: string, names: readonly string[]): NamedPart[] {
  const known = new Set(names);
  const parts: { name: string; chars: number }[] = [];
  for (const line of listing.split('\n')) {
    const name = /^- (.+?)(?::|$)/.exec(line)?.[1] ?? '';
    const longest =
      names.length === 0 ? name : known.has(name) ? name : names.find((each) => line.startsWith(`- ${each}:`));
    const last = parts.at(-1);
    if (longest) parts.push({ name: keptText(labelOf(longest)), chars: line.length });
    else if (last !== undefined) last.chars += line.length + 1;
  }
  return parts;
}

/** Whether a version is so new; false for none. */
function isSince(version: string | null, since: readonly number[]): boolean {
  const parts = (version ?? '').split('.').map(Number);
  const differs = since.findIndex((part, index) => parts[index] !== part);
  return differs < 0 || (parts[differs] ?? 0) > (since[differs] ?? 0);
}
