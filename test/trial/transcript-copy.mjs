// What the transcripts of a session hold, and the same transcripts as an older Claude Code would have left them.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { transcriptsOf } from './sandbox.mjs';

/** Records of what was sent, which only newer transcripts have. */
const OF_REQUESTS = new Set(['api-request', 'api-request-shape', 'api-request-blob', 'api-request-resumed']);

/** Ids of the answers that the transcripts of a session have, its agents' too, and how many requests they record. */
export function transcriptOf(sandbox, sessionId) {
  const records = filesOf(sandbox, sessionId).flatMap(({ lines }) => lines.map((line) => JSON.parse(line)));
  const answers = records.filter(({ type }) => type === 'assistant').map(({ message }) => message.id);
  return { answers: new Set(answers), requests: records.filter(({ type }) => type === 'api-request').length };
}

/** A config folder with the transcripts of a session and what is beside them, without what they record of requests. */
export function withoutRequests(sandbox, sessionId) {
  const copied = join(sandbox.tmp, 'without-requests');
  cpSync(join(sandbox.config, 'projects'), join(copied, 'projects'), { recursive: true });
  for (const { path, lines } of filesOf(sandbox, sessionId)) {
    const left = lines.filter((line) => !OF_REQUESTS.has(JSON.parse(line).type));
    writeFileSync(join(copied, relative(sandbox.config, path)), left.map((line) => `${line}\n`).join(''));
  }
  return copied;
}

function filesOf(sandbox, sessionId) {
  const paths = transcriptsOf(sandbox).filter((path) => path.includes(sessionId));
  return paths.map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').filter(Boolean) }));
}
