import { priceSources } from '../analyse/price-sources.ts';
import { type Pricer, pricerFor } from '../analyse/pricer.ts';
import { UNKNOWN_KEY } from '../analyse/usage-keys.ts';
import type { Calendar } from '../model/calendar.ts';
import type { DepthOf } from '../model/depth.ts';
import type { Filter } from '../model/filter.ts';
import type { Provenance } from '../model/provenance.ts';
import { DAY_MS, millis } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { hourBorders } from '../price/hour-borders.ts';
import type { PriceTable } from '../price/price-table.ts';
import { promptThresholds } from '../price/prompt-thresholds.ts';
import { provenanceOf } from '../query/provenance.ts';
import { narrowed, type ResponseWhere, responseFilter, type Where } from '../query/response-filter.ts';
import { seenModels } from '../query/seen-models.ts';
import { type Grain, usageGroups } from '../query/usage-groups.ts';
import { usageOnlySessions } from '../query/usage-only.ts';
import { showsDollars } from '../render/money-policy.ts';
import { inSnapshot } from '../store/in-snapshot.ts';
import type { Store } from '../store/open-store.ts';
import { bringUp, usageWithin } from './bring-up.ts';
import { loadPrices } from './load-prices.ts';
import { narrowing } from './narrowing.ts';
import type { Refreshed, RefreshOptions } from './refresh.ts';
import { calendarFor, type RunContext, storePath } from './run-context.ts';
import { type AnswerOptions, filterOf, parseBudget, planOf } from './shared-options.ts';
import { withThirdPartyPrices } from './third-party-prices.ts';
import { upToDate } from './up-to-date.ts';

/** All that answers are made of: the responses of the window, their prices and what they rest on. */
export interface Asked {
  readonly store: Store;
  readonly filter: Filter;
  readonly where: ResponseWhere;
  /** Whether responses of a model, as written, are asked for. */
  readonly isModel: (model: string) => boolean;
  /** Prompt sizes above which some model has another price. */
  readonly thresholds: readonly number[];
  /** Times of the UTC day at which some model's price changes (`hourBorders`). */
  readonly hours: readonly number[];
  /** A grain that is fine enough for these. */
  readonly fine: (grain: Grain) => Grain;
  readonly calendar: Calendar;
  readonly table: PriceTable;
  readonly price: Pricer;
  readonly groups: readonly UsageGroup[];
  readonly refreshed: Refreshed;
  readonly provenance: Provenance;
  /** Whether people are shown dollars. */
  readonly withDollars: boolean;
}

/** Responses later than the prices by more than this are told to be so. */
const OUTDATED_MS = 45 * DAY_MS;

/** Sums as fine as lists of sessions need them. */
export const BY_SESSION: Grain = { time: 'day', of: 'sessions' };

/** Where an answer is read from. */
export interface Source {
  /** Path of the store. */
  readonly store: string;
  readonly refresh: Omit<RefreshOptions, 'depthOf'>;
  /** How far sessions are needed for what is asked for. */
  readonly needs: (asked: Filter) => DepthOf;
  /** Days that are answered for where no window is asked for; null for all that is kept. */
  readonly usualDays: number | null;
  /** The one session to answer for, of those that `sessions` lets through, once the store is up to date; absent: all. */
  readonly session?: (store: Store, sessions: Where, lookedIn: Refreshed['lookedIn']) => string;
  /** Sessions that are shown with all that is known of them, of those that are answered for; absent: none. */
  readonly chosen?: (store: Store, where: ResponseWhere) => readonly string[];
  /** What is shown of these besides their responses: all, or what they are called and when they went on last. */
  readonly chosenFor?: 'all' | 'titles';
  /** The sessions to answer for, once the store is up to date; absent: all. */
  readonly within?: (store: Store) => Where;
}

/**
 * Brings the store up to date and hands the responses that the options ask for to `use`. Options are checked before
 * anything is read: `UserError` for what is wrong with them or with the store.
 */
