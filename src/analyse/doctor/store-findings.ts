import type { Finding } from '../../model/finding.ts';
import type { Damage } from '../../store/check/check-store.ts';

/** Sessions whose rows are not what their journal makes of them, of how many that were built again. */
export interface ComparedRows {
  readonly sessions: number;
  /** All that could be. */
  readonly comparable: number;
  readonly differ: readonly { readonly sessionId: string; readonly tables: readonly string[] }[];
}

const WHAT_IS_LOST: Readonly<Record<Damage['part'], string>> = {
  structure: 'SQLite cannot read it as it was written',
  kept: 'no transcript can give them back',
  journal: 'what was read of transcripts; those that are gone cannot be read again',
  built: 'they are built again from transcripts and journal',
  sums: 'they are summed again with their sessions',
};

/** Findings about what a store at `path` holds. */
export function storeFindings(path: string, damages: readonly Damage[], compared: ComparedRows | null): Finding[] {
  return [
    ...damages.map((damage) => damageFinding(path, damage)),
    ...(compared?.differ ?? []).map(({ sessionId, tables }): Finding => {
      const message = `session ${sessionId.slice(0, 8)} is not what its journal makes of it: ${tables.join(', ')}`;
      return { kind: 'rows-differ', level: 'error', message, path, do: 'tj doctor --repair' };
    }),
  ];
}

function damageFinding(path: string, { part, table, count, detail }: Damage): Finding {
  const rows = count === 1 ? '1 row is' : `${count} rows are`;
  const what = detail === '' ? `${rows} not as written in ${table}` : `${table === '' ? '' : `${table}: `}${detail}`;
  return {
    ...{ kind: 'store-damaged' as const, level: 'error' as const, path },
    message: `${what}; ${WHAT_IS_LOST[part]}`,
    do: 'tj doctor --repair',
  };
}
