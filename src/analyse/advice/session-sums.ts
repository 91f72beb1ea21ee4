import type { ContextRow } from '../../query/contexts.ts';
import { KeyTable, SumTable } from '../key-table.ts';
import type { Sample } from '../ledger-tally.ts';
import type { Weighed } from '../weigh-context.ts';
import type { LeverEvidence } from './lever.ts';

/** Columns of what an item came to in a session; `before`: the row of the session before it that had the item, -1 for none. */
const SUM = { session: 0, tokens: 1, responses: 2, cost: 3, before: 4, width: 5 };

/** What items came to, session by session: items of many threads that are known by the same two numbers are one. */
export class SessionSums {
  private readonly keys = new KeyTable();
  private readonly table = new SumTable(SUM.width);
  /** By key: the row of the last session that had it, and one of its threads. */
  private readonly last: number[] = [];
  private readonly samples: Sample[] = [];
  private readonly sessions: string[] = [];
  private rows = 0;

  /** From here on items of this thread are added; threads of one session follow on one another. */
  begin({ sessionId }: ContextRow): void {
    if (this.sessions.at(-1) !== sessionId) this.sessions.push(sessionId);
  }

  /** Adds what an item of the thread came to. */
  add(first: number, second: number, { sessionId, agentId }: ContextRow, item: number, weighed: Weighed): void {
    const key = this.keys.indexOf(first, second);
    if (key === this.samples.length) this.samples.push({ sessionId, agentId, item });
    const from = this.table.row(this.rowOf(key));
    const { numbers } = this.table;
    const more = (column: number, value: number | undefined) => {
      numbers[from + column] = (numbers[from + column] as number) + (value ?? 0);
    };
    more(SUM.tokens, weighed.sent[item]);
    more(SUM.responses, weighed.distinct[item]);
    more(SUM.cost, weighed.cost[item]);
  }

  /** Numbers of the items: those that they are known by, and one of their threads. */
  *items(): Generator<{ readonly key: number; readonly pair: readonly [number, number]; readonly sample: Sample }> {
    for (const [key, sample] of this.samples.entries()) yield { key, pair: this.keys.pairAt(key), sample };
  }

  /** What an item came to in each session that had it. */
  evidenceOf(key: number): LeverEvidence[] {
    const evidence: LeverEvidence[] = [];
    for (let row = this.last[key] ?? -1; row >= 0; ) {
      const from = this.table.row(row);
      const at = (column: number) => this.table.numbers[from + column] as number;
      evidence.push({
        ...{ sessionId: this.sessions[at(SUM.session)] ?? '', spanId: null },
        ...{ tokens: at(SUM.tokens), responses: at(SUM.responses), weight: BigInt(Math.round(at(SUM.cost))) },
      });
      row = at(SUM.before);
    }
    return evidence;
  }

  private rowOf(key: number): number {
    const session = this.sessions.length - 1;
    const last = this.last[key] ?? -1;
    if (last >= 0 && this.table.numbers[this.table.row(last) + SUM.session] === session) return last;
    const from = this.table.row(this.rows);
    this.table.numbers[from + SUM.session] = session;
    this.table.numbers[from + SUM.before] = last;
    this.last[key] = this.rows;
    return this.rows++;
  }
}
