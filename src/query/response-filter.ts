import type { Filter } from '../model/filter.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** A condition in SQL, and its values. */
export interface Where {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** A WHERE clause over `responses`, whole and in the parts that sums over it are asked by. */
export interface ResponseWhere extends Where {
  readonly since: Millis | null;
  readonly until: Millis | null;
  /** All but the times. */
  readonly rest: Where;
}

/** Lets every response through. */
export const ALL_RESPONSES: ResponseWhere = whereOf(null, null, []);

/** `sameModel` tells whether a model as written is the one asked for. */
export function responseFilter(store: Store, filter: Filter, sameModel: (model: string) => boolean): ResponseWhere {
  const parts: Where[] = [];
  const add = (sql: string, ...values: (string | number)[]) => parts.push({ sql, values });
  if (filter.sessionId !== null) add('session_id = ?', filter.sessionId);
  if (filter.project !== null) {
    const sessions = "SELECT session_id FROM sessions WHERE instr(lower(coalesce(project, cwd, '')), lower(?)) > 0";
    add(`session_id IN (${sessions})`, filter.project);
  }
  if (filter.model !== null) {
    const models = store.prepare<[], string>('SELECT DISTINCT model FROM responses').pluck().all().filter(sameModel);
    add(`model IN (${models.map(() => '?').join(', ')})`, ...models);
  }
  return whereOf(filter.since, filter.until, parts);
}

function whereOf(since: Millis | null, until: Millis | null, rest: readonly Where[]): ResponseWhere {
  const from = since === null ? [] : [{ sql: 'at >= ?', values: [since] }];
  const to = until === null ? [] : [{ sql: 'at < ?', values: [until] }];
  return { ...allOf([...from, ...to, ...rest]), since, until, rest: allOf(rest) };
}

function allOf(parts: readonly Where[]): Where {
  return { sql: ['TRUE', ...parts.map(({ sql }) => sql)].join(' AND '), values: parts.flatMap(({ values }) => values) };
}
