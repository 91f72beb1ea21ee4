import type { Filter } from '../model/filter.ts';
import { holdsText } from '../model/folder-path.ts';
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
  /** What of it narrows sessions: for any table that has their id. */
  readonly sessions: Where;
}

/** Lets every response through. */
export const ALL_RESPONSES: ResponseWhere = whereOf(null, null, [], []);

/** `sameModel` tells whether a model as written is the one asked for. */
export function responseFilter(store: Store, filter: Filter, sameModel: (model: string) => boolean): ResponseWhere {
  const sessions: Where[] = [];
  if (filter.sessionId !== null) sessions.push({ sql: 'session_id = ?', values: [filter.sessionId] });
  if (filter.roots !== undefined) sessions.push(ofRoots(filter.roots));
  if (filter.project !== null) sessions.push(oneOf(sessionsOf(store, filter.project)));
  if (filter.model === null) return whereOf(filter.since, filter.until, sessions, []);
  const models = store.prepare<[], string>('SELECT DISTINCT model FROM own_responses').pluck().all().filter(sameModel);
  const ofModel = { sql: 'model IN (SELECT value FROM json_each(?))', values: [JSON.stringify(models)] };
  return whereOf(filter.since, filter.until, sessions, [ofModel]);
}

/** The sessions of all projects whose path contains the text. */
function sessionsOf(store: Store, project: string): string[] {
  return store
    .prepare<[], [sessionId: string, project: string]>(`
      SELECT session_id, coalesce(project, '') FROM known_sessions ORDER BY session_id`)
    .raw()
    .all()
    .flatMap(([sessionId, path]) => (holdsText(path, project) ? [sessionId] : []));
}

/** The same, of those sessions only that `sessions` lets through as well. */
export function narrowed(where: ResponseWhere, sessions: Where): ResponseWhere {
  const all = allOf([where, sessions]);
  return { ...where, ...all, rest: allOf([where.rest, sessions]), sessions: allOf([where.sessions, sessions]) };
}

/** Lets sessions through that have a file whose path begins with one of these. */
export function ofRoots(roots: readonly string[]): Where {
  const { sql, values } = belowRoots(roots);
  return { sql: `session_id IN (SELECT session_id FROM files WHERE ${sql})`, values };
}

/** Lets files through whose path begins with one of these. */
export function belowRoots(roots: readonly string[]): Where {
  return { sql: `(${roots.map(() => 'instr(path, ?) = 1').join(' OR ')})`, values: roots };
}

/** Lets these sessions through. */
export function oneOf(sessionIds: readonly string[]): Where {
  return { sql: 'session_id IN (SELECT value FROM json_each(?))', values: [JSON.stringify(sessionIds)] };
}

function whereOf(
  since: Millis | null,
  until: Millis | null,
  sessions: readonly Where[],
  more: readonly Where[],
): ResponseWhere {
  const rest = [...sessions, ...more];
  const from = since === null ? [] : [{ sql: 'at >= ?', values: [since] }];
  const to = until === null ? [] : [{ sql: 'at < ?', values: [until] }];
  return { ...allOf([...from, ...to, ...rest]), since, until, rest: allOf(rest), sessions: allOf(sessions) };
}

/** Lets through what all of them do. */
export function allOf(parts: readonly Where[]): Where {
  return {
    sql: ['TRUE', ...parts.map(({ sql }) => sql)].join(' AND '),
    values: parts.flatMap(({ values }) => values),
  };
}
