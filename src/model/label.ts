import { maskSecrets } from './mask-secrets.ts';

/** What can be kept of texts: a short label of each, or none. */
export const LABELS_KEPT = ['short', 'none'] as const;

export type LabelsKept = (typeof LABELS_KEPT)[number];

/** Longest label that is kept or shown, in characters. */
export const LABEL_CHARS = 80;

/** The same of a path. */
const PATH_CHARS = 120;

/** White space and control characters may take that many times the label before it is cut short. */
const LOOK_AHEAD = 8;

/**
 * A short label from text of a transcript: one line, white space folded, terminal control characters and bidirectional
 * overrides taken out, what looks like a key masked, cut to `max` characters with an ellipsis. Labels are all that is ever kept of a text.
 */
export function labelOf(text: string, max = LABEL_CHARS): string {
  if (isPlain(text, max)) return maskSecrets(text);
  const near = text.length > max * LOOK_AHEAD ? text.slice(0, max * LOOK_AHEAD) : text;
  const printable = PRINTABLE.test(near) ? near : near.replace(ESCAPE_SEQUENCES, '').replace(UNPRINTABLE, ' ');
  return cutTo(max, maskSecrets(printable.replace(/\s+/gu, ' ').trim()));
}

function cutTo(max: number, text: string): string {
  if (text.length <= max) return text;
  // No more than can matter: a character is one unit or two.
  const chars = [...text.slice(0, 2 * max + 1)];
  return chars.length <= max
    ? text
    : `${chars
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

/** The same for a path, of which the end is kept where it is longer than a label may be for one. */
export function pathLabelOf(path: string): string {
  const label = labelOf(path, Math.max(LABEL_CHARS, path.length));
  const chars = label.length <= PATH_CHARS ? [] : [...label];
  return chars.length <= PATH_CHARS ? label : `…${chars.slice(1 - PATH_CHARS).join('')}`;
}

/** A folder as the disk knows it, unless what looks like a key is part of its name. */
export function folderOf(path: string): string {
  return maskSecrets(path.length > LONGEST_PATH ? path.slice(0, LONGEST_PATH) : path);
}

/** No system opens a longer one. */
const LONGEST_PATH = 4096;

/** Short, printable ASCII, and every space a single one within: a label as it is, as most texts are. */
function isPlain(text: string, max: number): boolean {
  if (text.length > max) return false;
  let before = 0x20;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e || (unit === 0x20 && before === 0x20)) return false;
    before = unit;
  }
  return before !== 0x20 || text === '';
}

/** ASCII without control characters but those that end lines or indent them. */
const PRINTABLE = /^[ -~\t\n\r]*$/;

// biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is what this is for
const ESCAPE_SEQUENCES = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[[(][0-?]*[ -/]*[@-~]?|\u001b[@-Z\\-_]?/gu;

/** Control characters, overrides of direction, what cannot be seen, halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff\ud800-\udfff\u{e0000}-\u{e007f}]/gu;
