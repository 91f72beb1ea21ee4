import type { TranscriptRecord } from '../model/records.ts';
import { isoOf, type Millis } from '../model/time.ts';
import { lineParser } from './parse-line.ts';
import type { Parsed } from './record-taker.ts';
import type { LinesParser } from './usage-lines.ts';
import { WordHits } from './word-hits.ts';

/** Unescaped, as they stand here, these are never part of a text: they are what lines with titles say that they are. */
const TITLE_WORDS = ['"custom-title"', '"ai-title"', '"summary"'];

const STAMP = '"timestamp"';
const OPEN_TIME = ':"';
const CLOSE_TIME = 0x22;

/**
 * Parsers for the lines of one transcript that say what its session is called, or that something happened later than `after`;
 * of all others nothing is read. Such a line is dealt with as `lineParser` does.
 */
export function titleParser(after: Millis | null): LinesParser {
  const latest = after === null ? null : Buffer.from(isoOf(after), 'latin1');
  return (into, isTail) => {
    const parse = lineParser(into, isTail);
    const titles = TITLE_WORDS.map((word) => new WordHits(word));
    const stamps = new WordHits(STAMP);
    return (bytes, start, end, line, filled) => {
      const isTitle = titles.some((hits) => hits.in(bytes, start, end, filled) >= 0);
      if (isTitle || isLater(stamps, bytes, start, end, filled, latest)) parse(bytes, start, end, line);
    };
  };
}

/** Whether any time on a line is later than `latest`, an ISO time, or written in another way. */
function isLater(
  stamps: WordHits,
  bytes: Buffer,
  start: number,
  end: number,
  filled: number,
  latest: Buffer | null,
): boolean {
  let at = stamps.in(bytes, start, end, filled);
  while (at >= 0) {
    const from = at + STAMP.length;
    if (latest === null || isLaterAt(bytes, from, latest)) return true;
    at = stamps.in(bytes, from, end, filled);
  }
  return false;
}

function isLaterAt(bytes: Buffer, from: number, latest: Buffer): boolean {
  const time = from + OPEN_TIME.length;
  if (bytes.toString('latin1', from, time) !== OPEN_TIME || bytes[time + latest.length] !== CLOSE_TIME) return true;
  for (let i = 0; i < latest.length; i++) {
    const difference = (bytes[time + i] as number) - (latest[i] as number);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** Parsers for the lines of one transcript, as `lineParser`, up to the first typed prompt with which `isEnough` was read. */
export function headParser(isEnough: (into: Parsed) => boolean): LinesParser {
  return (into, isTail) => {
    const parse = lineParser(into, isTail);
    let isOver = false;
    return (bytes, start, end, line) => {
      if (isOver) return;
      const before = into.records.length;
      parse(bytes, start, end, line);
      isOver = into.records.slice(before).some(isTyped) && isEnough(into);
    };
  };
}

function isTyped(record: TranscriptRecord): boolean {
  return record.kind === 'prompt' && record.promptKind === 'typed';
}
