import { type CompactionFigures, totalOfCandidates } from '../analyse/compaction.ts';
import { type CompactionTotal, totalOfCompactions } from '../analyse/real-compactions.ts';
import { counted } from '../model/counted.ts';
import { dollars, roundPercent } from './format-number.ts';

/**
 * Compactions in a sentence or two: what others would have made less, together, which is an estimate and says so; then
 * those that happened.
 */
export function compactionText(figures: CompactionFigures, withDollars: boolean): string {
  return [candidatesText(figures, withDollars), realText(totalOfCompactions(figures.real), withDollars)]
    .filter((text) => text !== '')
    .join('; ');
}

function candidatesText(figures: CompactionFigures, withDollars: boolean): string {
  const { sessions, shareListPrice, shareTokens, netPrice } = totalOfCandidates(figures.candidates);
  if (sessions === 0) return '';
  const share =
    shareListPrice === null ? `${roundPercent(shareTokens)} fewer tokens` : `${roundPercent(shareListPrice)} less cost`;
  const price = withDollars && netPrice !== null ? `, ${dollars(netPrice)}` : '';
  const of = counted(figures.sessionsJudged, 'long session');
  return `with one /compact ${sessions} of ${of} would have been ${share} together${price} (estimate)`;
}

function realText(
  { count, shareListPrice, shareTokens, price, estimated }: CompactionTotal,
  withDollars: boolean,
): string {
  if (count === 0) return '';
  const share = shareTokens === null ? '' : `, ${roundPercent(shareListPrice ?? shareTokens)}`;
  const money = withDollars && price !== null ? `, ${dollars(price)}` : '';
  return `${count} happened${share}${money}${estimated > 0 ? ' (estimate)' : ''}`;
}
