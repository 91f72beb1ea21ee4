// The sessions that trees are made of: real ones beside the project where they are there, else made-up ones.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const shared = fileURLToPath(new URL('../../../shared/transcripts', import.meta.url));
const DAY_MS = 86_400_000;

/** Whether the public transcripts are beside the project. */
export const real = existsSync(shared);

/**
 * Every source file: its path below `projects`, its project's folder, its bytes, and its lines. Of a line: the text, its
 * bytes, the id of the response that it is a record of, and its time in ms, where it has them.
 */
export function readSources() {
  return (real ? realFiles() : madeUpFiles()).map(({ path, text }) => {
    const lines = text.split('\n').filter(Boolean).map(lineOf);
    return { path, project: path.split('/')[0], bytes: bytesOf(lines), lines };
  });
}

/** The bytes of the lines in a file. */
export function bytesOf(lines) {
  return lines.reduce((sum, line) => sum + line.bytes, 0);
}

/** The earliest and the latest time of the lines, in ms; both are NaN where no line has a time. */
export function spanOf(lines) {
  const times = lines.map((line) => line.at).filter(Number.isFinite);
  return times.length === 0
    ? { first: Number.NaN, last: Number.NaN }
    : { first: times.reduce((a, b) => Math.min(a, b)), last: times.reduce((a, b) => Math.max(a, b)) };
}

function lineOf(text) {
  const line = { text, bytes: Buffer.byteLength(text) + 1, response: undefined, at: Number.NaN };
  try {
    const record = JSON.parse(text);
    line.at = Date.parse(record.timestamp);
    const { id, usage, model } = record.message ?? {};
    if (record.type === 'assistant' && usage && model !== '<synthetic>') line.response = id;
  } catch (error) {
    // Some real transcripts hold lines that are no JSON; they are copied as they are.
    if (!(error instanceof SyntaxError)) throw error;
  }
  return line;
}

function realFiles() {
  return walk(shared).map((path) => ({
    path: relative(shared, path).replace(/^[^/]+\/projects\//, ''),
    text: readFileSync(path, 'utf8'),
  }));
}

function walk(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return walk(path);
      return path.endsWith('.jsonl') ? [path] : [];
    });
}

/** Sessions of prompts, answers with tool calls, and results, of about the shape and size of real ones. */
function madeUpFiles() {
  return Array.from({ length: 60 }, (_, session) => {
    const id = uuidOf(`session ${session}`);
    const lines = Array.from({ length: 20 + 3 * session }, (_, turn) => turnLines(id, session, turn)).flat();
    return { path: `-made-up-${session % 8}/${id}.jsonl`, text: `${lines.join('\n')}\n` };
  });
}

function turnLines(sessionId, session, turn) {
  const name = `${session} ${turn}`;
  const begun = Date.UTC(2026, 0, 1) + (session % 20) * DAY_MS + turn * 60_000;
  const record = (type, step, rest) => ({
    parentUuid: step === 0 ? (turn === 0 ? null : uuidOf(`${session} ${turn - 1} 3`)) : uuidOf(`${name} ${step - 1}`),
    isSidechain: false,
    userType: 'external',
    cwd: `/home/me/made-up-${session % 8}`,
    sessionId,
    version: '2.1.200',
    type,
    uuid: uuidOf(`${name} ${step}`),
    timestamp: new Date(begun + step * 3_000).toISOString(),
    ...rest,
  });
  const usage = {
    input_tokens: 3,
    output_tokens: 400,
    cache_read_input_tokens: 900 * (turn % 160),
    cache_creation_input_tokens: 900,
  };
  const model = 'claude-opus-4-8';
  const message = { id: `msg_01${hexOf(`message ${name}`, 22)}`, type: 'message', role: 'assistant', model, usage };
  const requestId = `req_01${hexOf(`request ${name}`, 22)}`;
  const call = { type: 'tool_use', id: `toolu_01${hexOf(`call ${name}`, 22)}`, name: 'Bash', input: { command: 'ls' } };
  const result = {
    type: 'tool_result',
    tool_use_id: call.id,
    content: 'a line of output, "quoted"\n'.repeat(turn % 200),
  };
  const text = { type: 'text', text: 'so it is. '.repeat(turn % 90) };
  return [
    record('user', 0, { message: { role: 'user', content: `prompt ${turn}` } }),
    record('assistant', 1, { requestId, message: { ...message, stop_reason: null, content: [text] } }),
    record('assistant', 2, { requestId, message: { ...message, stop_reason: 'tool_use', content: [call] } }),
    record('user', 3, { message: { role: 'user', content: [result] }, toolUseResult: { stdout: result.content } }),
  ].map((line) => JSON.stringify(line));
}

function uuidOf(name) {
  const hex = hexOf(name, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function hexOf(name, length) {
  return createHash('sha256').update(name).digest('hex').slice(0, length);
}
