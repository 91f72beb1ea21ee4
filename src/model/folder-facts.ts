/**
 * What is known of a working folder and stays known when the folder is gone:
 * - `repository`: the disk showed the git repository that holds it, the main one of a worktree;
 * - `folder`: the disk showed it, in no repository;
 * - `worktree`: a transcript told that it is a worktree made in `project`.
 */
export interface FolderFact {
  /** As the transcripts spell it. */
  readonly folder: string;
  readonly knownBy: 'repository' | 'folder' | 'worktree';
  readonly project: string;
}

/** What the disk shows of a folder. */
export type SeenFolder = Pick<FolderFact, 'project'> & { readonly knownBy: 'repository' | 'folder' };