export async function answer(
  options: AnswerOptions,
  context: RunContext,
  source: Source,
  grain: Grain,
  use: (asked: Asked) => Promise<void>,
): Promise<void> {
  const asked = filterOf(options, context);
  const withDollars = showsDollars(planOf(options, context), options.dollars ?? false);
  const given = await loadPrices(context.tjHome, options.pricing);
  const isWindowAsked = options.since !== undefined || options.until !== undefined;
  const windowed = isWindowAsked ? { ...source, usualDays: null } : source;
  const pricesOf = (store: Store) => pricesFor(store, given, asked.model);
  const read = (store: Store) => bringUp(store, windowed, asked, pricesOf, context);
  await upToDate(source.store, context, read, async (store, { asked: within, refreshed, usualWindow }) => {
    await inSnapshot(store, async () => {
      const table = await pricesOf(store);
      const { besides, filter, isModel, unmatched } = narrowing(store, within, source, table, refreshed);
      const priced = pricing(table);
      const all = responseFilter(store, filter, isModel);
      const where = source.within === undefined ? all : narrowed(all, source.within(store));
      const groups = usageGroups(store, where, priced.thresholds, priced.fine(grain));
      const provenance = {
        ...provenanceFrom(store, filter, where, groups, priced.price, table, refreshed, context),
        elsewhere: besides,
        unmatched: groups.length === 0 ? unmatched() : [],
        usualWindow,
        typed: context.typed,
        usageOnly: source.needs === usageWithin ? 0 : usageOnlySessions(store, where),
      };
      const calendar = calendarFor(options.utc ?? false, context);
      await use({
        store,
        filter,
        where,
        isModel,
        ...priced,
        calendar,
        table,
        groups,
        refreshed,
        provenance,
        withDollars,
      });
    });
  });
}

/** The prices, with those of other vendors' models where such were seen or are asked for. */
export function pricesFor(store: Store, given: PriceTable, asked: string | null): Promise<PriceTable> {
  const named = asked === null ? [] : [{ model: asked, largestPrompt: 0 }];
  return withThirdPartyPrices(given, [...seenModels(store), ...named]);
}

/** How groups are priced, and how fine they have to be for it. */
export function pricing(table: PriceTable): Pick<Asked, 'price' | 'thresholds' | 'hours' | 'fine'> {
  const hours = hourBorders(table);
  const fine = (grain: Grain): Grain => (hours.length === 0 ? grain : { ...grain, time: 'bucket' });
  return { price: pricerFor(table), thresholds: promptThresholds(table), hours, fine };
}

/** The days that cards answer for where no window is asked for. */
export const USUAL_DAYS = 30;

/** The user's own store, brought up to date within the budget as far as `needs` says. */
export function ownStore(
  options: AnswerOptions & { readonly budget: string },
  context: RunContext,
  needs: Source['needs'],
  usualDays: number | null = null,
): Source {
  const refresh = {
    root: options.root ?? [],
    budgetMs: parseBudget(options.budget),
    newestSessions: null,
    reindex: false,
    takesReports: true,
  };
  return { store: storePath(context, options.db), refresh, needs, usualDays };
}

function provenanceFrom(
  store: Store,
  { roots }: Filter,
  where: ResponseWhere,
  groups: readonly UsageGroup[],
  price: Pricer,
  table: PriceTable,
  refreshed: Refreshed,
  { now }: RunContext,
): Omit<Provenance, 'elsewhere' | 'unmatched' | 'usualWindow' | 'typed' | 'usageOnly'> {
  const row = provenanceOf(store, where, roots, millis(now + DAY_MS));
  const unpriced = groups.filter((group) => price(group).kind === 'unpriced');
  return {
    files: row.files + refreshed.filesUnread,
    filesRead: row.files,
    sessions: row.sessions,
    responses: row.responses,
    recordsCollapsed: row.recordsCollapsed,
    copiesCollapsed: row.copiesCollapsed,
    recoveredResponses: row.recovered,
    unfinishedResponses: row.unfinished,
    unpricedResponses: unpriced.reduce((sum, group) => sum + group.responses, 0),
    unpricedModels: [...new Set(unpriced.map((group) => group.model || UNKNOWN_KEY))].sort(),
    badLines: row.badLines,
    pricesAsOf: table.asOf,
    priceSources: priceSources(groups, table),
    pricesMayBeOutdated: row.newestAt !== null && row.newestAt - table.asOf > OUTDATED_MS,
    leftOut: refreshed.leftOut,
    lookedIn: refreshed.lookedIn,
  };
}
