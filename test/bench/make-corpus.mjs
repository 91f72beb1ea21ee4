// node test/bench/make-corpus.mjs DEST [--mb 320] [--files N]: a config folder of transcripts to measure with.
// Real sessions beside the project are repeated under new ids where they are there, else made-up ones.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { mb: { type: 'string', default: '320' }, files: { type: 'string' } },
});
const dest = positionals[0];
if (dest === undefined) throw new Error('DEST is missing');

const LINES_PER_FILE = 20;
const shared = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/transcripts');
const sources = existsSync(shared) ? realSources() : madeUpSources();
const written = values.files === undefined ? bySize(Number(values.mb) * 1e6) : byFiles(Number(values.files));
console.log(JSON.stringify({ dest, real: existsSync(shared), ...written }));

/** Repeats all sources until the bytes are there. */
function bySize(bytes) {
  const made = { bytes: 0, files: 0, lines: 0 };
  for (let copy = 0; made.bytes < bytes; copy++) {
    for (const source of sources) {
      if (made.bytes >= bytes) break;
      put(made, join(dest, 'projects', inFolderOf(copy, source.path)), renamed(source.read(), copy));
    }
  }
  return made;
}

/** So many small sessions, cut from the sources in turn. */
function byFiles(count) {
  const made = { bytes: 0, files: 0, lines: 0 };
  const lines = linesInTurn();
  for (let file = 0; file < count; file++) {
    const part = Array.from({ length: LINES_PER_FILE }, () => lines.next().value).join('\n');
    put(made, join(dest, `projects/-bench-${file % 300}/${uuid(file)}.jsonl`), `${renamed(part, file)}\n`);
  }
  return made;
}

/** Lines of the sources without end, one source in memory at a time. */
function* linesInTurn() {
  for (;;) {
    for (const source of sources) {
      yield* source
        .read()
        .split('\n')
        .filter((line) => line.length < 20_000 && line !== '');
    }
  }
}

function put(made, path, text) {
  mkdirSync(dirname(path), { recursive: true });
  // No source's file may land on another's: that would be measured as fewer files than were counted.
  writeFileSync(path, text, { flag: 'wx' });
  made.bytes += Buffer.byteLength(text);
  made.files++;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) made.lines++;
}

/** Each copy has its own project folders, so that files without an id in their name stay apart. */
function inFolderOf(copy, path) {
  return renamed(copy === 0 ? path : path.replace('/', `-${copy}/`), copy);
}

/** The text with every id in it turned into another one, the same for the same copy. */
function renamed(text, copy) {
  if (copy === 0) return text;
  const mark = copy.toString(16).padStart(4, '0');
  return text
    .replace(/\b[0-9a-f]{8}-([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/g, (id) => `${mark}${id.slice(4)}`)
    .replace(/\b(?:msg|req|toolu)_\w+/g, (id) => `${id}${mark}`);
}

function uuid(n) {
  return `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}

function realSources() {
  return walk(shared)
    .filter((path) => path.endsWith('.jsonl'))
    .map((path) => ({
      path: relative(shared, path).replace(/^[^/]+\/projects\//, ''),
      read: () => readFileSync(path, 'utf8'),
    }));
}

function walk(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

/** Sessions of prompts, answers with tool calls, and long results, of about the shape and size of real ones. */
function madeUpSources() {
  return Array.from({ length: 40 }, (_, session) => {
    const id = uuid(session + 0x1000);
    const lines = Array.from({ length: 120 }, (_, turn) => turnLines(id, session, turn)).flat();
    return { path: join(`-made-up-${session % 8}`, `${id}.jsonl`), read: () => `${lines.join('\n')}\n` };
  });
}

function turnLines(sessionId, session, turn) {
  const at = (second) => new Date(Date.UTC(2026, 0, 1 + session, 0, turn, second)).toISOString();
  const common = { sessionId, cwd: `/home/me/made-up-${session % 8}`, version: '2.1.200' };
  const id = `msg_${basename(sessionId).slice(0, 8)}${String(turn).padStart(8, '0')}`;
  const usage = {
    input_tokens: 3,
    output_tokens: 400,
    cache_read_input_tokens: 900 * turn,
    cache_creation_input_tokens: 900,
  };
  const message = { id, role: 'assistant', model: 'claude-opus-4-8', usage };
  const call = { type: 'tool_use', id: `toolu_${id.slice(4)}`, name: 'Bash', input: { command: 'ls -la' } };
  const result = { type: 'tool_result', tool_use_id: call.id, content: 'a line of output, "quoted"\n'.repeat(120) };
  return [
    { ...common, type: 'user', timestamp: at(0), message: { role: 'user', content: `prompt ${turn}` } },
    {
      ...common,
      type: 'assistant',
      timestamp: at(2),
      message: { ...message, stop_reason: null, content: [{ type: 'text', text: 'so' }] },
    },
    {
      ...common,
      type: 'assistant',
      timestamp: at(3),
      message: { ...message, stop_reason: 'tool_use', content: [call] },
    },
    {
      ...common,
      type: 'user',
      timestamp: at(9),
      message: { role: 'user', content: [result] },
      toolUseResult: { stdout: result.content },
    },
  ].map((line) => JSON.stringify(line));
}
