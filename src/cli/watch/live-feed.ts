import { lstatSync } from 'node:fs';
import { type LiveView, liveView } from '../../analyse/live-view.ts';
import type { StateClock } from '../../analyse/session-state.ts';
import { statusSessions } from '../../analyse/status-sessions.ts';
import { fileStat } from '../../discover/file-stat.ts';
import { projectFinder } from '../../discover/find-project.ts';
import { findRoots } from '../../discover/find-roots.ts';
import { findTranscripts } from '../../discover/find-transcripts.ts';
import { ingest } from '../../ingest/ingest.ts';
import { readTitles } from '../../ingest/read-titles.ts';
import { writtenSince } from '../../model/depth.ts';
import { UserError } from '../../model/errors.ts';
import type { LabelsKept } from '../../model/label.ts';
import type { NamedSession } from '../../model/session-label.ts';
import { HOUR_MS, type Millis, millis, SECOND_MS } from '../../model/time.ts';
import type { TranscriptFile } from '../../model/transcript-file.ts';
import type { Walk } from '../../model/walk.ts';
import type { PriceTable } from '../../price/price-table.ts';
import { lastContexts } from '../../query/last-contexts.ts';
import { oneOf, responseFilter } from '../../query/response-filter.ts';
import { type SaidOfSession, saidOfSessions } from '../../query/said-of-sessions.ts';
import { sessionLives } from '../../query/session-lives.ts';
import { sessionNames } from '../../query/session-names.ts';
import { usageGroups } from '../../query/usage-groups.ts';
import type { QuotaNow } from '../../render/quota-line.ts';
import { asUserError, IN_MEMORY, openAtHand, openStore, type Store } from '../../store/open-store.ts';
import { BY_SESSION, pricesFor, pricing } from '../ask.ts';
import { settingOf } from '../config-file.ts';
import { LABELS } from '../config-keys.ts';
import { currentPaces, currentQuotas } from '../current-quotas.ts';
import { loadPrices } from '../load-prices.ts';
import { type RunContext, storePath } from '../run-context.ts';
import { parseBudget } from '../shared-options.ts';
import { stateClockOf } from '../state-clock.ts';
import type { WatchOptions } from './watch-status.ts';

/** What is shown at one moment. */
export interface LiveNews {
  readonly view: LiveView;
  readonly quota: QuotaNow;
  /** Whether the first reading was cut short by the budget. */
  readonly isPartial: boolean;
}

/** Of the time that passes, at most this part is spent on looking for transcripts, and this on reading them. */
const LOOKING = 1 / 100;
const READING = 1 / 70;

/** The store is asked in passing: another tj at it is not waited for. */
const BUSY_MS = 20;

const NOTHING_SAID: { readonly said: readonly SaidOfSession[]; readonly quota: QuotaNow } = {
  said: [],
  quota: { samples: [], paces: [] },
};

/**
 * Reads what goes on, again and again. Transcripts that were written within the window are read for their usage into a
 * store in memory, so that nothing is kept and whatever the user's own store holds makes no look slower; of that one only
 * quotas, labels and ends of sessions are asked. Large histories are looked at less often, so that it stays cheap.
 */
export async function liveFeed(options: WatchOptions, windowMs: number, first: RunContext) {
  const budgetMs = parseBudget(options.budget);
  const given = await loadPrices(first.tjHome, options.pricing);
  const store = openStore(IN_MEMORY);
  const files = transcriptsOf(options.root ?? []);
  const read = reader(store, first.home, budgetMs);
  const titlesOf = titles(store, settingOf(first, LABELS).value);
  return {
    look: async (run: RunContext): Promise<LiveNews> => {
      const since = millis(run.now - windowMs);
      const found = await files(run, since);
      const isPartial = await read(found, since, run);
      const clock = stateClockOf(run, options.root);
      const table = await pricesFor(store, given, null);
      const asked = { project: options.project ?? null, table, since };
      return { ...(await newsOf(store, storePath(run, options.db), found, clock, asked, titlesOf)), isPartial };
    },
    close: () => store.close(),
  };
}

interface Asked {
  readonly project: string | null;
  readonly table: PriceTable;
  readonly since: Millis;
}

