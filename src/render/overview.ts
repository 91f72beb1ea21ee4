import type { DaySum } from '../analyse/day-sums.ts';
import type { Usage } from '../analyse/usage.ts';
import type { Backfill } from '../model/backfill.ts';
import type { Calendar } from '../model/calendar.ts';
import { counted } from '../model/counted.ts';
import type { Provenance } from '../model/provenance.ts';
import { totalTokens } from '../model/tokens.ts';
import { dollars, shortCount } from './format-number.ts';
import { dayName } from './format-session.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { dayBars } from './kit/day-bars.ts';
import { dotted } from './kit/window-head.ts';
import { lookedInLines } from './looked-in-lines.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Look } from './style.ts';
import { padRight, wrap } from './text-width.ts';
import { usageJson } from './usage-json.ts';

/** What bare `tj` knows. */
export interface Overview {
  readonly store: string;
  /** Whether there is a store at all. */
  readonly kept: boolean;
  readonly totals: Usage;
  /** Days with responses, in order. */
  readonly days: readonly string[];
  readonly sums: readonly DaySum[];
  readonly backfill: Backfill;
}

const COMMANDS = [
  ['tj quickstart', 'where the quota went, in one card; keeps nothing'],
  ['tj context', 'what filled your prompts, and what makes it lighter'],
  ['tj tokenmaxx', 'how lean you work, on a scale of five; --weekly'],
  ['tj quota-audit', 'which past Opus work looks simple'],
  ['tj agents', 'what ran in agents'],
  ['tj status', 'what goes on, what is kept, what can be resumed'],
  ['tj usage --by day', 'tokens and cost by day, model, project, ...'],
  ['tj sessions', 'sessions, newest first'],
  ['tj index', 'read all transcripts and keep what they say'],
  ['tj doctor', 'whether all is well, and what to type where it is not'],
  ['tj hook install', 'have Claude Code keep each session as it ends'],
  ['tj --help', 'everything else'],
] as const;

interface OverviewView {
  readonly provenance: Provenance;
  readonly withDollars: boolean;
  readonly calendar: Calendar;
}

/** Bare `tj` for people. */
export function overviewCard(known: Overview, rest: OverviewView, look: Look): string {
  const commands = COMMANDS.flatMap(([command, what]) => commandLine(command, what, look));
  const next = { command: nextCommand(known), why: '' };
  const foot = known.kept
    ? provenanceLines(rest.provenance, look, next)
    : [
        ...lookedInLines(rest.provenance.lookedIn, look),
        `${look.paint.dim('next:')} ${look.paint.typed(next.command)}`,
      ];
  return [
    ...wrap(fact(known), look.width).map(look.paint.bold),
    ...facts(known, rest, look),
    ...(known.sums.length < 2 ? [] : ['', ...dayBars(known.sums, { ...rest, look })]),
    '',
    ...commands,
    '',
    ...foot,
    '',
  ].join('\n');
}

/** Bare `tj --json`. */
export function overviewJson(known: Overview, answer: AnswerFrame): object {
  return {
    ...frame(answer),
    store: known.kept ? known.store : null,
    totals: usageJson(known.totals),
    first_day: known.days.at(0) ?? null,
    last_day: known.days.at(-1) ?? null,
    files_found: known.backfill.filesFound,
    next: nextCommand(known),
  };
}

function fact({ kept, totals, backfill }: Overview): string {
  if (!kept) return `${counted(backfill.filesFound, 'transcript')} on disk, nothing kept yet.`;
  if (totals.responses === 0) return `The store is empty; ${counted(backfill.filesFound, 'transcript')} on disk.`;
  return `${shortCount(totalTokens(totals.tokens))} tokens are known here.`;
}

function facts({ kept, totals, days }: Overview, { withDollars, calendar }: OverviewView, look: Look): string[] {
  const [first, last] = [days[0], days.at(-1)].map((day) => (day === undefined ? '' : dayName(day, calendar)));
  if (!kept || totals.responses === 0) return [];
  const when = first === last ? (first ?? '') : `${first} to ${last}`;
  const price = withDollars && totals.cost !== null ? dollars(totals.cost) : '';
  return dotted([when, counted(totals.sessions, 'session'), counted(totals.responses, 'response'), price], look);
}

function nextCommand(known: Overview): string {
  if (known.backfill.filesFound === 0 && known.totals.responses === 0) return 'tj quickstart --root DIR';
  return known.kept ? 'tj context' : 'tj quickstart';
}

function commandLine(command: string, what: string, look: Look): string[] {
  const columns = 19;
  const lines = wrap(what, Math.max(look.width - columns, 12));
  return lines.map((line, i) => (i === 0 ? look.paint.typed(padRight(command, columns)) : ' '.repeat(columns)) + line);
}
