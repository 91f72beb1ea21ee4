import type { Depth } from '../model/depth.ts';
import { escaped } from '../model/escaped.ts';
import type { Client, TranscriptFile } from '../model/transcript-file.ts';

export type TranscriptIdentity = Pick<TranscriptFile, 'client' | 'kind' | 'sessionId' | 'agentId'>;

/** How a program keeps its transcripts. */
export interface ClientLayout {
  /** The folder in its config folder below which all of them lie: a root. */
  readonly folder: string;
  /** Where they lie below that, as fast-glob takes it; such that no other client's files are there. */
  readonly patterns: readonly string[];
  /** What the place of a file says of it; undefined for what is no transcript of this program. */
  readonly identify: (place: string) => TranscriptIdentity | undefined;
  /** How far its sessions can be read. */
  readonly deepest: Depth;
}

/** The programs whose transcripts are read. */
export const CLIENTS: Readonly<Record<Client, ClientLayout>> = {
  'claude-code': {
    folder: 'projects',
    // Sessions and flat agents, then agents and their metadata at any depth below `subagents/`, and directly in the folder
    // of their session (spans.md section 3).
    patterns: [
      '*/*.jsonl',
      '*/agent-*.meta.json',
      '*/*/subagents/**/agent-*.jsonl',
      '*/*/subagents/**/agent-*.meta.json',
      '*/*/agent-*.jsonl',
      '*/*/agent-*.meta.json',
    ],
    identify: claudeTranscript,
    deepest: 'spans',
  },
};

/** Where transcripts may lie below a root. */
export function patternsOfAll(): string[] {
  return Object.values(CLIENTS).flatMap(({ patterns }) => patterns);
}

/**
 * What the place of a file says of it; undefined for what is no transcript. `place` is its path from the root down,
 * with `/` between the names. Ids are shown and typed: what acts on a terminal stands in them as `\u001b`.
 */
export function identifyTranscript(place: string): TranscriptIdentity | undefined {
  for (const { identify } of Object.values(CLIENTS)) {
    const identity = identify(place);
    if (identity !== undefined) return identity;
  }
  return undefined;
}

/**
 * Set aside by Claude Code or by its user, a folder so named with all that is in it; or hidden. Only a project folder
 * may begin with a dot: the names of transcripts never do, those of resource forks, lock files and half-written copies
 * do.
 */
const PASSED_OVER = /\.(?:orphaned-[^/]*|superseded[^/]*|backup)(?:\.jsonl)?(?:\/|$)|\/\./;

/** A workflow's journal, and what the desktop app writes beside a session's config folder. */
const NO_TRANSCRIPT = new Set(['journal.jsonl', 'audit.jsonl']);

function claudeTranscript(place: string): TranscriptIdentity | undefined {
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
  const identity = { client: 'claude-code', sessionId, agentId: escaped(agentId) } as const;
  if (extension === 'meta.json') return { kind: 'meta', ...identity };
  return { kind: sessionId === null ? 'flat-agent' : 'agent', ...identity };
}

function mainOf(name: string, session: string | null): TranscriptIdentity | undefined {
  if (session !== null || !name.endsWith('.jsonl')) return undefined;
  return { client: 'claude-code', kind: 'main', sessionId: escaped(name.slice(0, -'.jsonl'.length)), agentId: null };
}
