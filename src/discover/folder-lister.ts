import { type Dirent, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Issue, IssueKind } from '../model/issue.ts';
import { errorCode } from './error-code.ts';
import { identifyTranscript } from './identify-transcript.ts';

export type FolderLister = (folder: string, options: { withFileTypes: true }) => Dirent[];

/**
 * `readdirSync` below `root`, one of `roots`, that never throws: what cannot be read is handed to `note`, and so is
 * every link that would have held transcripts and leads out of all roots or nowhere. A link to a place within a root
 * needs no word, since what it leads to is found there.
 */
export function folderLister(root: string, roots: readonly string[], note: (issue: Issue) => void): FolderLister {
  const tell = (kind: IssueKind, path: string, detail: string) => note({ kind, path, line: null, detail });
  return (folder, options) => {
    try {
      const entries = readdirSync(folder, options);
      for (const entry of entries) if (entry.isSymbolicLink()) judgeLink(root, join(folder, entry.name), roots, tell);
      return entries;
    } catch (error) {
      const code = errorCode(error);
      tell(code === 'ENOENT' ? 'vanished' : 'unreadable', folder, code);
      return [];
    }
  };
}

function judgeLink(
  root: string,
  link: string,
  roots: readonly string[],
  tell: (kind: IssueKind, path: string, detail: string) => void,
): void {
  const parts = relative(root, link).split(sep);
  try {
    const target = realpathSync.native(link);
    if (roots.some((inside) => target === inside || target.startsWith(inside + sep))) return;
    if (mayHoldTranscripts(parts, target)) tell('outside-root', link, `leads to ${target}`);
  } catch (error) {
    const code = errorCode(error);
    if (parts.length === 1 || identifyTranscript(parts.join('/')) !== undefined)
      tell('unreadable', link, `dead link, ${code}`);
  }
}

/** Links to notes, tools and the like are nobody's loss. */
function mayHoldTranscripts(parts: readonly string[], target: string): boolean {
  if (!statSync(target).isDirectory()) return identifyTranscript(parts.join('/')) !== undefined;
  if (parts.length === 2) return existsSync(join(target, 'subagents'));
  return parts.length === 1 || parts[2] === 'subagents';
}
