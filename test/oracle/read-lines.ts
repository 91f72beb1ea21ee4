import { readFileSync } from 'node:fs';

export type Json = Readonly<Record<string, unknown>>;

/** The records of one transcript, in file order, and the number of its unreadable lines. */
export interface ReadFile {
  readonly records: readonly Json[];
  readonly badLines: number;
}

/**
 * Reads a whole transcript at once. Lines end at LF; a BOM at the file's start, NULs at a line's head and white space
 * around a line are dropped. A line that is no JSON is bad, except a last one without LF: it may still be growing.
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
    if (value === UNREADABLE) badLines += isLast ? 0 : 1;
    else if (isObject(value)) records.push(value);
  });
  return { records, badLines };
}

/** True for a JSON object: neither null nor a list. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const UNREADABLE = Symbol('unreadable');

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
