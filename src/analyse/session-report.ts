import { groupBy } from '../model/group-by.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { PriceTable } from '../price/price-table.ts';
import { resolveModel } from '../price/resolve-model.ts';
import type { SessionRow } from '../query/session-list.ts';
import { compositionOf, type Share } from './composition.ts';
import type { Pricer } from './pricer.ts';
import { type SessionState, type StateClock, sessionState } from './session-state.ts';
import { sumUsage, type Usage } from './usage.ts';

/** A session as lists show it. */
export interface SessionReport extends SessionRow {
  readonly state: SessionState;
  readonly wallMs: number | null;
  readonly models: readonly string[];
  readonly usage: Usage;
  readonly reread: Share;
}

/** Whether what it used is not known: it asked, and no answer was written. */
export function isUnknown({ usage, unanswered }: Pick<SessionReport, 'usage' | 'unanswered'>): boolean {
  return usage.responses === 0 && unanswered > 0;
}

/** Sessions with their usage within the filter that `groups` were taken by, in the order of `rows`. */
export function sessionReports(
  rows: readonly SessionRow[],
  groups: readonly UsageGroup[],
  price: Pricer,
  table: PriceTable,
  clock: StateClock,
): SessionReport[] {
  const bySession = groupBy(groups, (group) => group.sessionId);
  return rows.map((row) => {
    const own = bySession.get(row.sessionId) ?? [];
    return {
      ...row,
      state: sessionState(row, clock),
      wallMs: row.startedAt === null || row.endedAt === null ? null : row.endedAt - row.startedAt,
      models: modelsOf(own, table),
      usage: sumUsage(own, price),
      reread: compositionOf(own, price).reread,
    };
  });
}

/** Most used first. */
function modelsOf(groups: readonly UsageGroup[], table: PriceTable): string[] {
  const responses = new Map<string, number>();
  for (const group of groups) {
    const id = resolveModel(table, group.model)?.prices.id ?? group.model;
    responses.set(id, (responses.get(id) ?? 0) + group.responses);
  }
  return [...responses].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([id]) => id);
}
