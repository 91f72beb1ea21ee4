import type { Counted } from '../build/pack-contexts.ts';
import type { AgentId } from '../model/ids.ts';
import type { PackedContext } from '../model/packed-context.ts';
import type { Millis } from '../model/time.ts';
import type { Tokens } from '../model/tokens.ts';
import { rowSum } from './check/row-sum.ts';
import { deflated } from './deflated.ts';
import { bytesOf } from './number-codec.ts';
import type { Store } from './open-store.ts';

export const CONTEXT_COLUMNS = ['session_id', 'agent_id', 'logged', 'copies', 'tools', 'rates'] as const;
export const CONTEXT_BLOBS = ['items', 'stretches', 'labels'] as const;

/** Replaces the contexts of a session. To be used within a transaction, after the session is written. */
export function contextWriter(store: Store): (sessionId: string, contexts: readonly PackedContext[]) => void {
  const clear = store.prepare('DELETE FROM contexts WHERE session_id = ?');
  const columns = [...CONTEXT_COLUMNS, ...CONTEXT_BLOBS, 'row_sum'];
  const put = store.prepare<unknown[]>(
    `INSERT INTO contexts (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  );
  return (sessionId, contexts) => {
    clear.run(sessionId);
    for (const { agentId, logged, copies, tools, rates, items, stretches, labels } of contexts) {
      const marks = [logged ? 1 : 0, copies ? 1 : 0];
      const lists = [JSON.stringify(tools), JSON.stringify(rates)];
      const values = [sessionId, agentId, ...marks, ...lists];
      const blobs = [bytesOf(items), deflated(bytesOf(stretches)), deflated(JSON.stringify(labels))];
      put.run(...values, ...blobs, rowSum(values, ...blobs));
    }
  };
}

/** What a session owns, as decided: the base of its ledger's prices. */
export function countedReader(store: Store): (sessionId: string) => Counted[] {
  const rows = store.prepare<[string], CountedRow>(`
    SELECT key, variant, attempt, agent_id AS agentId, at, model, fast, geo, tier, input_tokens AS input,
      output_tokens AS output, cache_read_tokens AS cacheRead, cache_write_5m_tokens AS cacheWrite5m,
      cache_write_1h_tokens AS cacheWrite1h
    FROM own_responses WHERE session_id = ? ORDER BY ordinal, attempt`);
  return (sessionId) =>
    rows.all(sessionId).map(({ input, output, cacheRead, cacheWrite5m, cacheWrite1h, fast, ...row }) => {
      return { ...row, fast: fast === 1, tokens: { input, output, cacheRead, cacheWrite5m, cacheWrite1h } };
    });
}

interface CountedRow extends Tokens {
  readonly key: string;
  readonly variant: string;
  readonly attempt: number;
  readonly agentId: AgentId;
  readonly at: Millis | null;
  readonly model: string;
  readonly fast: number;
  readonly geo: string;
  readonly tier: string;
}
