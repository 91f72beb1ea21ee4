import { existsSync } from 'node:fs';
import { daySums } from '../../analyse/day-sums.ts';
import { sumUsage } from '../../analyse/usage.ts';
import { usageReport } from '../../analyse/usage-report.ts';
import { deadHookJson, deadHookLines } from '../../render/dead-hook-lines.ts';
import { overviewCard, overviewJson } from '../../render/overview.ts';
import { IN_MEMORY } from '../../store/open-store.ts';
import { answer, ownStore } from '../ask.ts';
import { usageWithin } from '../bring-up.ts';
import { deadHook } from '../dead-hook.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { type RunContext, storePath } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';

/** Bare `tj`: what is known, and the next best command. Looks into a store only when there is one. */
export async function overview(options: AnswerOptions & BudgetOptions, context: RunContext): Promise<void> {
  const path = storePath(context, options.db);
  const kept = existsSync(path);
  const own = ownStore(options, context, usageWithin);
  const source = kept ? own : { ...own, store: IN_MEMORY, refresh: { ...own.refresh, budgetMs: 0 } };
  await answer(
    options,
    context,
    source,
    { time: 'bucket', of: 'sessions' },
    async ({ groups, price, table, calendar, ...asked }) => {
      const byDay = usageReport({
        groups,
        by: ['day'],
        price,
        table,
        calendar,
        activity: [],
        sessionCount: asked.provenance.sessions,
        sessions: new Map(),
        roots: new Map(),
        machines: new Map(),
        agentTypes: new Map(),
        calls: null,
      });
      const days = byDay.rows.map((row) => row.keys[0] ?? '');
      const sums = daySums(groups, price, calendar);
      const known = { store: path, kept, totals: sumUsage(groups, price), days, sums, backfill: asked.refreshed };
      const dead = await deadHook(context);
      const look = await lookOf(context);
      if (options.json) printJson({ ...overviewJson(known, { ...asked, days: calendar.name }), ...deadHookJson(dead) });
      else print(overviewCard(known, { ...asked, calendar }, look) + deadHookLines(dead, look));
    },
  );
}
