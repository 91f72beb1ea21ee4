import type { RebuildDeed, RebuildReport } from '../../analyse/rebuild-report.ts';
import { fullCount, often } from '../../model/counted.ts';
import { entryOf } from '../../model/entry-of.ts';
import { roundPercent, shortCount } from '../format-number.ts';
import { DEED_WORDS } from './words.ts';

/** Deeds that are named; the others together. */
const NAMED = 2;

/** Rebuilds of the cache by what somebody did, the dearest first, in a sentence; '' where there were none. */
export function rebuildWords({ byDeed, events }: RebuildReport): string {
  if (events === 0) return '';
  const named = byDeed.slice(0, NAMED);
  const rest = byDeed.slice(NAMED);
  const share = rest.reduce((sum, { shareListPrice }) => sum + (shareListPrice ?? 0), 0);
  const times = rest.reduce((sum, each) => sum + each.events, 0);
  const others = rest.length === 0 ? [] : [`${fullCount(times)} others${share > 0 ? `, ${roundPercent(share)}` : ''}`];
  return [...named.map(deedWords), ...others].join('; ');
}

function deedWords({ deed, events, tokens, shareListPrice }: RebuildDeed): string {
  const words = entryOf(DEED_WORDS, deed) ?? deed.replaceAll('_', ' ');
  const share = shareListPrice === null ? '' : `, ${roundPercent(shareListPrice)}`;
  return `${words}: ${often(events)}, ${shortCount(tokens)} tokens${share}`;
}
