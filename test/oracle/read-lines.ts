import { readFileSync } from 'node:fs';

export type Json = Readonly<Record<string, unknown>>;

/** The records of one transcript, in file order, and the number of its unreadable lines. */
export interface ReadFile {
  readonly records: readonly Json[];
  readonly badLines: number;
}

/**
 * Reads a whole transcript at once. Lines end at LF; a BOM at the file's start, NULs at a line's head and white space
 * around a line are dropped. A line that is no JSON object is bad, except a last one without LF: it may still be growing.
 * Records that stand whole on a bad line are read.
 */
export function readLines(path: string): ReadFile {
  const text = readFileSync(path)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  const lines = text.split('\n');
  const records: Json[] = [];
  let badLines = 0;
  lines.forEach((line, index) => {
    const clean = withoutLeadingNuls(line).trim();
    if (clean === '') return;
    const value = parsed(clean);
    const isLast = index === lines.length - 1;
    if (isObject(value)) records.push(value);
    else if (value !== UNREADABLE) badLines++;
    else if (!isLast) {
      badLines++;
      records.push(...wholeRecordsOn(clean));
    }
  });
  return { records, badLines };
}

/** True for a JSON object: neither null nor a list. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const UNREADABLE = Symbol('unreadable');

/**
 * Objects with a type that begin and end on a line that as a whole is no JSON, the outermost ones; where neither the line
 * nor another one comes right before, with a session too.
 */
function wholeRecordsOn(line: string): Json[] {
  const found: Json[] = [];
  let adjoining = 0;
  for (let start = line.indexOf('{"'); start >= 0; ) {
    const end = endOfObject(line, start);
    const value = end < 0 ? UNREADABLE : parsed(line.slice(start, end));
    const isRecord = isObject(value) && typeof value.type === 'string';
    if (isRecord && (start === adjoining || typeof value.sessionId === 'string')) {
      found.push(value);
      adjoining = end;
    }
    start = line.indexOf('{"', isObject(value) ? end : start + 1);
  }
  return found;
}

/** Where the brackets that open at `start` are closed, strings aside; -1 where they never are. */
function endOfObject(line: string, start: number): number {
  let depth = 0;
  for (let at = start; at < line.length; at++) {
    if (line[at] === '"') {
      const string = /"(?:[^"\\]|\\.)*"/y;
      string.lastIndex = at;
      if (string.exec(line) === null) return -1;
      at = string.lastIndex - 1;
    } else if (line[at] === '{') depth++;
    else if (line[at] === '}' && --depth === 0) return at + 1;
  }
  return -1;
}

function withoutLeadingNuls(line: string): string {
  let start = 0;
  while (line[start] === '\u0000') start++;
  return line.slice(start);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return UNREADABLE;
  }
}
