import { readdir } from 'node:fs';
import fastGlob from 'fast-glob';
import type { Issue } from '../model/issue.ts';
import type { Walk } from '../model/walk.ts';
import { folderLister, type Seen } from './folder-lister.ts';
import { patternsOfAll } from './identify-transcript.ts';

/** Looks through all folders of a root that may hold transcripts. Never throws: what cannot be listed goes to `note`. */
export function walkRoot(root: string, begunAt: number, note: (issue: Issue) => void): Walk {
  const seen: Seen = { folders: [], links: [] };
  const patterns = patternsOfAll();
  let complete = true;
  const lister = folderLister(seen, (issue) => {
    complete = false;
    note(issue);
  });
  const places = fastGlob.sync(patterns, {
    cwd: root,
    dot: true,
    unique: false,
    followSymbolicLinks: false,
    suppressErrors: true,
    fs: { readdirSync: lister as typeof import('node:fs').readdirSync, readdir },
  });
  return { root, begunAt, patterns: patterns.join(' '), complete, ...seen, places };
}
