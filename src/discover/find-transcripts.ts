import { type Dirent, readdir, readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastGlob from 'fast-glob';
import type { Issue } from '../model/issue.ts';
import type { FileKind, TranscriptFile } from '../model/transcript-file.ts';

/** Sessions and flat agents, then agents and their metadata at any depth below `subagents/` (spans.md section 3). */
const PATTERNS = [
  '*/*.jsonl',
  '*/agent-*.meta.json',
  '*/*/subagents/**/agent-*.jsonl',
  '*/*/subagents/**/agent-*.meta.json',
];

export interface Found {
  /** Newest first. */
  readonly files: readonly TranscriptFile[];
  readonly issues: readonly Issue[];
}

/**
 * All transcripts and agent metadata below the roots. Links are not followed, so that no path leads out of a root or
 * round in a circle; a folder that cannot be read is told and costs only what is in it.
 */
export function findTranscripts(roots: readonly string[]): Found {
  const issues: Issue[] = [];
  const files = new Map<string, TranscriptFile>();
  for (const root of roots) {
    for (const found of globIn(root, issues)) {
      const file = transcriptAt(root, found, issues);
      if (file !== undefined) files.set(file.path, file);
    }
  }
  const newestFirst = [...files.values()].sort((a, b) => b.mtimeMs - a.mtimeMs || (a.path < b.path ? -1 : 1));
  return { files: newestFirst, issues };
}

function globIn(root: string, issues: Issue[]): string[] {
  return fastGlob.sync(PATTERNS, {
    cwd: root,
    dot: true,
    followSymbolicLinks: false,
    suppressErrors: true,
    fs: { readdirSync: readdirTold(issues) as typeof readdirSync, readdir },
  });
}

/** `readdirSync` that notes what it cannot read. */
function readdirTold(issues: Issue[]) {
  return (path: string, options: { withFileTypes: true }): Dirent[] => {
    try {
      return readdirSync(path, options);
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error;
      issues.push({ kind: 'unreadable', path, line: null, detail: String(error.code) });
      return [];
    }
  };
}

function transcriptAt(root: string, found: string, issues: Issue[]): TranscriptFile | undefined {
  const path = join(root, found.split('/').join(sep));
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    issues.push({ kind: 'vanished', path, line: null, detail: 'gone since its folder was listed' });
    return undefined;
  }
  if (!stat.isFile()) return undefined;
  const { size, ino } = stat;
  return { path, ...identityOf(found), size, mtimeMs: Math.floor(stat.mtimeMs), ino };
}

/** What the place of a file says of it. */
function identityOf(found: string): { kind: FileKind; sessionId: string | null; agentId: string | null } {
  const parts = found.split('/');
  const name = parts.at(-1) ?? '';
  const session = parts.length > 2 ? (parts[1] ?? null) : null;
  const agent = /^agent-(.+)\.(jsonl|meta\.json)$/.exec(name);
  if (agent === null) return { kind: 'main', sessionId: name.slice(0, -'.jsonl'.length), agentId: null };
  const agentId = agent[1] ?? null;
  if (agent[2] === 'meta.json') return { kind: 'meta', sessionId: session, agentId };
  return session === null
    ? { kind: 'flat-agent', sessionId: null, agentId }
    : { kind: 'agent', sessionId: session, agentId };
}
