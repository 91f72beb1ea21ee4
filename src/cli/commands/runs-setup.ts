import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Launch, launchesIn } from '../../analyse/harness-map.ts';
import { readHarness } from '../../discover/harness-files.ts';
import { lookAt } from '../../discover/look-at.ts';
import { UserError } from '../../model/errors.ts';
import { escaped } from '../../model/escaped.ts';
import { append } from '../../model/long-lists.ts';
import { sessionsBelow } from '../../query/sessions-below.ts';
import { harnessCard, harnessJson, instrumentText } from '../../render/harness-card.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { type RunContext, storePath } from '../run-context.ts';
import { hookReport } from '../settings/hook-report.ts';
import type { CommonOptions } from '../shared-options.ts';
import { withStore } from '../with-store.ts';

export interface RunsSetupOptions extends Omit<CommonOptions, 'root'> {
  readonly db?: string;
  readonly map?: string;
  readonly instrument?: boolean;
}

/**
 * `tj runs setup --map DIR`: where the code of a harness starts sessions, and how tj groups them; with `--instrument` what
 * to add to it. Reads the files of the folder and changes none. `UserError` for what is no folder.
 */
export async function runsSetup(options: RunsSetupOptions, run: RunContext): Promise<void> {
  if (options.map === undefined)
    throw new UserError('usage', 'which folder? Give that of your harness: tj runs setup --map .', 2);
  const folder = resolve(options.map);
  if (lookAt(folder) !== 'folder') throw new UserError('bad-value', `--map ${escaped(folder)}: it is no folder`, 2);
  const launches: Launch[] = [];
  const files = readHarness(folder, (path, text) => append(launches, launchesIn(path, text)));
  const path = storePath(run, options.db);
  const isAsked = existsSync(path) && !options.instrument;
  const known = isAsked ? await withStore(path, async (store) => sessionsBelow(store, files.folder)) : null;
  const map = { ...files, launches, known, hook: hookReport(run, files.folder).state, home: run.home };
  if (options.json)
    printJson({ ...harnessJson(map), ...(options.instrument ? { instrument: instrumentText(map) } : {}) });
  else print(options.instrument ? instrumentText(map) : harnessCard(map, await lookOf(run)));
}