async function newsOf(
  store: Store,
  path: string,
  files: readonly TranscriptFile[],
  clock: StateClock,
  { project, table, since }: Asked,
  titlesOf: ReturnType<typeof titles>,
): Promise<Omit<LiveNews, 'isPartial'>> {
  const { price, thresholds, fine } = pricing(table);
  const within = (from: Millis) => {
    return responseFilter(store, { since: from, until: null, project, model: null, sessionId: null }, () => true);
  };
  const lastHour = within(millis(clock.now - HOUR_MS));
  const all = sessionLives(store, lastHour.sessions, clock.now);
  const { said, quota } = besides(
    path,
    all.map(({ sessionId }) => sessionId),
    clock.now,
  );
  const closedAt = new Map(said.map((each) => [each.sessionId, each.closedAt]));
  const lives = all.map((life) => ({ ...life, closedAt: closedAt.get(life.sessionId) ?? null }));
  const own = files.flatMap(({ kind, sessionId }) => (kind === 'main' && sessionId !== null ? [sessionId] : []));
  const ids = statusSessions(lives, clock, new Set(own)).running;
  const labels = new Map(said.map((each) => [each.sessionId, each.label]));
  const names = await titlesOf(ids, files);
  const facts = {
    clock,
    lives: lives.filter(({ sessionId }) => ids.includes(sessionId)),
    contexts: lastContexts(store, ids),
    names: new Map(
      [...names].map(([id, name]): [string, NamedSession] => [id, { ...name, label: labels.get(id) ?? null }]),
    ),
    lastHour: usageGroups(store, lastHour, thresholds, fine(BY_SESSION)),
    window: usageGroups(store, within(since), thresholds, fine(BY_SESSION)),
  };
  return { view: liveView(facts, price), quota };
}

/** What the user's own store says of these sessions and of the quotas; nothing where it is locked or not there. */
function besides(path: string, sessionIds: readonly string[], now: Millis): typeof NOTHING_SAID {
  let store: Store | null = null;
  try {
    store = openAtHand(path, BUSY_MS);
    if (store === null) return NOTHING_SAID;
    const quota = { samples: currentQuotas(store, now), paces: currentPaces(store, now) };
    return { said: saidOfSessions(store, sessionIds), quota };
  } catch (error) {
    if (asUserError(error, path) instanceof UserError) return NOTHING_SAID;
    throw error;
  } finally {
    store?.close();
  }
}

/** Looks which transcripts were written since a time; between two looks for new ones only those are looked at again. */
function transcriptsOf(asked: readonly string[]) {
  let walks: readonly Walk[] = [];
  let known: readonly TranscriptFile[] = [];
  let nextAt = 0;
  return async (run: RunContext, since: Millis): Promise<readonly TranscriptFile[]> => {
    const begun = performance.now();
    if (begun < nextAt) {
      known = known.flatMap(seenAgain);
      return known;
    }
    const found = await findTranscripts(findRoots({ roots: asked, env: run.env, home: run.home }), walks);
    walks = [...found.walks, ...found.held];
    const sessions = new Set(
      found.files.flatMap(({ mtimeMs, sessionId, path }) => (mtimeMs >= since ? [sessionId ?? path] : [])),
    );
    known = found.files.filter(({ sessionId, path }) => sessions.has(sessionId ?? path));
    nextAt = pausedUntil(begun, LOOKING);
    return known;
  };
}

function seenAgain(file: TranscriptFile): TranscriptFile[] {
  const stat = lstatSync(file.path, { throwIfNoEntry: false });
  return stat?.isFile() ? [{ ...file, ...fileStat(stat) }] : [];
}

/** Reads what changed; returns whether the first reading was cut short. */
function reader(store: Store, home: string, budgetMs: number) {
  const projectOf = projectFinder(home);
  let isPartial = false;
  let nextAt = 0;
  return async (files: readonly TranscriptFile[], since: Millis, run: RunContext): Promise<boolean> => {
    const begun = performance.now();
    if (begun < nextAt) return isPartial;
    const outcome = await ingest(store, files, {
      ...{ projectOf, now: run.now, reindex: false, onProgress: () => {} },
      stopAt: performance.timeOrigin + begun + budgetMs,
      depthOf: writtenSince(since, 'usage'),
    });
    // What is read for the first time is read once.
    if (nextAt > 0) nextAt = pausedUntil(begun, READING);
    else nextAt = begun;
    isPartial = outcome.sessionsLeft > 0;
    return isPartial;
  };
}

/** What began then may begin again so late that it takes no more than its part of the time. */
function pausedUntil(begun: number, part: number): number {
  return begun + Math.max(0, (performance.now() - begun) / part - SECOND_MS / 2);
}

/** What sessions are called: their transcripts are read for it when they are first seen, and when they are twice as long. */
function titles(store: Store, labels: LabelsKept) {
  const known = new Map<string, { readonly name: NamedSession; readonly bytes: number }>();
  return async (
    ids: readonly string[],
    files: readonly TranscriptFile[],
  ): Promise<ReadonlyMap<string, NamedSession>> => {
    const bytes = new Map(files.map(({ sessionId, kind, size }) => [kind === 'main' ? sessionId : null, size]));
    const asked = ids.filter((id) => (bytes.get(id) ?? 0) >= 2 * (known.get(id)?.bytes ?? 0));
    if (asked.length > 0) {
      await readTitles(store, asked, labels);
      for (const [id, name] of sessionNames(store, oneOf(asked))) known.set(id, { name, bytes: bytes.get(id) ?? 0 });
    }
    return new Map(ids.flatMap((id) => known.get(id)?.name ?? []).map((name) => [name.sessionId, name]));
  };
}
