import type { Filter } from '../model/filter.ts';
import type { Store } from '../store/open-store.ts';

/** A WHERE clause over `responses`, and its values. */
export interface Where {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Lets every response through. */
export const ALL_RESPONSES: Where = { sql: 'TRUE', values: [] };

/** `sameModel` tells whether a model as written is the one asked for. */
export function responseFilter(store: Store, filter: Filter, sameModel: (model: string) => boolean): Where {
  const parts: string[] = ['TRUE'];
  const values: (string | number)[] = [];
  const add = (sql: string, ...more: (string | number)[]) => {
    parts.push(sql);
    values.push(...more);
  };
  if (filter.since !== null) add('at >= ?', filter.since);
  if (filter.until !== null) add('at < ?', filter.until);
  if (filter.sessionId !== null) add('session_id = ?', filter.sessionId);
  if (filter.project !== null) {
    const sessions = "SELECT session_id FROM sessions WHERE instr(lower(coalesce(project, cwd, '')), lower(?)) > 0";
    add(`session_id IN (${sessions})`, filter.project);
  }
  if (filter.model !== null) {
    const models = store.prepare<[], string>('SELECT DISTINCT model FROM responses').pluck().all().filter(sameModel);
    add(`model IN (${models.map(() => '?').join(', ')})`, ...models);
  }
  return { sql: parts.join(' AND '), values };
}
