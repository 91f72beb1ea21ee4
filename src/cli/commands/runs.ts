import { runTree } from '../../analyse/run-tree.ts';
import { runReports } from '../../analyse/runs-report.ts';
import { sessionReports } from '../../analyse/session-report.ts';
import { inRun } from '../../query/runs.ts';
import { sessionList } from '../../query/session-list.ts';
import { sessionNames } from '../../query/session-names.ts';
import { runCard } from '../../render/run-card.ts';
import { memberRows, runJson, runRows, runsJson } from '../../render/runs-json.ts';
import { runsTable } from '../../render/runs-table.ts';
import { type Asked, answer, BY_SESSION, ownStore } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { chooseRun } from '../choose-run.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { printRows } from '../print-rows.ts';
import type { RunContext } from '../run-context.ts';
import { type AnswerOptions, type BudgetOptions, formatOf, type TableOptions } from '../shared-options.ts';
import { stateClockOf } from '../state-clock.ts';

/** `tj runs [id]`: sessions that were started as one piece of work; with an id the sessions of one run. */
export async function runs(
  id: string | undefined,
  options: AnswerOptions & BudgetOptions & TableOptions,
  context: RunContext,
): Promise<void> {
  const format = formatOf(options);
  const clock = stateClockOf(context, options.root);
  const within = (store: Asked['store']) => inRun(id === undefined ? null : chooseRun(store, id));
  await answer(options, context, { ...ownStore(options, context, spansWithin), within }, BY_SESSION, async (asked) => {
    const { store, where, groups, price, table, calendar } = asked;
    const sessions = sessionReports(sessionList(store, where, clock.now), groups, price, table, clock);
    const found = runReports(sessions, groups, price);
    const [run] = id === undefined ? [] : found;
    const members = run === undefined ? [] : runTree(run, sessionNames(store));
    const frame = { ...asked, days: calendar.name };
    if (format === 'json') printJson(id === undefined ? runsJson(found, frame) : runJson(run, members, frame));
    else if (format !== 'text')
      await printRows(id === undefined ? runRows(found) : memberRows(members), format, asked.provenance);
    else {
      const shown = { ...asked, look: await lookOf(context) };
      print(id === undefined ? runsTable(found, shown) : runCard(run, members, shown));
    }
  });
}
