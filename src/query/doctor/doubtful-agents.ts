import type { Store } from '../../store/open-store.ts';

/** Agents of one session of which it is not known which call started them, or only by their type and the order of time. */
export interface DoubtfulAgents {
  readonly sessionId: string;
  readonly link: 'unlinked' | 'type';
  readonly agents: number;
}

/** Which sessions have agents that are linked to no call, or to one that may be another's? */
export function doubtfulAgents(store: Store): DoubtfulAgents[] {
  return store
    .prepare<[], DoubtfulAgents>(`
      SELECT session_id AS sessionId, link, count(*) AS agents FROM agents
      WHERE link IN ('unlinked', 'type')
      GROUP BY 1, 2 ORDER BY link DESC, session_id`)
    .all();
}
