import type { Usage } from '../analyse/usage.ts';
import type { Backfill } from '../model/backfill.ts';
import type { Provenance } from '../model/provenance.ts';
import { totalTokens } from '../model/tokens.ts';
import { counted, dollars, shortCount } from './format-number.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
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
  readonly backfill: Backfill;
}

const COMMANDS = [
  ['tj quickstart', 'where the quota went, in one card; keeps nothing'],
  ['tj context', 'what filled your prompts, and what it cost to carry'],
  ['tj tokenmaxx', 'work against overhead; --weekly for the last 7 days'],
  ['tj quota-audit', 'which past Opus work was Sonnet-shaped'],
  ['tj agents', 'what ran in agents'],
  ['tj status', 'what goes on, what is kept, what can be resumed'],
  ['tj usage --by day', 'tokens and list price by day, model, project, ...'],
  ['tj sessions', 'sessions, newest first'],
  ['tj index', 'read all transcripts and keep what they say'],
  ['tj hook install', 'have Claude Code keep each session as it ends'],
  ['tj --help', 'everything else'],
] as const;

/** Bare `tj` for people. */
export function overviewCard(
  known: Overview,
  rest: { readonly provenance: Provenance; readonly withDollars: boolean },
  look: Look,
): string {
  const commands = COMMANDS.flatMap(([command, what]) => commandLine(command, what, look));
  const next = `${look.paint.dim('next:')} ${look.paint.typed(nextCommand(known))}`;
  const foot = known.kept ? provenanceLines(rest.provenance, look) : lookedInLines(rest.provenance.lookedIn, look);
  return [
    ...wrap(fact(known, rest.withDollars), look.width).map(look.paint.bold),
    '',
    ...commands,
    '',
    ...foot,
    next,
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

function fact(known: Overview, withDollars: boolean): string {
  const { totals, days, backfill } = known;
  if (!known.kept) return `${counted(backfill.filesFound, 'transcript')} on disk, nothing kept yet.`;
  if (totals.responses === 0) return `The store is empty; ${counted(backfill.filesFound, 'transcript')} on disk.`;
  const price = withDollars && totals.cost !== null ? `, list-price equivalent ${dollars(totals.cost)}` : '';
  const spanned = days.length === 1 ? `on ${days[0]}` : `from ${days.at(0)} to ${days.at(-1)}`;
  return `${shortCount(totalTokens(totals.tokens))} tokens in ${counted(totals.sessions, 'session')} ${spanned}${price}.`;
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
