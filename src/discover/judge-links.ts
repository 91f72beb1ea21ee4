import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Issue, IssueKind } from '../model/issue.ts';
import { errorCode } from './error-code.ts';
import { identifyTranscript } from './identify-transcript.ts';

/**
 * Hands to `note` every link below `root`, one of `roots`, that would have held transcripts and leads out of all roots
 * or nowhere. A link to a place within a root needs no word, since what it leads to is found there.
 */
export function judgeLinks(
  links: readonly string[],
  root: string,
  roots: readonly string[],
  note: (issue: Issue) => void,
): void {
  for (const link of links) judge(link, root, roots, (kind, detail) => note({ kind, path: link, line: null, detail }));
}

function judge(
  link: string,
  root: string,
  roots: readonly string[],
  tell: (kind: IssueKind, detail: string) => void,
): void {
  const parts = relative(root, link).split(sep);
  try {
    const target = realpathSync.native(link);
    if (roots.some((inside) => target === inside || target.startsWith(inside + sep))) return;
    if (mayHoldTranscripts(parts, target)) tell('outside-root', `leads to ${target}`);
  } catch (error) {
    const code = errorCode(error);
    if (parts.length === 1 || identifyTranscript(parts.join('/')) !== undefined)
      tell('unreadable', `dead link, ${code}`);
  }
}

/** Links to notes, tools and the like are nobody's loss. */
function mayHoldTranscripts(parts: readonly string[], target: string): boolean {
  if (!statSync(target).isDirectory()) return identifyTranscript(parts.join('/')) !== undefined;
  if (parts.length === 2) return existsSync(join(target, 'subagents'));
  return parts.length === 1 || parts[2] === 'subagents';
}
