import { type CallCounts, NO_CALLS } from '../analyse/call-counts.ts';
import { heavierFirst, type Usage } from '../analyse/usage.ts';
import { UNKNOWN_KEY } from '../analyse/usage-keys.ts';
import type { UsageReport, UsageReportRow } from '../analyse/usage-report.ts';
import type { Calendar } from '../model/calendar.ts';
import { counted, fullCount } from '../model/counted.ts';
import { type Grouping, type Groupings, isTimeGrouping } from '../model/groupings.ts';
import { labelOf } from '../model/label.ts';
import type { Provenance } from '../model/provenance.ts';
import { parseIso } from '../model/time.ts';
import { totalTokens } from '../model/tokens.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { COST, TOKENS } from './kit/words.ts';
import { projectNames } from './project-names.ts';
import { type Next, provenanceLines } from './provenance-lines.ts';
import type { Look } from './style.ts';
import { type Column, table } from './table.ts';
import { cutHead, cutPath, wrap } from './text-width.ts';

/** Characters of a session's id that are shown. */
const SHORT_ID = 8;

/** `tj usage` for people. What it is grouped `by` heads the first columns. */
export function usageTable(
  report: UsageReport,
  by: Groupings,
  withDollars: boolean,
  calendar: Calendar,
  provenance: Provenance,
  look: Look,
): string {
  if (report.totals.responses === 0) {
    return [...wrap('No responses in this window.', look.width), ...provenanceLines(provenance, look), ''].join('\n');
  }
  const shown = report.rows;
  const most = isTimeGrouping(by[0]) && by.length === 1 ? heaviestOf(report) : null;
  const names = keyNames(report, by, calendar);
  const rows = shown.map((row) => [
    ...row.keys.map((key, i) => names[i]?.(key) ?? key),
    row.label ?? '',
    ...cells(row.usage, row.shareListPrice),
    row === most ? `${look.unicode ? '◀' : '<'} most` : '',
    ...callCells(row.calls),
    // A session may be of several rows, so the last row, the total, has none.
    row.calls === null ? '' : fullCount(row.calls.sessions),
  ]);
  const empty = by.slice(1).map(() => '');
  const total = [
    by.length === 0 ? 'all' : 'total',
    ...empty,
    '',
    ...cells(report.totals, null),
    '',
    ...callCells(sumOfCalls(shown)),
  ];
  const columns = columnsOf(
    by,
    shown.some((row) => row.label !== null),
    shown.some((row) => row.calls !== null),
    withDollars,
    most !== null,
  );
  const kept = columns.map((column, i) => ({ column, i })).filter(({ column }) => column.used);
  const body = table(
    kept.map(({ column }) => column),
    [...rows, total].map((row) => kept.map(({ i }) => row[i] ?? '')),
    look,
    (row, at) => targetOf(by[at], shown[row]?.keys[at] ?? ''),
  );
  const notes = [...lowerBound(report.totals, withDollars, look), ...by.flatMap((each) => noteOf(each, look))];
  return [body, '', ...notes, ...provenanceLines(provenance, look, nextOf(by, most ?? shown[0])), ''].join('\n');
}

/** The row of the heaviest time, of several; null of a single one. */
function heaviestOf({ rows }: UsageReport): UsageReportRow | null {
  if (rows.length < 2) return null;
  return [...rows].sort((a, b) => heavierFirst(a.usage, b.usage))[0] ?? null;
}

/** What to ask of the heaviest row next; what no command narrows to is left to another view. */
function nextOf(by: Groupings, row: UsageReportRow | undefined): Next {
  const key = row?.keys[0] ?? '';
  const command = (words: string, why = ''): Next => ({ command: `tj ${words}`, why });
  if (by.length !== 1 || key === UNKNOWN_KEY || row === undefined)
    return command(`usage --by ${by[0] === 'day' ? 'model' : 'day'}`);
  switch (by[0]) {
    case 'day':
      return command(`usage --by session --since ${key} --until ${key}`);
    case 'week':
    case 'month':
      return command(`usage --by day --since ${by[0] === 'month' ? `${key}-01` : key}`);
    case 'session':
      return command(`session ${key.slice(0, SHORT_ID)}`);
    case 'agent':
    case 'agent-type':
      return command('agents');
    case 'model':
      return command('quota-audit', 'which turns look simple');
    case 'tool':
    case 'mcp':
      return command(`context --by ${by[0]}`);
    default:
      return command('usage --by day');
  }
}

/** How the keys of each grouping are shown to people. */
function keyNames(report: UsageReport, by: Groupings, calendar: Calendar): ((key: string) => string)[] {
  return by.map((each, i) => {
    const isPath = each === 'root' || each === 'project';
    const names = isPath ? projectNames(report.rows.map(({ keys }) => keys[i] ?? null)) : null;
    return (key) => (key === UNKNOWN_KEY ? key : (names?.(key) ?? nameOf(each, key, calendar)));
  });
}

/** Sessions by the head of their id, windows by the clock. */
function nameOf(by: Grouping, key: string, calendar: Calendar): string {
  if (by === 'session') return key.slice(0, SHORT_ID);
  if (by === 'agent') return `${key.slice(0, SHORT_ID)}/${key.slice(key.lastIndexOf('/') + 1)}`;
  const opened = by === 'window' ? parseIso(key) : null;
  return opened === null ? labelOf(key) : `${calendar.day(opened)} ${calendar.clock(opened)}`;
}

