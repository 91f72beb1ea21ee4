import type { PullRequestRecord } from '../model/records.ts';
import type { Millis } from '../model/time.ts';
import type { ThreadedRecord } from './place-threads.ts';

/**
 * Which pull request the session worked on at a moment: the last that it was linked to by then, agents included. By time,
 * because links are written past the order of the other records; null before the first, and for no time.
 */
export function pullRequestsOf(files: readonly (readonly ThreadedRecord[])[]): (at: Millis | null) => string | null {
  const links: PullRequestRecord[] = [];
  for (const file of files) for (const { record } of file) if (record.kind === 'pull-request') links.push(record);
  if (links.length === 0) return () => null;
  links.sort((a, b) => Number(a.at) - Number(b.at) || a.line - b.line);
  return (at) => (at === null ? null : (links.findLast((link) => link.at !== null && link.at <= at)?.name ?? null));
}
