import { counted } from './format-number.ts';
import type { Shown } from './shown.ts';
import { wrap } from './text-width.ts';

/** The first line of a card that answers for its usual window; none where a window was asked for. */
export function windowLine({ provenance, calendar, look }: Shown): string[] {
  const usual = provenance.usualWindow;
  if (usual === null) return [];
  const days = counted(usual.days, 'day');
  const text =
    usual.movedTo === null
      ? `Last ${days}`
      : `Nothing happened in the last ${days}: these are the ${days} to ${calendar.day(usual.movedTo)}`;
  return [...wrap(text, look.width), ''];
}