function cells(usage: Usage, share: number | null): string[] {
  const { tokens } = usage;
  return [
    share === null ? '' : percent(share),
    shortCount(totalTokens(tokens)),
    dollars(usage.cost) + (usage.cost !== null && usage.unpriced > 0 ? '+' : ''),
    shortCount(tokens.cacheRead),
    shortCount(tokens.cacheWrite5m + tokens.cacheWrite1h),
    shortCount(tokens.output) + (usage.unfinished > 0 ? '+' : ''),
    shortCount(tokens.input),
    fullCount(usage.responses),
  ];
}

function callCells(calls: CallCounts | null): string[] {
  if (calls === null) return [];
  return [...[calls.calls, calls.errors, calls.denied].map(fullCount), shortCount(calls.resultChars)];
}

function sumOfCalls(rows: UsageReport['rows']): CallCounts | null {
  const counts = rows.flatMap((row) => row.calls ?? []);
  if (counts.length === 0) return null;
  const sum = (field: keyof CallCounts) => counts.reduce((total, each) => total + each[field], 0);
  const [calls, errors, denied, resultChars] = [sum('calls'), sum('errors'), sum('denied'), sum('resultChars')];
  return { ...NO_CALLS, calls, errors, denied, resultChars };
}

/** The folder that a key is, or where its pull request stands: Claude Code links those that `gh` made, named as `gh` does. */
function targetOf(by: Grouping | undefined, key: string): string | null {
  if (by === 'root' || by === 'project') return key;
  const pull = by === 'pr' ? /^(?:([\w.-]+)\/)?([\w.-]+\/[\w.-]+)#(\d+)$/.exec(key) : null;
  return pull === null ? null : `https://${pull[1] ?? 'github.com'}/${pull[2]}/pull/${pull[3]}`;
}

/** Groupings whose keys tell little by their first few letters. */
const LONG_KEYS: ReadonlySet<string> = new Set(['branch', 'pr', 'root']);

/** Groupings whose keys tell most by their end. */
const CUTS: Readonly<Record<string, Column['cut']>> = { pr: cutHead, root: cutPath, project: cutPath };

function keyColumn(head: string): Column & { readonly used: boolean } {
  const shrinkTo = LONG_KEYS.has(head) ? 24 : 17;
  return {
    head,
    align: 'left',
    rank: 0,
    shrinkTo,
    used: true,
    ...(CUTS[head] === undefined ? {} : { cut: CUTS[head] }),
  };
}

function columnsOf(
  by: Groupings,
  labelled: boolean,
  counted: boolean,
  withDollars: boolean,
  marked: boolean,
): (Column & { readonly used: boolean })[] {
  return [
    ...(by.length === 0 ? [''] : by).map(keyColumn),
    { head: 'title', align: 'left', rank: 2, shrinkTo: 16, used: labelled },
    { head: COST, align: 'right', rank: 0, used: by.length > 0 },
    { head: TOKENS, align: 'right', rank: 0, used: true },
    { head: 'price', align: 'right', rank: 1, used: withDollars },
    { head: 'reads', align: 'right', rank: 3, used: true },
    { head: 'writes', align: 'right', rank: 4, used: true },
    { head: 'output', align: 'right', rank: 2, used: true },
    { head: 'uncached', align: 'right', rank: 5, used: true },
    { head: 'responses', align: 'right', rank: 6, used: true },
    { head: '', align: 'left', rank: 0, used: marked },
    { head: 'calls', align: 'right', rank: 1, used: counted },
    { head: 'errors', align: 'right', rank: 3, used: counted },
    { head: 'denied', align: 'right', rank: 7, used: counted },
    { head: 'result characters', align: 'right', rank: 9, used: counted },
    { head: 'sessions', align: 'right', rank: 8, used: counted },
  ];
}

function lowerBound(totals: Usage, withDollars: boolean, look: Look): string[] {
  const notes: string[] = [];
  if (withDollars && totals.unpriced > 0)
    notes.push(`+ price leaves out ${counted(totals.unpriced, 'response')} without one.`);
  return notes.flatMap((note) => wrap(note, look.width)).map(look.paint.dim);
}

const NOTES: Readonly<Partial<Record<Grouping, string>>> = {
  window: 'A window opens at the full hour of its first response here; use on other devices is not seen.',
  pr: 'A response counts for the pull request that its session was last linked to; before that for none.',
  'context-size': 'By the size of the prompt that was sent.',
  parallel: 'Sessions with a response in the same 5 minutes, as /usage of Claude Code counts, whatever the filter.',
  effort: 'As the response says; known from Claude Code 2.1.212 on, and for models that have it.',
  tool: 'A response counts for the first tool it calls; calls are all calls. tj context --by tool counts what tools returned.',
  shell: 'A response counts for the first shell command it runs; calls are all of them.',
  mcp: 'A response counts for the first MCP server it calls; calls are all calls.',
  skill: 'A response counts for the skill it was made for, else the one it calls.',
  plugin: 'A response and its calls count for the plugin that Claude Code says it was made for.',
  command: 'A response counts for the slash command that opened its turn, agents included.',
};

function noteOf(by: Grouping, look: Look): string[] {
  const note = NOTES[by];
  return note === undefined ? [] : wrap(note, look.width).map(look.paint.dim);
}
