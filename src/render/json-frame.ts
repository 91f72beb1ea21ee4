import type { Filter } from '../model/filter.ts';
import type { LookedIn } from '../model/looked-in.ts';
import type { Provenance } from '../model/provenance.ts';
import { isoOf } from '../model/time.ts';

/** What every answer carries beside its figures. */
export interface AnswerFrame {
  readonly filter: Filter;
  /** `local` for this machine's zone, `utc`, or the name of a zone. */
  readonly days: string;
  readonly provenance: Provenance;
}

/** The fields that every JSON document of an answer begins with. */
export function frame({ filter, days, provenance: p }: AnswerFrame): object {
  return {
    schema: 1,
    window: {
      since: filter.since === null ? null : isoOf(filter.since),
      until: filter.until === null ? null : isoOf(filter.until),
      days,
      usual_days: p.usualWindow?.days ?? null,
      moved: (p.usualWindow?.movedTo ?? null) !== null,
    },
    price_source: Object.fromEntries(p.priceSources.map(({ model, source }) => [model, source])),
    price_provider: Object.fromEntries(
      p.priceSources.flatMap(({ model, provider }) => (provider === null ? [] : [[model, provider]])),
    ),
    provenance: {
      files: p.files,
      files_read: p.filesRead,
      sessions: p.sessions,
      responses: p.responses,
      records_collapsed: p.recordsCollapsed,
      copies_collapsed: p.copiesCollapsed,
      recovered_responses: p.recoveredResponses,
      unfinished_responses: p.unfinishedResponses,
      unpriced_responses: p.unpricedResponses,
      unpriced_models: p.unpricedModels,
      bad_lines: p.badLines,
      prices_as_of: isoOf(p.pricesAsOf).slice(0, 10),
      prices_may_be_outdated: p.pricesMayBeOutdated,
      left_out: p.leftOut,
      usage_only_sessions: p.usageOnly,
      looked_in: lookedInJson(p.lookedIn),
      elsewhere: p.elsewhere,
      unmatched: p.unmatched,
    },
  };
}

/** Places that have no transcript. */
export function lookedInJson(lookedIn: readonly LookedIn[]): object[] {
  return lookedIn.map(({ folder, namedBy, found, instead }) => ({ folder, named_by: namedBy, found, instead }));
}
