import { quickstartFigures, TIMELINE } from '../../analyse/quickstart.ts';
import { sessionReports } from '../../analyse/session-report.ts';
import type { ResponseWhere } from '../../query/response-filter.ts';
import { sessionList } from '../../query/session-list.ts';
import { quickstartCard } from '../../render/quickstart-card.ts';
import { quickstartJson } from '../../render/quickstart-json.ts';
import { IN_MEMORY, type Store } from '../../store/open-store.ts';
import { answer, BY_SESSION } from '../ask.ts';
import { usageWithin } from '../bring-up.ts';
import { cleanupDays } from '../cleanup-days.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions } from '../shared-options.ts';
import { stateClockOf } from '../state-clock.ts';

/** Sessions that are read unless all are asked for. */
const NEWEST_SESSIONS = 300;

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
  // The card shows of them when they went on; the document also what they are called.
  const chosenFor = options.json ? 'all' : 'times';
  const newestSessions = options.full ? null : NEWEST_SESSIONS;
  const refresh = { root: options.root ?? [], budgetMs: null, newestSessions, reindex: false, takesReports: false };
  await answer(
    options,
    context,
    { store: IN_MEMORY, refresh, needs: usageWithin, usualDays: null, chosen, chosenFor },
    BY_SESSION,
    async ({ store, where, groups, price, table, calendar, ...asked }) => {
      const sessions = sessionReports(sessionList(store, where, clock.now), groups, price, table, clock);
      const figures = quickstartFigures(groups, price, sessions, asked.refreshed);
      if (options.json) printJson(quickstartJson(figures, { ...asked, days: calendar.name }));
      else {
        const rest = { ...asked, cleanupDays: cleanupDays(asked.refreshed.roots) };
        print(quickstartCard(figures, calendar, rest, await lookOf(context)));
      }
    },
  );
}
