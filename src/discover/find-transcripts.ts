import { lstatSync } from 'node:fs';
import type { Issue } from '../model/issue.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import type { Walk } from '../model/walk.ts';
import { errorCode } from './error-code.ts';
import { fileStat } from './file-stat.ts';
import { identifyTranscript } from './identify-transcript.ts';
import { judgeLinks } from './judge-links.ts';
import { pathOf } from './path-of.ts';
import { isLasting, stillHolds } from './trust-walk.ts';

export interface Found {
  /** Newest first. */
  readonly files: readonly TranscriptFile[];
  readonly issues: readonly Issue[];
  /** Walks made anew that can spare later ones. */
  readonly walks: readonly Walk[];
  /** Remembered walks that still hold. */
  readonly held: readonly Walk[];
}

/**
 * All transcripts and agent metadata below the roots (real paths), each file once, by time of change and then by path.
 * Links are not followed, so that no path leads out of a root or round in a circle; what cannot be read is told and
 * costs only what is in it. A root is walked through only where none of the `remembered` walks still holds; files are
 * looked at in any case. `now` is in milliseconds since the epoch.
 */
export async function findTranscripts(
  roots: readonly string[],
  remembered: readonly Walk[] = [],
  now: number = Date.now(),
): Promise<Found> {
  const issues = new Map<string, Issue>();
  const files = new Map<string, TranscriptFile>();
  const walks: Walk[] = [];
  const held: Walk[] = [];
  const note = (issue: Issue) => issues.set(issue.path, issue);
  for (const root of roots) {
    const known = remembered.find((walk) => walk.root === root && stillHolds(walk, now));
    const walk = known ?? (await walkAnew(root, now, note));
    if (known !== undefined) held.push(known);
    else if (isLasting(walk)) walks.push(walk);
    judgeLinks(walk.links, root, roots, note);
    for (const place of walk.places) {
      const file = transcriptAt(root, place, note);
      if (file !== undefined) files.set(file.path, file);
    }
  }
  return { files: [...files.values()].sort(byTimeAndPath), issues: [...issues.values()], walks, held };
}

/** Loading what walks takes longer than looking at a thousand files, and most runs need no walk. */
async function walkAnew(root: string, now: number, note: (issue: Issue) => void): Promise<Walk> {
  const { walkRoot } = await import('./walk-root.ts');
  return walkRoot(root, now, note);
}

function transcriptAt(root: string, place: string, note: (issue: Issue) => void): TranscriptFile | undefined {
  const identity = identifyTranscript(place);
  if (identity === undefined) return undefined;
  const path = pathOf(root, place);
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
