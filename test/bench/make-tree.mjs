// Makes a config folder of transcripts out of the sources: whole sessions again and again, many short sessions cut out
// of them, or one long session.
import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bytesOf, readSources, spanOf } from './sources.mjs';

const DAY_MS = 86_400_000;
const UUID = /\b[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)/g;
const API_ID = /\b((?:msg|req|toolu)_\w{6,})\w{6}\b/g;
const TIME = /\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** The newest time of every tree; what is measured takes it for now. */
export const END = Date.parse('2026-08-31T20:00:00.000Z');

/**
 * Whole sessions, repeated under other ids and at other times until there are so many files (or responses), with about
 * so many bytes a file on average. With `longest`, longer strings are cut to it.
 */
export function makeCopies(dest, { files = Infinity, responses = Infinity, mean = 0, days, longest }) {
  const sources = largest(readSources(), mean).map((source) => (longest === undefined ? source : cut(source, longest)));
  const spans = spansOfProjects(sources);
  const made = new Made(dest);
  for (let copy = 0; made.files < files && made.responses < responses; copy++) {
    for (const source of sources.slice(0, files - made.files)) {
      // Sessions of one project move together: some of them share responses.
      const span = spans.get(source.project);
      const free = Math.max(1, days - Math.ceil((span.last - span.first) / DAY_MS));
      const shift_ms = END - span.last - ((copy * 11 + source.project.length) % free) * DAY_MS;
      made.put(copy === 0 ? source.path : source.path.replace('/', `-${copy}/`), source.lines, copy, shift_ms || 0);
    }
  }
  return made.counts();
}

/** So many short sessions of about so many bytes: parts of the sources in turn, each with ids and times of its own. */
export function makeShort(dest, { files, mean, days }) {
  const made = new Made(dest);
  for (const lines of partsInTurn(readSources(), mean, made)) {
    if (made.files === files) break;
    const session = lines.map((line) => /"sessionId": ?"([0-9a-f-]{36})"/.exec(line.text)?.[1]).find(Boolean);
    const { last } = spanOf(lines);
    // A session that short is a prompt and an answer or two; a part without an answer would be none.
    if (session === undefined || Number.isNaN(last) || lines.every((line) => line.response === undefined)) continue;
    const day = (made.files * 0.618_034 * days) % days;
    made.put(`-bench-${made.files % 300}/${session}.jsonl`, lines, made.files, END - day * DAY_MS - last);
  }
  return made.counts();
}

/** One session of so many bytes: the sources one after the other, each begun when the one before it has ended. */
export function makeLong(dest, { bytes }) {
  const session = '00000001-0000-4000-8000-000000000000';
  const sources = readSources().filter(({ lines }) => Number.isFinite(spanOf(lines).last));
  const blocks = [];
  for (let sum = 0; sum < bytes; sum += blocks.at(-1).bytes) blocks.push(sources[blocks.length % sources.length]);
  const spans = blocks.map(({ lines }) => spanOf(lines));
  let at = END - spans.reduce((sum, { first, last }) => sum + last - first, 0);
  const made = new Made(dest);
  for (const [copy, { lines }] of blocks.entries()) {
    const rewritten = lines.map((line) => ({
      ...line,
      text: line.text.replace(/"sessionId": ?"[^"]+"/, `"sessionId":"${session}"`),
    }));
    made.append(`-bench-long/${session}.jsonl`, rewritten, copy, at - spans[copy].first, session);
    at += spans[copy].last - spans[copy].first;
  }
  return made.counts();
}

/** What was written, counted. */
class Made {
  constructor(dest) {
    this.dest = join(dest, 'projects');
    this.bytes = 0;
    this.files = 0;
    this.lines = 0;
    this.responses = 0;
    this.copy = -1;
    this.inCopy = new Set();
  }

  put(path, lines, copy, shift_ms) {
    const target = join(this.dest, asCopy(path, copy, 0));
    mkdirSync(dirname(target), { recursive: true });
    // No file may land on another: that would be measured as fewer files than were counted.
    writeFileSync(target, asCopy(`${lines.map((line) => line.text).join('\n')}\n`, copy, shift_ms), { flag: 'wx' });
    const newest = (spanOf(lines).last + shift_ms || END) / 1000;
    utimesSync(target, newest, newest);
    this.files++;
    this.#count(lines, copy);
  }

