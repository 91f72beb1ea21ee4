import type { RateKey } from '../model/packed-context.ts';
import type { PackedUnits } from '../model/packed-units.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** The turns and agents of a session that have responses. */
export interface UnitsRow extends PackedUnits {
  readonly sessionId: string;
}

/**
 * Of what does the work of these sessions consist, turn by turn and agent by agent? In the order of their ids; sessions
 * without any of these models are left out.
 */
export function* keptUnits(store: Store, sessions: Where, models: readonly string[]): Generator<UnitsRow> {
  const names = models.map((model) => JSON.stringify(model));
  const ofModels = ['FALSE', ...models.map(() => 'instr(rates, ?)')].join(' OR ');
  const known = new Map<string, RateKey[]>();
  const ratesOf = (text: string) => {
    const rates = known.get(text) ?? (JSON.parse(text) as RateKey[]);
    known.set(text, rates);
    return rates;
  };
  const rows = store
    .prepare<unknown[], [string, string, string, string]>(
      `SELECT session_id, rates, ids, numbers FROM units WHERE ${sessions.sql} AND (${ofModels}) ORDER BY session_id`,
    )
    .raw()
    .iterate(...sessions.values, ...names);
  for (const row of rows)
    yield {
      sessionId: row[0],
      rates: ratesOf(row[1]),
      ids: JSON.parse(row[2]) as string[],
      numbers: JSON.parse(row[3]) as number[],
    };
}
