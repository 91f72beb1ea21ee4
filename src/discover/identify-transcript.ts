import type { TranscriptFile } from '../model/transcript-file.ts';

export type TranscriptIdentity = Pick<TranscriptFile, 'kind' | 'sessionId' | 'agentId'>;

/** Set aside by Claude Code or by its user; a folder so named takes all that is in it along. */
const SET_ASIDE = /\.(?:orphaned-.*|superseded.*|backup)$/;

/**
 * What the place of a file below its root says of it; undefined for what is no transcript. `parts` are the names from
 * the project folder down. Only a project folder may begin with a dot: the names of transcripts never do, those of
 * resource forks, lock files and half-written copies do.
 */
export function identifyTranscript(parts: readonly string[]): TranscriptIdentity | undefined {
  const name = parts.at(-1) ?? '';
  if (parts.length < 2 || name === 'journal.jsonl') return undefined;
  if (parts.some((part, depth) => isSetAside(part) || (depth > 0 && part.startsWith('.')))) return undefined;
  const session = parts.length > 2 ? (parts[1] ?? null) : null;
  if (session !== null && parts[2] !== 'subagents') return undefined;
  return name.startsWith('agent-') ? agentOf(name, session) : mainOf(name, session);
}

function isSetAside(part: string): boolean {
  return SET_ASIDE.test(part.endsWith('.jsonl') ? part.slice(0, -'.jsonl'.length) : part);
}

function agentOf(name: string, sessionId: string | null): TranscriptIdentity | undefined {
  const [, agentId, extension] = /^agent-(.+)\.(jsonl|meta\.json)$/.exec(name) ?? [];
  if (agentId === undefined) return undefined;
  if (extension === 'meta.json') return { kind: 'meta', sessionId, agentId };
  return { kind: sessionId === null ? 'flat-agent' : 'agent', sessionId, agentId };
}

function mainOf(name: string, session: string | null): TranscriptIdentity | undefined {
  if (session !== null || !name.endsWith('.jsonl')) return undefined;
  return { kind: 'main', sessionId: name.slice(0, -'.jsonl'.length), agentId: null };
}
