import { sep } from 'node:path';
import type { Filter } from '../model/filter.ts';
import { holdsText } from '../model/folder-path.ts';
import type { Elsewhere, Unmatched } from '../model/provenance.ts';
import { modelsLike } from '../price/models-like.ts';
import type { PriceTable } from '../price/price-table.ts';
import { resolveModel } from '../price/resolve-model.ts';
import { elsewhere } from '../query/elsewhere.ts';
import { ofRoots, responseFilter, type Where } from '../query/response-filter.ts';
import { modelsOf, projectsOf } from '../query/what-there-is.ts';
import type { Store } from '../store/open-store.ts';
import type { Source } from './ask.ts';
import type { Refreshed } from './refresh.ts';

/** What an answer leaves out, as asked for. */
export interface Narrowing {
  readonly filter: Filter;
  /** Whether responses of a model, as written, are asked for. */
  readonly isModel: (model: string) => boolean;
  /** What the store holds from other folders than the roots asked for; null where nothing is left out by them. */
  readonly besides: Elsewhere | null;
  /** Options that nothing matches. Asked only where an answer is empty. */
  readonly unmatched: () => Unmatched[];
}

/** Settles what of the store is asked for: `--root` narrows the answer, whatever else the store has read. The roots are real paths. */
export function narrowing(
  store: Store,
  asked: Filter,
  { session, refresh }: Source,
  table: PriceTable,
  { within, lookedIn }: Refreshed,
): Narrowing {
  const below = within.map((root) => root + sep);
  const besides = refresh.root.length === 0 ? null : elsewhere(store, below);
  const rooted = besides === null ? asked : { ...asked, roots: below };
  const { sessions: inRoots } = responseFilter(store, { ...rooted, project: null, model: null }, () => true);
  const filter = { ...rooted, sessionId: session?.(store, inRoots, lookedIn) ?? null };
  const models = filter.model === null ? null : modelsLike(table, filter.model, modelsOf(store, ALL));
  return {
    ...{ filter, besides, isModel: (model) => models === null || models.has(model) },
    unmatched: () => {
      const project = unmatchedProject(store, filter, inRoots);
      // What no project has is asked for in all of them.
      const among = project.length === 0 ? filter : { ...filter, project: null };
      return [...project, ...unmatchedModel(store, among, table, models)];
    },
  };
}

/** The sessions of the folders that `--root` names; without it all. */
export function sessionsWithin({ within }: Refreshed, { root }: Source['refresh']): Where {
  return root.length === 0 ? ALL : ofRoots(within.map((each) => each + sep));
}

const ALL: Where = { sql: 'TRUE', values: [] };

function unmatchedProject(store: Store, { project }: Filter, inRoots: Where): Unmatched[] {
  if (project === null) return [];
  const known = projectsOf(store, inRoots);
  const isKnown = known.some((each) => holdsText(each, project));
  return isKnown ? [] : [{ option: '--project', asked: project, known }];
}

function unmatchedModel(
  store: Store,
  filter: Filter,
  table: PriceTable,
  models: ReadonlySet<string> | null,
): Unmatched[] {
  if (filter.model === null || models === null) return [];
  const { sessions } = responseFilter(store, { ...filter, model: null }, () => true);
  const here = modelsOf(store, sessions);
  if (here.some((model) => models.has(model))) return [];
  const known = here.map((model) => resolveModel(table, model)?.prices.id ?? model).filter((model) => model !== '');
  return [{ option: '--model', asked: filter.model, known: [...new Set(known)] }];
}
