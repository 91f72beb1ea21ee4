import { type SessionReport, sessionReports } from '../../analyse/session-report.ts';
import { sessionSources } from '../../analyse/session-sources.ts';
import type { StateClock } from '../../analyse/session-state.ts';
import { sumUsage } from '../../analyse/usage.ts';
import { sessionFiles } from '../../query/session-files.ts';
import { sessionList } from '../../query/session-list.ts';
import { type Sources, sessionRows, sessionsJson } from '../../render/sessions-json.ts';
import { sessionsTable } from '../../render/sessions-table.ts';
import { type Asked, answer, BY_SESSION, ownStore } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { printRows } from '../print-rows.ts';
import type { RunContext } from '../run-context.ts';
import { type AnswerOptions, type BudgetOptions, formatOf, type TableOptions } from '../shared-options.ts';
import { stateClockOf } from '../state-clock.ts';

/** Sessions listed for people unless all are asked for. */
const SHOWN = 20;

export interface SessionsOptions extends AnswerOptions, BudgetOptions, TableOptions {
  readonly all?: boolean;
}

/** `tj sessions`: the sessions of the window, newest activity first. */
export async function sessions(options: SessionsOptions, context: RunContext): Promise<void> {
  const format = formatOf(options);
  const clock = stateClockOf(context, options.root);
  await answer(options, context, ownStore(options, context, spansWithin), BY_SESSION, async (asked) => {
    const { groups, price, calendar, provenance } = asked;
    const reports = listedSessions(asked, clock);
    if (format !== 'text') {
      const sources = sourcesOf(asked);
      if (format !== 'json') return printRows(sessionRows(reports, sources), format, provenance);
      return printJson(sessionsJson(reports, sources, { ...asked, days: calendar.name }));
    }
    const shown = options.all ? reports : reports.slice(0, SHOWN);
    const view = { ...asked, look: await lookOf(context) };
    print(sessionsTable(shown, reports.length, sumUsage(groups, price), view));
  });
}

/** The sessions of what is asked for; `groups` are no coarser than sessions. */
export function listedSessions({ store, where, groups, price, table }: Asked, clock: StateClock): SessionReport[] {
  const rows = sessionList(store, where, clock.now, { unanswered: true });
  return sessionReports(rows, groups, price, table, clock);
}

/** Where what is kept of them stands. */
export function sourcesOf({ store, where, refreshed }: Asked): Sources {
  return sessionSources(sessionFiles(store, where.sessions), refreshed.isOnDisk);
}
