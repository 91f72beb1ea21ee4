import { provenanceOf } from '../../query/provenance.ts';
import { ALL_RESPONSES } from '../../query/response-filter.ts';
import { deadHookJson, deadHookLines } from '../../render/dead-hook-lines.ts';
import { indexJson } from '../../render/index-json.ts';
import { indexSummary } from '../../render/index-summary.ts';
import { deadHook } from '../dead-hook.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { refresh } from '../refresh.ts';
import { type RunContext, storePath } from '../run-context.ts';
import type { CommonOptions } from '../shared-options.ts';
import { withStore } from '../with-store.ts';

export interface IndexOptions extends CommonOptions {
  readonly db?: string;
  readonly reindex?: boolean;
}

/** `tj index`: reads all that changed and keeps it; with `--reindex` everything that still exists is read anew. */
export async function indexTranscripts(options: IndexOptions, context: RunContext): Promise<void> {
  const path = storePath(context, options.db);
  await withStore(path, async (store) => {
    const reindex = options.reindex ?? false;
    const refreshed = await refresh(store, context, {
      root: options.root ?? [],
      budgetMs: null,
      newestSessions: null,
      reindex,
      depthOf: () => 'spans',
      takesReports: true,
    });
    const kept = provenanceOf(store, ALL_RESPONSES);
    const [dead, look] = [await deadHook(context), await lookOf(context)];
    if (options.json) printJson({ ...indexJson(refreshed, kept, path), ...deadHookJson(dead) });
    else print(indexSummary({ ...refreshed, typed: context.typed }, kept, path, look) + deadHookLines(dead, look));
  });
}
