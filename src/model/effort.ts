/** Levels of effort that Claude Code names, from low to high; a level's rank is its place here, from 1. */
export const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

/** The name of a rank; null for one that is none. */
export function effortOfRank(rank: number): string | null {
  return EFFORTS[rank - 1] ?? null;
}
