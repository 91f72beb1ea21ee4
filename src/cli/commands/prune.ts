import { lstatSync } from 'node:fs';
import { sep } from 'node:path';
import { expand, findRoots } from '../../discover/find-roots.ts';
import { lookAt } from '../../discover/look-at.ts';
import { UserError } from '../../model/errors.ts';
import type { PruneWish } from '../../query/prune-targets.ts';
import { seenModels } from '../../query/seen-models.ts';
import { showsDollars } from '../../render/money-policy.ts';
import { type Pruned, pruneDone, pruneJson, pruneNothing, prunePreview } from '../../render/prune-lines.ts';
import type { Store } from '../../store/open-store.ts';
import { storeCopies } from '../../store/store-copies.ts';
import { checkConsent } from '../check-consent.ts';
import { confirm } from '../confirm.ts';
import { loadPrices } from '../load-prices.ts';
import { lookOf } from '../look.ts';
import { print, printError, printJson } from '../output.ts';
import { parseMoment } from '../parse-moment.ts';
import { bytesOf, type PruneJob, pruneStore, rehearse, shrink } from '../prune-store.ts';
import { readWhole } from '../read-whole.ts';
import { onDiskAmong } from '../refresh.ts';
import { type RunContext, storePath } from '../run-context.ts';
import { type AnswerOptions, planOf } from '../shared-options.ts';
import { withThirdPartyPrices } from '../third-party-prices.ts';
import { withStore } from '../with-store.ts';

export interface PruneOptions extends AnswerOptions {
  readonly before?: string;
  readonly gone?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/**
 * `tj prune`: takes sessions, or what vanished from their transcripts, out of the store, after showing it and asking.
 * `UserError` where nothing is named, or nobody can be asked.
 */
export async function prune(options: PruneOptions, run: RunContext): Promise<void> {
  const wish = wishOf(options, run);
  checkConsent(options, 'to take it out');
  const path = storePath(run, options.db);
  const view = {
    store: path,
    withDollars: showsDollars(planOf(options, run), options.dollars ?? false),
    copies: storeCopies(path).length,
    future: wish.before !== null && wish.before > run.now ? (options.before ?? null) : null,
    look: await lookOf(run),
  };
  const given = await loadPrices(run.tjHome, options.pricing);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined)
    throw new UserError('no-store', `there is no store ${path}`, 1);
  await withStore(path, async (store) => {
    // A session that was not read whole has no last record to go by, and what vanished from it is not known.
    if (wish.before !== null || wish.gone) await readWhole(store, run);
    const table = await withThirdPartyPrices(given, seenModels(store));
    const job = jobOf(wish, run, table);
    const pruned = rehearse(store, job);
    const isNothing = pruned.whole + pruned.inPart === 0;
    if (options.dryRun || isNothing) {
      if (options.json) return printJson(pruneJson(pruned, path, options.dryRun ?? false, null));
      return print(isNothing ? pruneNothing(view) : prunePreview(pruned, view));
    }
    if (!options.yes) {
      printError(prunePreview(pruned, view));
      if (!(await confirm('Take this out?'))) return print('Nothing was taken out.\n');
    }
    const { done, freed } = carryOut(store, path, job);
    if (options.json) printJson(pruneJson(done, path, false, freed));
    else print(pruneDone(done, freed, view));
  });
}

function carryOut(store: Store, path: string, job: PruneJob): { done: Pruned; freed: number | null } {
  const before = bytesOf(path);
  const done = pruneStore(store, job);
  return { done, freed: shrink(store, path, before) };
}

function wishOf(options: PruneOptions, run: RunContext): PruneWish {
  const { root, before, gone = false, utc = false } = options;
  if (root === undefined && before === undefined && !gone) {
    throw new UserError('usage', 'what is to go? Give --before DATE, --root DIR or --gone', 2);
  }
  return {
    roots: root === undefined ? null : root.map((asked) => rootOf(asked, run) + sep),
    before: before === undefined ? null : parseMoment(before, '--before', run.now, utc),
    gone,
  };
}

/** As the paths of its transcripts begin; a root that is not there any more is taken by its name. */
function rootOf(asked: string, { env, home }: RunContext): string {
  const folder = expand(asked.trim(), home);
  return lookAt(folder) === 'absent' ? folder : (findRoots({ roots: [asked], env, home })[0] ?? folder);
}

/** What is taken out by its root alone stays out only where tj would read it without being told to. */
function jobOf(wish: PruneWish, run: RunContext, table: PruneJob['table']): PruneJob {
  const isOnDisk = onDiskAmong([]);
  const usual = findRoots({ roots: [], env: run.env, home: run.home }).map((each) => each + sep);
  const isUsual = (path: string) => usual.some((each) => path.startsWith(each));
  return {
    wish,
    now: run.now,
    table,
    isOnDisk,
    comesBack: (path) => (wish.before !== null || isUsual(path)) && isOnDisk(path),
  };
}
