import type { Millis } from '../model/time.ts';
import type { Store } from './open-store.ts';

/** What a session is called, and when it went on, as far as that is known; times in order. */
export interface TitledSession {
  readonly title: string;
  readonly endedAt: Millis | null;
  readonly earlierEnds: readonly number[];
}

/** Access to the titles of sessions that were read for their usage alone. */
export interface TitleWriter {
  /** When a session went on, as its row says. */
  timesOf(sessionId: string): Omit<TitledSession, 'title'>;
  /** Whether it shows responses that it does not own, and of which sessions these are. */
  isCopying(sessionId: string): boolean;
  originsOf(sessionId: string): string[];
  write(sessionId: string, titled: TitledSession): void;
}

/** Prepares the statements. */
export function titleWriter(store: Store): TitleWriter {
  const times = store.prepare<[string], { endedAt: Millis | null; earlierEnds: string | null }>(
    'SELECT ended_at AS endedAt, earlier_ends AS earlierEnds FROM sessions WHERE session_id = ?',
  );
  const put = store.prepare('UPDATE sessions SET title = ?, ended_at = ?, earlier_ends = ? WHERE session_id = ?');
  const copied = store
    .prepare<[string], 1>('SELECT 1 FROM responses WHERE session_id = ? AND owned = 0 LIMIT 1')
    .pluck();
  const origins = store
    .prepare<[string], string>(`
      SELECT DISTINCT owned.session_id
      FROM responses AS shown JOIN own_responses AS owned USING (key)
      WHERE shown.session_id = ? AND owned.session_id <> shown.session_id
      ORDER BY 1`)
    .pluck();
  return {
    isCopying: (sessionId) => copied.get(sessionId) === 1,
    originsOf: (sessionId) => origins.all(sessionId),
    timesOf(sessionId) {
      const { endedAt = null, earlierEnds = null } = times.get(sessionId) ?? {};
      return { endedAt, earlierEnds: earlierEnds === null ? [] : (JSON.parse(earlierEnds) as number[]) };
    },
    write(sessionId, { title, endedAt, earlierEnds }) {
      put.run(title, endedAt, earlierEnds.length === 0 ? null : JSON.stringify(earlierEnds), sessionId);
    },
  };
}