  append(path, lines, copy, shift_ms, kept) {
    const target = join(this.dest, path);
    mkdirSync(dirname(target), { recursive: true });
    const text = asCopy(`${lines.map((line) => line.text).join('\n')}\n`, copy, shift_ms);
    appendFileSync(target, text.replaceAll(asCopy(kept, copy, 0), kept));
    utimesSync(target, END / 1000, END / 1000);
    this.files = 1;
    this.#count(lines, copy);
  }

  #count(lines, copy) {
    if (copy !== this.copy) this.inCopy.clear();
    this.copy = copy;
    const before = this.inCopy.size;
    for (const { response } of lines) if (response !== undefined) this.inCopy.add(response);
    this.responses += this.inCopy.size - before;
    this.lines += lines.length;
    this.bytes += bytesOf(lines);
  }

  counts() {
    const { bytes, files, lines, responses } = this;
    return { bytes, files, lines, responses };
  }
}

/** The text under the ids of a copy, each of them another in every copy, and as much later. */
function asCopy(text, copy, shift_ms) {
  // Times an odd number: no two copies have the same.
  const mask = Math.imul(copy, 0x9e37_79b1) & 0x7fff_ffff;
  const end = mask.toString(36).padStart(6, '0');
  const renamed = text
    .replace(UUID, (hex) => ((Number.parseInt(hex, 16) ^ mask) >>> 0).toString(16).padStart(8, '0'))
    .replace(API_ID, (_, start) => `${start}${end}`);
  return shift_ms === 0
    ? renamed
    : renamed.replace(TIME, (time) => new Date(Date.parse(time) + shift_ms).toISOString());
}

/** The session whose agents wrote most, then the largest files, as many as have the mean. */
function largest(sources, mean) {
  const byAgents = new Map();
  for (const { path, bytes } of sources) {
    const session = /^(.*)\/subagents\//.exec(path)?.[1];
    if (session !== undefined) byAgents.set(session, (byAgents.get(session) ?? 0) + bytes);
  }
  const [most] = [...byAgents].sort((a, b) => b[1] - a[1]).map(([session]) => session);
  const isFirst = ({ path }) => most !== undefined && path.startsWith(most);
  const ordered = [...sources].sort((a, b) => isFirst(b) - isFirst(a) || b.bytes - a.bytes);
  let bytes = 0;
  const taken = ordered.findIndex((source, index) => {
    bytes += source.bytes;
    return !isFirst(source) && bytes / (index + 1) < mean && source.bytes < mean;
  });
  return taken < 0 ? ordered : ordered.slice(0, taken);
}

function spansOfProjects(sources) {
  const lines = new Map();
  for (const source of sources) lines.set(source.project, [...(lines.get(source.project) ?? []), ...source.lines]);
  return new Map([...lines].map(([project, all]) => [project, spanOf(all)]));
}

/** The source with every longer string in its lines cut. */
function cut(source, longest) {
  const lines = source.lines.map((line) => {
    if (line.bytes <= longest || !line.text.startsWith('{')) return line;
    const short = (_, value) => (typeof value === 'string' && value.length > longest ? value.slice(0, longest) : value);
    const text = JSON.stringify(JSON.parse(line.text, short));
    return { ...line, text, bytes: Buffer.byteLength(text) + 1 };
  });
  return { ...source, lines, bytes: bytesOf(lines) };
}

/** Runs of lines of one source without end, each as long as keeps the mean of what was made. */
function* partsInTurn(sources, mean, made) {
  let lines = [];
  for (;;) {
    for (const source of sources) {
      for (const line of source.lines) {
        if (line.bytes > mean * 2) continue;
        lines.push(line);
        if (made.bytes + bytesOf(lines) < (made.files + 1) * mean) continue;
        yield lines;
        lines = [];
      }
      lines = [];
    }
  }
}
