import { type DepthOf, writtenSince } from '../model/depth.ts';
import type { Filter } from '../model/filter.ts';
import type { LabelsKept } from '../model/label.ts';
import type { UsualWindow } from '../model/provenance.ts';
import { DAY_MS, millis } from '../model/time.ts';
import type { PriceTable } from '../price/price-table.ts';
import { newestResponse } from '../query/newest-response.ts';
import { responseFilter } from '../query/response-filter.ts';
import type { Store } from '../store/open-store.ts';
import { wholeSessions } from '../store/session-depth.ts';
import type { Source } from './ask.ts';
import { settingOf } from './config-file.ts';
import { LABELS } from './config-keys.ts';
import { type Narrowing, narrowing } from './narrowing.ts';
import { noteRefreshed } from './note-refreshed.ts';
import { type Refreshed, refresh } from './refresh.ts';
import type { RunContext } from './run-context.ts';

/** What was read for an answer, and the window that it is for. */
export interface BroughtUp {
  readonly asked: Filter;
  readonly refreshed: Refreshed;
  readonly usualWindow: UsualWindow | null;
}

/** Reads of a store's transcripts what is needed of them; what was read before it is added to what it returns. */
type Bring = (depthOf: DepthOf) => Promise<Refreshed>;

/**
 * Brings the store up to date as far as the answer needs it: the sessions of its window, and of a session that is chosen
 * by what is known all of it. Where no window is asked for and the usual one is empty, it is moved to the newest response.
 */
export async function bringUp(
  store: Store,
  source: Source,
  asked: Filter,
  table: (store: Store) => Promise<PriceTable>,
  run: RunContext,
): Promise<BroughtUp> {
  const bring = bringer(store, source, run);
  const chosen = chooser(source);
  const labels = () => settingOf(run, LABELS).value;
  if (chosen !== null)
    return { asked, refreshed: await ofChosen(store, source, asked, table, bring, chosen, labels), usualWindow: null };
  const { usualDays } = source;
  if (usualDays === null) return { asked, refreshed: await bring(source.needs(asked)), usualWindow: null };
  const spanMs = usualDays * DAY_MS;
  const usual = { ...asked, since: millis(run.now - spanMs) };
  let refreshed = await bring(source.needs(usual));
  const prices = await table(store);
  const newest = (filter: Filter) => {
    const narrowed = narrowing(store, filter, source, prices, refreshed);
    return newestResponse(store, responseFilter(store, narrowed.filter, narrowed.isModel));
  };
  const unmoved = { asked: usual, refreshed, usualWindow: { days: usualDays, movedTo: null } };
  if (newest(usual) !== null) return unmoved;
  refreshed = await bring(() => 'usage');
  const movedTo = newest(asked);
  if (movedTo === null) return { ...unmoved, refreshed };
  const moved = { ...asked, since: millis(movedTo - spanMs) };
  refreshed = await bring(source.needs(moved));
  return { asked: moved, refreshed, usualWindow: { days: usualDays, movedTo } };
}

/** Which sessions are looked into, once it is known which there are; null where that does not depend on it. */
function chooser({ session, chosen }: Source): ((store: Store, narrowed: Narrowing) => readonly string[]) | null {
  if (session !== undefined) return (_store, { filter }) => (filter.sessionId === null ? [] : [filter.sessionId]);
  if (chosen === undefined) return null;
  return (store, { filter, isModel }) => chosen(store, responseFilter(store, filter, isModel));
}

/** Whose the responses of a session are depends on the others: of these it is enough to know theirs. */
async function ofChosen(
  store: Store,
  source: Source,
  asked: Filter,
  table: (store: Store) => Promise<PriceTable>,
  bring: Bring,
  chosen: NonNullable<ReturnType<typeof chooser>>,
  labels: () => LabelsKept,
): Promise<Refreshed> {
  const refreshed = await bring(source.session === undefined ? source.needs(asked) : () => 'usage');
  const narrowed = narrowing(store, asked, source, await table(store), refreshed);
  const isWhole = wholeSessions(store);
  const further = new Set(chosen(store, narrowed).filter((id) => !isWhole(id)));
  if (further.size === 0) return refreshed;
  if (source.chosenFor !== 'titles') return bring(({ sessionId }) => (further.has(sessionId) ? 'spans' : null));
  const { readTitles } = await import('../ingest/read-titles.ts');
  await readTitles(store, further, labels());
  // As of a refresh of these alone.
  return { ...refreshed, filesUnread: 0 };
}

function bringer(store: Store, { refresh: options }: Source, run: RunContext): Bring {
  let before: Refreshed | null = null;
  return async (depthOf) => {
    const now = await refresh(store, run, { ...options, depthOf });
    const noted = new Set(before?.faults.map(({ sessionId }) => sessionId));
    noteRefreshed({ ...now, faults: now.faults.filter(({ sessionId }) => !noted.has(sessionId)) });
    before = before === null ? now : together(before, now);
    return before;
  };
}

function together(before: Refreshed, now: Refreshed): Refreshed {
  return {
    ...now,
    // What is read once more, whole, was read before.
    filesRead: Math.max(before.filesRead, now.filesRead),
    bytesRead: Math.max(before.bytesRead, now.bytesRead),
    leftOut: now.leftOut ?? before.leftOut,
    issues: [...before.issues, ...now.issues],
    vanished: [...before.vanished, ...now.vanished],
  };
}

/** The sessions of the window that is asked for, read for their usage. */
export function usageWithin({ since }: Filter): DepthOf {
  return writtenSince(since, 'usage');
}

/** The sessions of the window that is asked for, read whole. */
export function spansWithin({ since }: Filter): DepthOf {
  return writtenSince(since, 'spans');
}
