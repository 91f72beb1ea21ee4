import { largest } from '../model/long-lists.ts';
import { type Millis, parseNextIso } from '../model/time.ts';
import { lineParserBy } from './parse-line.ts';
import { readAnswer } from './parsed-answer.ts';
import type { RawRecord } from './raw-record.ts';
import { type Parsed, recordTaker } from './record-taker.ts';
import { WordHits } from './word-hits.ts';

/** As `LineParser`; what is read of the file ends at `filled` in `bytes`. */
type UsageParser = (bytes: Buffer, start: number, end: number, line: number, filled: number) => void;

/** Makes a parser for the lines of one transcript that adds to `into`; where `isTail`, of a line that may still be growing. */
export type LinesParser = (into: Parsed, isTail?: boolean) => UsageParser;

/**
 * The type of every record that holds an answer, or of the one that it embeds; it may stand anywhere on the line. Within strings
 * quotes are escaped: unescaped it can only be a key, or a text of that one word.
 */
const ANSWER = '"assistant"';

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Lines that say of which other sessions and folders a session is. All of these begin with their type. */
const EVIDENCE = ['derived-from', 'continued-in', 'worktree-state'].map((type) => `{"type":"${type}"`);
const EVIDENCE_CHARS = largest(
  EVIDENCE.map((head) => head.length),
  0,
);
const LETTER_T = 0x74;

/**
 * Lines at the head of a file that are looked at for their times: which of two sessions is the older depends on the first. They
 * are read until one has a time and the session's folder is known, further ones where they are older or name another session.
 */
const HEAD_LINES = 8;
const HEAD_LINE_BYTES = 8 * 1024;

/** The key of a time, what stands between it and the time as Claude Code writes it, and how long that is. */
const TIME = '"timestamp"';
const TIME_HEAD = '"timestamp":"';
const TIME_CHARS = '2026-01-01T00:00:00.000Z'.length;

/** What stands on lines that name another session. */
const OTHER_SESSIONS = ['"forkedFrom"', 'SessionId"'];

/**
 * A parser for the lines of one transcript that reads what its responses are made of, and passes over the rest: answers,
 * what says that the session is a copy or works in a worktree, and the times of the first lines. What is no JSON object is
 * dealt with as `lineParser` does.
 */
export function usageParser(into: Parsed, isTail = false): UsageParser {
  return parserOf(into, isTail, false);
}

/**
 * The same of every line: besides, when anything happened, and of which thread an answer is in the file of a session that holds
 * agents which it does not name (Claude Code up to 2.0.22).
 */
export function everyLineParser(into: Parsed, isTail = false): UsageParser {
  return parserOf(into, isTail, true);
}

function parserOf(into: Parsed, isTail: boolean, isEvery: boolean): UsageParser {
  const taker = recordTaker(into);
  const parseWhole = lineParserBy(taker.take, into, isTail);
  const answers = new WordHits(ANSWER);
  let isPlaced = false;
  let first: Millis | null = null;
  return (bytes, start, end, line, filled) => {
    const isObject = bytes[start] === OPEN_BRACE && bytes[end - 1] === CLOSE_BRACE;
    if (!isObject || isEvidence(bytes, start, end)) parseWhole(bytes, start, end, line);
    else {
      if (!isEvery && first !== null && answers.in(bytes, start, end, filled) < 0) {
        if (line > HEAD_LINES || end - start > HEAD_LINE_BYTES) return;
        if (isPlaced && isOfNoUse(bytes.toString('latin1', start, end), first)) return;
      }
      const raw = answerIn(bytes, start, end);
      if (raw === undefined) parseWhole(bytes, start, end, line);
      else if (!isEvery || raw.type === 'assistant') taker.takeAnswer(raw, line);
      else if (!taker.takeResults(raw, line)) parseWhole(bytes, start, end, line);
      isPlaced ||= Boolean(raw?.cwd);
      first ??= raw?.timestamp ?? null;
    }
  };
}

/** Whether a line at the head names no other session and is not of before the first time that was read. */
function isOfNoUse(line: string, first: Millis): boolean {
  if (OTHER_SESSIONS.some((word) => line.includes(word))) return false;
  const at = line.indexOf(TIME);
  if (at < 0) return true;
  const from = at + TIME_HEAD.length;
  const time = line.startsWith(TIME_HEAD, at) ? parseNextIso(line.slice(from, from + TIME_CHARS)) : null;
  return time !== null && time >= first;
}

/** Undefined for what is no JSON. */
function answerIn(bytes: Buffer, start: number, end: number): RawRecord | undefined {
  try {
    return readAnswer(bytes.toString('utf8', start, end));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function isEvidence(bytes: Buffer, start: number, end: number): boolean {
  if (bytes[start + 2] !== LETTER_T) return false;
  const head = bytes.toString('latin1', start, Math.min(end, start + EVIDENCE_CHARS));
  return EVIDENCE.some((known) => head.startsWith(known));
}
