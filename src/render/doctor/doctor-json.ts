import type { Examination } from '../../model/examination.ts';
import type { Millis } from '../../model/time.ts';
import { frame } from '../json-frame.ts';

const NOTHING_KEPT = {
  ...{ files: 0, sessions: 0, responses: 0, badLines: 0, recordsCollapsed: 0, copiesCollapsed: 0 },
  ...{ recovered: 0, unfinished: 0 },
};

/** `tj doctor --json`. `ok`: no finding is an error. */
export function doctorJson(examination: Examination, days: string): object {
  const { versions, store, transcripts, hook, findings } = examination;
  return {
    ...frame({
      filter: { since: null, until: null, project: null, model: null, sessionId: null },
      days,
      provenance: provenanceOf(examination),
    }),
    ok: findings.every(({ level }) => level !== 'error'),
    findings: findings.map(({ kind, level, message, path, line, count, do: todo }) => ({
      ...{ kind, level, message },
      ...(path === undefined ? {} : { path }),
      ...(line === undefined ? {} : { line }),
      ...(count === undefined ? {} : { count }),
      ...(todo === undefined ? {} : { do: todo }),
    })),
    versions: { tj: versions.tj, node: versions.node, better_sqlite3: versions.package, sqlite: versions.sqlite },
    store: {
      path: store.path,
      bytes: store.bytes,
      compared_sessions: store.compared?.sessions ?? null,
      comparable_sessions: store.compared?.comparable ?? null,
    },
    transcripts: {
      ...{
        roots: transcripts.roots,
        found: transcripts.found,
        not_kept: transcripts.unkept,
        pruned: transcripts.keptOut,
      },
      cleanup_days: transcripts.cleanupDays,
    },
    hook,
  };
}

function provenanceOf({ store, transcripts, pricesAsOf, unpriced, findings }: Examination) {
  const kept = store.kept ?? NOTHING_KEPT;
  return {
    ...{ files: kept.files, filesRead: kept.files, sessions: kept.sessions, responses: kept.responses },
    ...{ recordsCollapsed: kept.recordsCollapsed, copiesCollapsed: kept.copiesCollapsed, badLines: kept.badLines },
    ...{ recoveredResponses: kept.recovered, unfinishedResponses: kept.unfinished },
    ...{ unpricedResponses: 0, unpricedModels: unpriced, pricesAsOf: pricesAsOf ?? (0 as Millis) },
    ...{
      priceSources: [],
      pricesMayBeOutdated: findings.some(({ kind }) => kind === 'old-prices'),
      leftOut: null,
      usageOnly: 0,
    },
    ...{ lookedIn: transcripts.lookedIn, elsewhere: null, unmatched: [], usualWindow: null, typed: [] },
  };
}
