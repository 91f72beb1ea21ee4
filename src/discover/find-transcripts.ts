import { lstatSync, readdir } from 'node:fs';
import { sep } from 'node:path';
import fastGlob from 'fast-glob';
import type { Issue } from '../model/issue.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { errorCode } from './error-code.ts';
import { fileStat } from './file-stat.ts';
import { folderLister } from './folder-lister.ts';
import { identifyTranscript } from './identify-transcript.ts';

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
 * All transcripts and agent metadata below the roots (real paths), each file once, by time of change and then by path.
 * Links are not followed, so that no path leads out of a root or round in a circle; what cannot be read is told and
 * costs only what is in it.
 */
export function findTranscripts(roots: readonly string[]): Found {
  const issues = new Map<string, Issue>();
  const files = new Map<string, TranscriptFile>();
  const note = (issue: Issue) => issues.set(issue.path, issue);
  for (const root of roots) {
    for (const found of globIn(root, roots, note)) {
      const file = transcriptAt(root, found, note);
      if (file !== undefined) files.set(file.path, file);
    }
  }
  return { files: [...files.values()].sort(byTimeAndPath), issues: [...issues.values()] };
}

/** 4,000 files: names and then `lstatSync` 38 ms, `stats: true` 43, the asynchronous ways 52 to 90. */
function globIn(root: string, roots: readonly string[], note: (issue: Issue) => void): string[] {
  const readdirSync = folderLister(root, roots, note) as typeof import('node:fs').readdirSync;
  return fastGlob.sync(PATTERNS, {
    cwd: root,
    dot: true,
    unique: false,
    followSymbolicLinks: false,
    suppressErrors: true,
    fs: { readdirSync, readdir },
  });
}

function transcriptAt(root: string, found: string, note: (issue: Issue) => void): TranscriptFile | undefined {
  const identity = identifyTranscript(found);
  if (identity === undefined) return undefined;
  const path = root + sep + (sep === '/' ? found : found.replaceAll('/', sep));
  try {
    const stat = lstatSync(path);
    return stat.isFile() ? { path, ...identity, ...fileStat(stat) } : undefined;
  } catch (error) {
    const code = errorCode(error);
    note({ kind: code === 'ENOENT' ? 'vanished' : 'unreadable', path, line: null, detail: code });
    return undefined;
  }
}

function byTimeAndPath(a: TranscriptFile, b: TranscriptFile): number {
  return b.mtimeMs - a.mtimeMs || (a.path < b.path ? -1 : 1);
}
