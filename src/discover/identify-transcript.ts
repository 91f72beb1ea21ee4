import { escaped } from '../model/escaped.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';

export type TranscriptIdentity = Pick<TranscriptFile, 'kind' | 'sessionId' | 'agentId'>;

/**
 * Set aside by Claude Code or by its user, a folder so named with all that is in it; or hidden. Only a project folder
 * may begin with a dot: the names of transcripts never do, those of resource forks, lock files and half-written copies
 * do.
 */
const PASSED_OVER = /\.(?:orphaned-[^/]*|superseded[^/]*|backup)(?:\.jsonl)?(?:\/|$)|\/\./;

/** A workflow's journal, and what the desktop app writes beside a session's config folder. */
const NO_TRANSCRIPT = new Set(['journal.jsonl', 'audit.jsonl']);

/**
 * What the place of a file says of it; undefined for what is no transcript. `place` is its path from the root down,
 * with `/` between the names. Ids are shown and typed: what acts on a terminal stands in them as `\u001b`.
 */
export function identifyTranscript(place: string): TranscriptIdentity | undefined {
  const parts = place.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length < 2 || NO_TRANSCRIPT.has(name) || PASSED_OVER.test(place)) return undefined;
  const session = parts.length > 2 ? escaped(parts[1] ?? '') : null;
  if (session !== null && parts[2] !== 'subagents' && !isInSessionFolder(parts)) return undefined;
  return name.startsWith('agent-') ? agentOf(name, session) : mainOf(name, session);
}

/** Directly in the folder of a session; notes that Claude Code keeps stand in a folder of the same depth. */
function isInSessionFolder(parts: readonly string[]): boolean {
  return parts.length === 3 && parts[1] !== 'memory';
}

function agentOf(name: string, sessionId: string | null): TranscriptIdentity | undefined {
  const [, agentId, extension] = /^agent-(.+)\.(jsonl|meta\.json)$/.exec(name) ?? [];
  if (agentId === undefined) return undefined;
  const identity = { sessionId, agentId: escaped(agentId) };
  if (extension === 'meta.json') return { kind: 'meta', ...identity };
  return { kind: sessionId === null ? 'flat-agent' : 'agent', ...identity };
}

function mainOf(name: string, session: string | null): TranscriptIdentity | undefined {
  if (session !== null || !name.endsWith('.jsonl')) return undefined;
  return { kind: 'main', sessionId: escaped(name.slice(0, -'.jsonl'.length)), agentId: null };
}
