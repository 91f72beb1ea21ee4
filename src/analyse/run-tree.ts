import { groupBy } from '../model/group-by.ts';
import { labelAmong, type NamedSession } from '../model/session-label.ts';
import type { RunReport } from './runs-report.ts';
import type { SessionReport } from './session-report.ts';
import { type WeightShare, weightShare } from './weight-share.ts';

/** A member of a run in its place. */
export interface RunMember {
  readonly session: SessionReport;
  /** Members above it. */
  readonly depth: number;
  /** The session that started it; null where none was told. */
  readonly parent: RunParent | null;
  /** Of the run. */
  readonly share: WeightShare;
}

export interface RunParent {
  readonly sessionId: string;
  readonly label: string;
  readonly isMember: boolean;
}

/**
 * The members of a run, each after the one that started it, else in the order in which they began. Each stands once,
 * whatever was told: of members that started one another, the one that began first is at the top.
 */
export function runTree({ members, usage }: RunReport, names: ReadonlyMap<string, NamedSession>): RunMember[] {
  const ids = new Set(members.map(({ sessionId }) => sessionId));
  const begun = [...members].sort(byBegin);
  const startedBy = groupBy(begun, ({ parentSessionId }) => parentSessionId ?? '');
  const isTop = ({ parentSessionId }: SessionReport) => parentSessionId === null || !ids.has(parentSessionId);
  const placed = new Map<string, RunMember>();
  for (const top of [...begun.filter(isTop), ...begun]) {
    const open = [{ session: top, depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { session, depth } = next;
      if (placed.has(session.sessionId)) continue;
      const parent = parentOf(session, ids, names);
      placed.set(session.sessionId, { session, depth, parent, share: weightShare(session.usage, usage) });
      const below = startedBy.get(session.sessionId) ?? [];
      for (const child of below.toReversed()) open.push({ session: child, depth: depth + 1 });
    }
  }
  return [...placed.values()];
}

function parentOf(
  { parentSessionId }: SessionReport,
  ids: ReadonlySet<string>,
  names: ReadonlyMap<string, NamedSession>,
): RunParent | null {
  if (parentSessionId === null) return null;
  return {
    sessionId: parentSessionId,
    label: labelAmong(names, parentSessionId),
    isMember: ids.has(parentSessionId),
  };
}

function byBegin(a: SessionReport, b: SessionReport): number {
  const [first, second] = [a.startedAt ?? Number.POSITIVE_INFINITY, b.startedAt ?? Number.POSITIVE_INFINITY];
  if (first !== second) return first - second;
  return a.sessionId < b.sessionId ? -1 : 1;
}
