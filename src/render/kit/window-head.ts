import type { Usage } from '../../analyse/usage.ts';
import type { Calendar } from '../../model/calendar.ts';
import { counted } from '../../model/counted.ts';
import type { Filter } from '../../model/filter.ts';
import { labelOf } from '../../model/label.ts';
import { append } from '../../model/long-lists.ts';
import type { Provenance } from '../../model/provenance.ts';
import { type Millis, millis } from '../../model/time.ts';
import { totalTokens } from '../../model/tokens.ts';
import { dollars, shortCount } from '../format-number.ts';
import { dayName } from '../format-session.ts';
import type { Look } from '../style.ts';
import { wrap } from '../text-width.ts';

export interface HeadView {
  readonly look: Look;
  readonly calendar: Calendar;
  readonly provenance: Provenance;
  readonly filter: Filter;
  readonly withDollars: boolean;
}

/** The first line of a card: of when, how many sessions, responses and tokens, and at which list price. */
export function windowHead(totals: Usage, view: HeadView, when = windowWords(view)): string[] {
  const { look, withDollars, filter } = view;
  const parts = [
    when,
    filter.project === null ? '' : `project ${labelOf(filter.project)}`,
    filter.model === null ? '' : labelOf(filter.model),
    counted(totals.sessions, 'session'),
    counted(totals.responses, 'response'),
    `${shortCount(totalTokens(totals.tokens))} tokens`,
    withDollars && totals.cost !== null ? dollars(totals.cost) : '',
  ];
  return dotted(parts, look);
}

/** Parts with a dot between them, in lines that end between two of them; the empty ones are left out. */
export function dotted(parts: readonly string[], look: Look): string[] {
  const dot = look.unicode ? ' · ' : ' - ';
  const lines: string[] = [];
  for (const part of parts.filter((text) => text !== '')) {
    const last = lines.at(-1);
    const longer = last === undefined ? part : `${last}${dot}${part}`;
    if (last !== undefined && longer.length <= look.width) lines[lines.length - 1] = longer;
    else append(lines, wrap(part, look.width));
  }
  return lines;
}

/** Of when a card is: `Last 30 days, to Mar 1`, `Since Feb 3`, `Feb 3 to Mar 1`; '' for a single session. */
export function windowWords({ provenance, filter, calendar }: HeadView): string {
  const usual = provenance.usualWindow;
  if (usual !== null) {
    const to = usual.movedTo === null ? '' : `, to ${dayName(calendar.day(usual.movedTo), calendar)}`;
    return `Last ${counted(usual.days, 'day')}${to}`;
  }
  const dayOf = (at: Millis) => dayName(calendar.day(at), calendar);
  const { since, until } = filter;
  const last = until === null ? null : dayOf(millis(until - 1));
  if (since === null) return last !== null ? `To ${last}` : filter.sessionId === null ? 'All time' : '';
  return last === null ? `Since ${dayOf(since)}` : last === dayOf(since) ? last : `${dayOf(since)} to ${last}`;
}
