import { baseOf } from '../../analyse/advice/advice-report.ts';
import { ContextLedger } from '../../analyse/context-ledger.ts';
import { tokenmaxxFigures } from '../../analyse/tokenmaxx.ts';
import type { DepthOf } from '../../model/depth.ts';
import { UserError } from '../../model/errors.ts';
import type { Filter } from '../../model/filter.ts';
import { DAY_MS, type Millis, millis } from '../../model/time.ts';
import { responseFilter } from '../../query/response-filter.ts';
import { turnCount } from '../../query/turn-count.ts';
import { TOGETHER, usageGroups } from '../../query/usage-groups.ts';
import { quotaLine } from '../../render/quota-line.ts';
import { type Asked, answer, BY_SESSION, ownStore, USUAL_DAYS } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { compactionsOf } from '../compactions-of.ts';
import { currentQuotas } from '../current-quotas.ts';
import { addThreads, firstLever } from '../first-lever.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import type { PictureOptions } from '../share-pictures.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';

const WEEK_MS = 7 * DAY_MS;

export interface TokenmaxxOptions extends AnswerOptions, BudgetOptions, PictureOptions {
  readonly weekly?: boolean;
}

/** `tj tokenmaxx`: how much of the quota went into work, and how much into carrying context to it. */
export async function tokenmaxx(options: TokenmaxxOptions, run: RunContext): Promise<void> {
  const weekly = options.weekly ?? false;
  if (weekly && (options.since !== undefined || options.until !== undefined))
    throw new UserError('usage', '--weekly is the last 7 days: give it without --since and --until', 2);
  const { svg, png, withNames } = options;
  const isAsked = svg !== undefined || png !== undefined || withNames;
  const pictures = isAsked ? await import('../share-pictures.ts') : null;
  const writePictures = await pictures?.pictureWriter(options, run);
  const asking = weekly ? { ...options, since: '7d' } : options;
  await answer(
    asking,
    run,
    ownStore(options, run, weekly ? twoWeeks : spansWithin, weekly ? null : USUAL_DAYS),
    TOGETHER,
    async (asked) => {
      const { store, where, groups, price, calendar, provenance } = asked;
      const hasPicture = provenance.responses > 0;
      const isCard = !options.json && !(hasPicture && pictures !== null);
      const ledger = new ContextLedger(false);
      const compactions = compactionsOf(asked, baseOf(groups, price), run.now);
      const lever = isCard ? await firstLever(asked, run.now, ledger, compactions) : null;
      if (!isCard) addThreads(asked, ledger);
      const facts = {
        ledger,
        groups,
        sessions: provenance.sessions,
        groupsBefore: weekly ? weekTo(asked, asked.filter.since ?? millis(0)) : null,
        weeks: weekly ? null : lastWeeks(asked, run.now),
        turns: turnCount(store, where),
      };
      const figures = tokenmaxxFigures(facts, price);
      if (hasPicture) writePictures?.(figures, asked);
      const quota = currentQuotas(store, run.now);
      if (options.json) {
        const { tokenmaxxJson } = await import('../../render/tokenmaxx-json.ts');
        printJson(tokenmaxxJson(figures, quota, { ...asked, days: calendar.name }));
      } else if (hasPicture && pictures !== null) pictures.printPictures(options);
      else {
        const { tokenmaxxCard } = await import('../../render/tokenmaxx-card.ts');
        const line = quotaLine(quota, run.now, calendar);
        const beside = { weekly, quota: line, lever };
        print(tokenmaxxCard(figures, beside, { ...asked, look: await lookOf(run) }));
      }
    },
  );
}

/** Of the week before only the usage is compared. */
function twoWeeks({ since }: Filter): DepthOf {
  const from = since ?? 0;
  return ({ writtenAt }) => (writtenAt >= from ? 'spans' : writtenAt >= from - WEEK_MS ? 'usage' : null);
}

/** The last two weeks of the window, where it has both: more than the window is not read for it. */
function lastWeeks(asked: Asked, now: Millis) {
  const { filter, provenance } = asked;
  const end = filter.until ?? provenance.usualWindow?.movedTo ?? now;
  if (filter.since !== null && filter.since > end - 2 * WEEK_MS) return null;
  // The newest response itself belongs to the last week.
  return { last: weekTo(asked, millis(end + 1)), before: weekTo(asked, millis(end - WEEK_MS)) };
}

function weekTo({ store, filter, isModel, thresholds, fine }: Asked, end: Millis) {
  const week: Filter = { ...filter, since: millis(end - WEEK_MS), until: end };
  return usageGroups(store, responseFilter(store, week, isModel), thresholds, fine(BY_SESSION));
}
