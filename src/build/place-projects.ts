import type { FolderFact } from '../model/folder-facts.ts';
import { driveOf, folderKey, folderPath, foldersUpFrom } from '../model/folder-path.ts';

/** Where Claude Code makes worktrees of a repository. */
const WORKTREE = /[\\/]\.claude[\\/]worktrees[\\/][^\\/]+$/;

/**
 * The project of each working folder: the repository that holds it, as the disk showed it when it was there; of a
 * worktree, the one that it was made in, by what a transcript says or by its place; else what is known of a folder above
 * it; else the folder itself. Spellings of one folder are one, and so are those of one project: what is told depends
 * on neither the order of things nor on what is still there. `ignoresCase`: as the file systems of this machine do;
 * those of Windows do in any case.
 */
export function placeProjects(
  folders: readonly string[],
  facts: readonly FolderFact[],
  ignoresCase: boolean,
): Map<string, string> {
  const known = new KnownFolders(folders, facts, ignoresCase);
  return new Map(folders.map((folder) => [folder, known.projectOf(folder)]));
}

class KnownFolders {
  readonly #drives: ReadonlySet<string>;
  readonly #ignoresCase: boolean;
  readonly #facts = { repository: new Map(), folder: new Map(), worktree: new Map() } as {
    readonly [K in FolderFact['knownBy']]: Map<string, string>;
  };
  /** The spelling that is shown, by key. */
  readonly #spellings = new Map<string, string>();

  constructor(folders: readonly string[], facts: readonly FolderFact[], ignoresCase: boolean) {
    const named = [...folders, ...facts.flatMap(({ folder, project }) => [folder, project])];
    this.#drives = new Set(named.flatMap((path) => driveOf(path) ?? []));
    this.#ignoresCase = ignoresCase;
    for (const { folder, knownBy, project } of facts) {
      const key = this.#key(folder);
      const before = this.#facts[knownBy].get(key);
      if (before === undefined || project < before) this.#facts[knownBy].set(key, project);
    }
    // What the disk showed is spelled as it is there, else as the first by the alphabet.
    for (const project of [...this.#facts.repository.values()].sort()) this.#spell(project);
    for (const path of named.toSorted()) this.#spell(path);
  }

  projectOf(folder: string): string {
    const path = this.#projectOf(folderPath(folder, this.#drives), new Set());
    return this.#spellings.get(this.#key(path)) ?? path;
  }

  #projectOf(path: string, seen: Set<string>): string {
    if (seen.has(path)) return path;
    seen.add(path);
    const { repository, folder, worktree } = this.#facts;
    const up = foldersUpFrom(path);
    const shown = repository.get(this.#key(path));
    if (shown !== undefined) return folderPath(shown, this.#drives);
    for (const above of up) {
      const madeIn = worktree.get(this.#key(above)) ?? (WORKTREE.test(above) ? above.replace(WORKTREE, '') : undefined);
      if (madeIn !== undefined) return this.#projectOf(folderPath(madeIn, this.#drives), seen);
    }
    if (folder.has(this.#key(path))) return path;
    const above = up.find((each) => repository.has(this.#key(each)));
    return above === undefined ? path : folderPath(repository.get(this.#key(above)) ?? path, this.#drives);
  }

  #key(path: string): string {
    return folderKey(folderPath(path, this.#drives), this.#ignoresCase);
  }

  #spell(path: string): void {
    const key = this.#key(path);
    if (!this.#spellings.has(key)) this.#spellings.set(key, folderPath(path, this.#drives));
  }
}
