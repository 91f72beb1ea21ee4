import type { CompactionCandidate, CompactionFigures } from '../analyse/compaction.ts';
import type { LeftAfter } from '../analyse/left-after.ts';
import { type CompactionTotal, type RealCompaction, totalOfCompactions } from '../analyse/real-compactions.ts';
import { inBothWeights } from './card-parts.ts';
import { counted, dollars, percent, shortCount } from './format-number.ts';
import { momentOf } from './format-session.ts';
import { projectNames } from './project-names.ts';
import type { Shown } from './shown.ts';
import { type Column, table } from './table.ts';
import { cutPath, wrap } from './text-width.ts';

/** Candidates that a card shows, of those where compacting is still possible; all are in the JSON. */
const CANDIDATES_SHOWN = 3;

/** What is shown of figures on a card, apart from what they rest on. */
type CardLook = Omit<Shown, 'provenance'>;

/** Compactions on a card: those that happened, then where others would have paid, which is an estimate and says so. */
export function compactionLines(figures: CompactionFigures, view: CardLook): string[] {
  const { width, paint } = view.look;
  const head = [realText(totalOfCompactions(figures.real), view), candidatesText(figures)];
  const lines = head.flatMap((text) => wrap(text, width));
  const resumable = figures.candidates.filter((each) => each.resumable);
  if (resumable.length === 0) return lines;
  const rows = candidateRows(resumable.slice(0, CANDIDATES_SHOWN), view);
  return [...lines, ...rows, ...wrap(basisText(figures.leftAfter), width).map(paint.dim)];
}

function realText(real: CompactionTotal, view: CardLook): string {
  if (real.last === null) return 'No compactions here.';
  return `${counted(real.count, 'compaction')}${costText(real, view.withDollars)}; last ${lastText(real.last, view)}.`;
}

function costText(real: CompactionTotal, withDollars: boolean): string {
  if (real.shareTokens === null) return '';
  const price = withDollars && real.price !== null ? `, ${dollars(real.price)}` : '';
  const share = inBothWeights({ listPrice: real.shareListPrice, tokens: real.shareTokens });
  return `, ${share}${price}${real.estimated > 0 ? ', estimate' : ''}`;
}

function lastText(last: RealCompaction, { calendar }: CardLook): string {
  const size = (tokens: number | null) => (tokens === null ? 'unknown' : shortCount(tokens));
  const whose = last.agentId === '' ? '' : ' of a subagent';
  const trigger = last.trigger === '' ? '' : `, ${last.trigger}`;
  const sizes = `${size(last.tokensBefore)} to ${size(last.tokensAfter)} tokens`;
  return `${momentOf(last.at, calendar)}${whose}${trigger}: ${sizes}`;
}

function candidatesText({ candidates, sessionsJudged, sessionsPassed }: CompactionFigures): string {
  if (sessionsJudged === 0) return 'No session re-read enough for another one to pay.';
  const all = sessionsJudged < sessionsPassed ? `the ${sessionsJudged} heaviest sessions` : growing(sessionsJudged);
  if (candidates.length === 0) return `Another one would have paid in none of ${all} (estimate).`;
  const resumable = candidates.filter((each) => each.resumable).length;
  const rest = resumable === 0 ? 'None of them can be resumed any more.' : `${resumable} of them can still be resumed:`;
  return `${candidates.length} of ${all} would have re-read less if compacted (estimate). ${rest}`;
}

function growing(sessions: number): string {
  return `${sessions} growing session${sessions === 1 ? '' : 's'}`;
}

function candidateRows(
  shown: readonly CompactionCandidate[],
  { look, calendar, withDollars }: Omit<Shown, 'provenance'>,
) {
  const columns: Column[] = [
    { head: 'session', align: 'left', rank: 0 },
    { head: 'project', align: 'left', rank: 3, shrinkTo: 10, cut: cutPath },
    { head: 'after', align: 'left', rank: 2 },
    { head: 'prompt', align: 'right', rank: 1 },
    { head: 'list price', align: 'right', rank: 0 },
    { head: 'raw tokens', align: 'right', rank: 0 },
    ...(withDollars ? [{ head: 'dollars', align: 'right', rank: 5 } as const] : []),
  ];
  const nameOf = projectNames(shown.map(({ project }) => project));
  const rows = shown.map((each) => [
    each.sessionId.slice(0, 8),
    nameOf(each.project),
    momentOf(each.point.at, calendar),
    shortCount(each.point.promptTokens),
    percent(each.shareListPrice),
    percent(each.shareTokens),
    ...(withDollars ? [dollars(each.netPrice)] : []),
  ]);
  return table(columns, rows, look).split('\n');
}

function basisText({ tokens, source, compactions }: LeftAfter): string {
  const median =
    source === 'public' ? 'public median' : compactions === 1 ? 'as yours did' : `median of your ${compactions}`;
  return `Of all here, net of compacting; ${shortCount(tokens)} tokens left after (${median}).`;
}
