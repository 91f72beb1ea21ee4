import type { FolderFact } from '../model/folder-facts.ts';
import { rowSum } from './check/row-sum.ts';
import type { Store } from './open-store.ts';

export const FOLDER_COLUMNS = ['folder', 'known_by', 'project'] as const;

/** What the store knows of working folders. */
export interface FolderFacts {
  /** Whether the disk has shown this folder before. */
  isSeen(folder: string): boolean;
  /** Keeps a fact: what the disk showed first stays; of what several transcripts say, the first by the alphabet. */
  keep(fact: FolderFact): void;
  all(): FolderFact[];
  /** The working folders of all sessions, each with the project that they have now. */
  placed(): { readonly cwd: string; readonly project: string | null }[];
  /** Gives the sessions of a working folder their project. */
  place(cwd: string, project: string): void;
}

/** Prepares the statements. To be used within a transaction. */
export function folderFacts(store: Store): FolderFacts {
  const seen = store.prepare<[string], 1>("SELECT 1 FROM folders WHERE folder = ? AND known_by <> 'worktree'").pluck();
  const put = store.prepare(`
    INSERT INTO folders (folder, known_by, project, row_sum) VALUES (?, ?, ?, ?)
    ON CONFLICT (folder, known_by) DO UPDATE SET project = excluded.project, row_sum = excluded.row_sum
      WHERE known_by = 'worktree' AND excluded.project < project`);
  const all = store.prepare<[], FolderFact>(
    'SELECT folder, known_by AS knownBy, project FROM folders ORDER BY folder, known_by',
  );
  const placed = store.prepare<[], { cwd: string; project: string | null }>(
    'SELECT DISTINCT cwd, project FROM sessions WHERE cwd IS NOT NULL ORDER BY cwd, project',
  );
  const place = store.prepare('UPDATE sessions SET project = ? WHERE cwd = ? AND project IS NOT ?');
  return {
    isSeen: (folder) => seen.get(folder) !== undefined,
    keep({ folder, knownBy, project }) {
      put.run(folder, knownBy, project, rowSum([folder, knownBy, project]));
    },
    all: () => all.all(),
    placed: () => placed.all(),
    place(cwd, project) {
      place.run(project, cwd, project);
    },
  };
}
