import { groupBy } from '../model/group-by.ts';
import { type Millis, millis } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { Pricer } from './pricer.ts';
import type { SessionReport } from './session-report.ts';
import { sumUsage, type Usage } from './usage.ts';
import { type WeightShare, weightShare } from './weight-share.ts';

/** Sessions that share a run id, as hooks told it. */
export interface RunReport {
  readonly runId: string;
  readonly members: readonly SessionReport[];
  /** Without repeats, in order of their names. */
  readonly projects: readonly string[];
  /** From the first record of any member to the last. */
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly usage: Usage;
  /** Of all runs together. */
  readonly share: WeightShare;
}

/** All runs that `sessions` are of, those that were active last before the others; sessions without a run are none. */
export function runReports(
  sessions: readonly SessionReport[],
  groups: readonly UsageGroup[],
  price: Pricer,
): RunReport[] {
  const ofSession = groupBy(groups, (group) => group.sessionId);
  const inRuns = sessions.filter(({ runId }) => runId !== null);
  const usageOf = (members: readonly SessionReport[]) =>
    sumUsage(
      members.flatMap(({ sessionId }) => ofSession.get(sessionId) ?? []),
      price,
    );
  const all = usageOf(inRuns);
  const runs = [...groupBy(inRuns, ({ runId }) => runId ?? '')].map(([runId, members]) => {
    const usage = usageOf(members);
    return {
      ...{ runId, members, usage, share: weightShare(usage, all) },
      projects: [...new Set(members.flatMap(({ project }) => project ?? []))].sort(),
      startedAt: outermost(Math.min, members, (member) => member.startedAt),
      endedAt: outermost(Math.max, members, (member) => member.endedAt),
    };
  });
  return runs.sort((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0) || (a.runId < b.runId ? -1 : 1));
}

function outermost(
  of: (...times: number[]) => number,
  members: readonly SessionReport[],
  timeOf: (member: SessionReport) => Millis | null,
): Millis | null {
  const times = members.flatMap((member) => timeOf(member) ?? []);
  return times.length === 0 ? null : millis(times.reduce<number>((a, b) => of(a, b), times[0] ?? 0));
}
