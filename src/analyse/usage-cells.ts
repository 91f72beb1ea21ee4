import { groupBy } from '../model/group-by.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { type PartSums, partSums } from './composition.ts';
import type { Pricer } from './pricer.ts';
import { sumUsage, type Usage } from './usage.ts';
import { type KeyFacts, keyFunction } from './usage-keys.ts';

/** What one session used of one model in one hour or day: as `tj usage --by day`, `session`, `project` and `model` at once. */
export interface UsageCell {
  readonly bucket: string;
  /** Null for all sessions together that are not named. */
  readonly sessionId: string | null;
  readonly project: string;
  readonly model: string;
  readonly usage: Usage;
  readonly parts: PartSums;
}

/** The cells of groups that are no coarser than a bucket, in order of time; sessions that are not among `named` are one. */
export function usageCells(
  groups: readonly UsageGroup[],
  by: 'hour' | 'day',
  named: ReadonlySet<string>,
  facts: KeyFacts,
  price: Pricer,
): UsageCell[] {
  const [timeOf, projectOf, modelOf] = [
    keyFunction(by, facts),
    keyFunction('project', facts),
    keyFunction('model', facts),
  ];
  const keysOf = (group: UsageGroup) => {
    const sessionId = named.has(group.sessionId) ? group.sessionId : '';
    return [timeOf(group), sessionId, projectOf(group), modelOf(group)];
  };
  return [...groupBy(groups, (group) => keysOf(group).join('\n'))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, some]) => {
      const [bucket = '', sessionId = '', project = '', model = ''] = key.split('\n');
      const usage = sumUsage(some, price);
      return { bucket, sessionId: sessionId || null, project, model, usage, parts: partSums(some, price) };
    });
}
