import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Issue } from '../model/issue.ts';
import type { FolderState } from '../model/walk.ts';
import { errorCode } from './error-code.ts';
import { folderState } from './folder-state.ts';

export type FolderLister = (folder: string, options: { withFileTypes: true }) => Dirent[];

/** What a lister came by. */
export interface Seen {
  readonly folders: FolderState[];
  readonly links: string[];
}

/**
 * `readdirSync` that never throws: what cannot be read is handed to `note`. Adds to `seen` every folder that it lists,
 * as it was before, and all links in it.
 */
export function folderLister(seen: Seen, note: (issue: Issue) => void): FolderLister {
  return (folder, options) => {
    try {
      const state = folderState(folder);
      const entries = readdirSync(folder, options);
      seen.folders.push(state);
      for (const entry of entries) if (entry.isSymbolicLink()) seen.links.push(join(folder, entry.name));
      return entries;
    } catch (error) {
      const code = errorCode(error);
      note({ kind: code === 'ENOENT' ? 'vanished' : 'unreadable', path: folder, line: null, detail: code });
      return [];
    }
  };
}
