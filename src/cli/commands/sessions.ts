import { sessionReports } from '../../analyse/session-report.ts';
import { sessionSources } from '../../analyse/session-sources.ts';
import { sumUsage } from '../../analyse/usage.ts';
import { sessionFiles } from '../../query/session-files.ts';
import { sessionList } from '../../query/session-list.ts';
import { sessionRows, sessionsJson } from '../../render/sessions-json.ts';
import { sessionsTable } from '../../render/sessions-table.ts';
import { answer, BY_SESSION, ownStore } from '../ask.ts';
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
  await answer(
    options,
    context,
    ownStore(options, context, spansWithin),
    BY_SESSION,
    async ({ store, where, groups, price, table, calendar, ...asked }) => {
      const reports = sessionReports(
        sessionList(store, where, clock.now, { unanswered: true }),
        groups,
        price,
        table,
        clock,
      );
      if (format !== 'text') {
        const sources = sessionSources(sessionFiles(store, where.sessions), asked.refreshed.isOnDisk);
        if (format !== 'json') return printRows(sessionRows(reports, sources), format, asked.provenance);
        return printJson(sessionsJson(reports, sources, { ...asked, days: calendar.name }));
      }
      const shown = options.all ? reports : reports.slice(0, SHOWN);
      const view = { ...asked, calendar, look: await lookOf(context) };
      print(sessionsTable(shown, reports.length, sumUsage(groups, price), view));
    },
  );
}
