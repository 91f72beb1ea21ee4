import { quickstartFigures, TIMELINE } from '../../analyse/quickstart.ts';
import { sessionReports } from '../../analyse/session-report.ts';
import type { ResponseWhere } from '../../query/response-filter.ts';
import { sessionList } from '../../query/session-list.ts';
import type { Grain } from '../../query/usage-groups.ts';
import { quickstartJson } from '../../render/quickstart-json.ts';
import { IN_MEMORY, type Store } from '../../store/open-store.ts';
import { answer } from '../ask.ts';
import { usageWithin } from '../bring-up.ts';
import { cleanupDays } from '../cleanup-days.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions } from '../shared-options.ts';
import { stateClockOf } from '../state-clock.ts';

/** Sessions that are read unless all are asked for. */
const NEWEST_SESSIONS = 300;

/** Fine enough for days of any zone. */
const BY_SESSION_AND_DAY: Grain = { time: 'bucket', of: 'sessions' };

export interface QuickstartOptions extends AnswerOptions {
  readonly full?: boolean;
}

/** `tj quickstart`: where the quota went, from the transcripts alone; nothing is kept. */
export async function quickstart(options: QuickstartOptions, context: RunContext): Promise<void> {
  const clock = stateClockOf(context, options.root);
  const chosen = (store: Store, where: ResponseWhere) =>
    sessionList(store, where, clock.now)
      .slice(0, TIMELINE)
      .map(({ sessionId }) => sessionId);
  const newestSessions = options.full ? null : NEWEST_SESSIONS;
  const chosenFor = options.json ? 'all' : 'titles';
  const refresh = { root: options.root ?? [], budgetMs: null, newestSessions, reindex: false, takesReports: false };
  await answer(
    options,
    context,
    { store: IN_MEMORY, refresh, needs: usageWithin, usualDays: null, chosen, chosenFor },
    BY_SESSION_AND_DAY,
    async ({ store, where, groups, price, table, calendar, ...asked }) => {
      const sessions = sessionReports(sessionList(store, where, clock.now), groups, price, table, clock);
      const figures = quickstartFigures(groups, price, sessions, calendar, asked.refreshed);
      if (options.json) printJson(quickstartJson(figures, { ...asked, days: calendar.name }));
      else {
        const { quickstartCard } = await import('../../render/quickstart-card.ts');
        const kept = cleanupDays(asked.refreshed.roots);
        print(quickstartCard(figures, { ...asked, calendar, cleanupDays: kept, look: await lookOf(context) }));
      }
    },
  );
}
