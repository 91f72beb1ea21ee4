import { labelOf } from '../model/label.ts';

/**
 * What projects are called beside one another: the last part of their path, of either kind of system, and of those with
 * the same last part as much of the path as tells them apart; `-` for one that is not known.
 */
export function projectNames(projects: Iterable<string | null>): (project: string | null) => string {
  const all = new Set(projects);
  const endings = new Map<string, number>();
  for (const project of all)
    for (const ending of endingsOf(project)) endings.set(ending, (endings.get(ending) ?? 0) + 1);
  return (project) => {
    if (project === null) return '-';
    const own = endingsOf(project);
    return labelOf(own.find((ending) => (endings.get(ending) ?? 0) <= 1) ?? own.at(-1) ?? project);
  };
}

/** The ends of a path, the shortest first, the last one whole. */
function endingsOf(project: string | null): string[] {
  const parts = (project ?? '').split(/[\\/]/).filter(Boolean);
  return parts.map((_, i) => parts.slice(parts.length - 1 - i).join('/'));
}
