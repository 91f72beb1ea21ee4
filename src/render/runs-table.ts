import type { RunReport } from '../analyse/runs-report.ts';
import { labelOf } from '../model/label.ts';
import { totalTokens } from '../model/tokens.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { momentOf, spanOf } from './format-session.ts';
import { projectNames } from './project-names.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import { type Column, table } from './table.ts';
import { cutPath, wrap } from './text-width.ts';

/** `tj runs` for people: every run with its time, its projects and its weight. */
export function runsTable(runs: readonly RunReport[], { look, calendar, provenance, withDollars }: Shown): string {
  const foot = provenanceLines(provenance, look);
  if (runs.length === 0) return [...wrap(NOTHING, look.width), '', ...foot, ''].join('\n');
  const columns: Column[] = [
    { head: 'run', align: 'left', rank: 0, shrinkTo: 12 },
    { head: 'sessions', align: 'right', rank: 2 },
    { head: 'projects', align: 'left', rank: 5, shrinkTo: 10, cut: cutPath },
    { head: 'begun', align: 'left', rank: 3 },
    { head: 'took', align: 'right', rank: 6 },
    { head: 'tokens', align: 'right', rank: 0 },
    { head: 'weight', align: 'right', rank: 1 },
    ...(withDollars ? [{ head: 'list price', align: 'right', rank: 4 } as const] : []),
  ];
  const nameOf = projectNames(runs.flatMap(({ projects }) => projects));
  const rows = runs.map(({ runId, members, projects, startedAt, endedAt, usage, share }) => [
    labelOf(runId),
    String(members.length),
    projects.map(nameOf).join(', '),
    momentOf(startedAt, calendar),
    startedAt === null || endedAt === null ? '-' : spanOf(endedAt - startedAt),
    shortCount(totalTokens(usage.tokens)),
    percent(share.listPrice),
    ...(withDollars ? [dollars(usage.cost)] : []),
  ]);
  const note = wrap('weight: share of the list-price weight of these runs.', look.width).map(look.paint.dim);
  const next = `${look.paint.dim('next:')} ${look.paint.typed('tj runs ID')} ${look.paint.dim('for the sessions of one')}`;
  return [table(columns, rows, look), '', ...note, ...foot, next, ''].join('\n');
}

const NOTHING =
  'No session of a run in this window. A run is all sessions whose hook found the same TJ_RUN_ID in its environment.';
