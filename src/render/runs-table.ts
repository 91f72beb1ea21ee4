import type { RunReport } from '../analyse/runs-report.ts';
import { heavierFirst } from '../analyse/usage.ts';
import { labelOf } from '../model/label.ts';
import { totalTokens } from '../model/tokens.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { momentOf, spanOf } from './format-session.ts';
import { COST, TOKENS } from './kit/words.ts';
import { projectNames } from './project-names.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import { type Column, table } from './table.ts';
import { cutPath, wrap } from './text-width.ts';

/** `tj runs` for people: every run with its time, its projects and its share of the cost. */
export function runsTable(runs: readonly RunReport[], { look, calendar, provenance, withDollars }: Shown): string {
  if (runs.length === 0) return [...wrap(NOTHING, look.width), '', ...provenanceLines(provenance, look), ''].join('\n');
  const columns: Column[] = [
    { head: 'run', align: 'left', rank: 0, shrinkTo: 12 },
    { head: 'sessions', align: 'right', rank: 2 },
    { head: 'projects', align: 'left', rank: 5, shrinkTo: 10, cut: cutPath },
    { head: 'begun', align: 'left', rank: 3 },
    { head: 'took', align: 'right', rank: 6 },
    { head: COST, align: 'right', rank: 1 },
    { head: TOKENS, align: 'right', rank: 0 },
    ...(withDollars ? [{ head: 'price', align: 'right', rank: 4 } as const] : []),
  ];
  const nameOf = projectNames(runs.flatMap(({ projects }) => projects));
  const rows = runs.map(({ runId, members, projects, startedAt, endedAt, usage, share }) => [
    labelOf(runId),
    String(members.length),
    projects.map(nameOf).join(', '),
    momentOf(startedAt, calendar),
    startedAt === null || endedAt === null ? '-' : spanOf(endedAt - startedAt),
    percent(share.listPrice),
    shortCount(totalTokens(usage.tokens)),
    ...(withDollars ? [dollars(usage.cost)] : []),
  ]);
  const note = wrap('cost: share of what these runs cost.', look.width).map(look.paint.dim);
  const next = { command: `tj runs ${labelOf(heaviestRun(runs))}`, why: 'its sessions' };
  return [table(columns, rows, look), '', ...note, ...provenanceLines(provenance, look, next), ''].join('\n');
}

function heaviestRun(runs: readonly RunReport[]): string {
  return [...runs].sort((a, b) => heavierFirst(a.usage, b.usage))[0]?.runId ?? '';
}

const NOTHING =
  'No session of a run in this window. A run is what tj run started, or all sessions whose hook found the same TJ_RUN_ID.';
