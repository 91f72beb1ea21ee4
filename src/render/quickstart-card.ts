import type { Quickstart } from '../analyse/quickstart.ts';
import { counted } from '../model/counted.ts';
import { DAY_MS } from '../model/time.ts';
import { cardLook } from './card-parts.ts';
import { dayName } from './format-session.ts';
import { compositionBlock, compositionHeadline } from './kit/composition-block.ts';
import { dayBars } from './kit/day-bars.ts';
import { sessionRows } from './kit/session-rows.ts';
import { type HeadView, windowHead, windowWords } from './kit/window-head.ts';
import { type Next, provenanceLines } from './provenance-lines.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';

/** Sessions that the card has room for. */
const SESSIONS_SHOWN = 10;

/** Days that other cards are of where no window is asked for. */
const USUAL_DAYS = 30;

interface QuickstartView extends HeadView {
  /** After how many days Claude Code deletes transcripts. */
  readonly cleanupDays: number;
}

/** The card of `tj quickstart`: the largest fact, where the tokens went, day by day, the newest sessions, what it rests on. */
export function quickstartCard(figures: Quickstart, wide: QuickstartView): string {
  const view = { ...wide, look: cardLook(wide.look) };
  const { look } = view;
  const { composition, totals, timeline } = figures;
  if (totals.responses === 0)
    return [...nothing(figures, look), '', ...provenanceLines(view.provenance, look), ''].join('\n');
  const blocks = [
    windowHead(totals, view, whenOf(figures, view)),
    wrap(compositionHeadline(composition), look.width).map(look.paint.bold),
    compositionBlock(composition, totals.unfinished > 0, look),
    dayBars(figures.days, view),
    sessionRows(timeline.slice(0, SESSIONS_SHOWN), 'newest sessions', view),
    provenanceLines(view.provenance, look, nextOf(figures, view), [
      `tj index keeps this beyond ${counted(view.cleanupDays, 'day')}`,
    ]),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .flatMap((lines) => [...lines, ''])
    .join('\n');
}

/** The days that it is of, where no window was asked for. */
function whenOf({ days }: Quickstart, view: HeadView): string {
  const { filter, calendar } = view;
  if (filter.since !== null || filter.until !== null) return windowWords(view);
  const [first, last] = [days[0], days.at(-1)].map((each) => (each === undefined ? '' : dayName(each.day, calendar)));
  return first === last ? (first ?? '') : `${first} to ${last}`;
}

/** What to change in the same history: that of many days is more than what other cards are of. */
function nextOf({ days }: Quickstart, { filter }: HeadView): Next {
  const [first, last] = [days[0], days.at(-1)].map((each) => Date.parse(each?.day ?? ''));
  const isLong = filter.since === null && (last ?? 0) - (first ?? 0) > USUAL_DAYS * DAY_MS;
  return { command: isLong ? 'tj advise --since all' : 'tj advise', why: 'what to change' };
}

function nothing({ backfill }: Quickstart, look: Look): string[] {
  if (backfill.filesFound === 0) return ['No transcripts found.'];
  return wrap(`No responses in this window. Below ${backfill.roots.join(', ')}.`, look.width);
}
