import { append } from '../model/long-lists.ts';
import { labelParts } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { ratio } from './composition.ts';
import type { LabelFinder, LedgerBase } from './context-ledger.ts';
import { type EntryName, EntryTable } from './entry-table.ts';
import { leastOf, RecurringCounts, type Weight } from './recurring-counts.ts';
import { EntryList } from './recurring-entries.ts';
import { eachEntry, type RecurringKind } from './recurring-keys.ts';
import { Replays } from './replays.ts';
import type { Weighed } from './weigh-context.ts';

/** Something that was read in many sessions (insight.md section 3). */
export interface Recurring {
  readonly kind: RecurringKind;
  readonly tool: string;
  readonly label: string;
  readonly sessions: number;
  readonly times: number;
  /** Times that it came again, with nothing changed in between; tokens and weights are of these alone. */
  readonly repeats: number;
  /** Its size when it came. */
  readonly tokens: number;
  readonly sent: number;
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
}

/** Finds what recurs among the items of many threads: counts first, and looks closely only at what recurs. */
export class RecurringFinder {
  private readonly entries = new EntryList();
  private readonly counts = new RecurringCounts();
  private readonly replays = new Replays();
  private sessionId = '';
  private sessionNo = 0;

  /**
   * Adds a thread; those of one session follow on one another. What several sessions of a family have as copies of one
   * another came once, with the weight of all.
   */
  add(row: ContextRow, weighed: Weighed): void {
    if (row.sessionId !== this.sessionId) {
      this.sessionId = row.sessionId;
      this.sessionNo++;
    }
    const first = this.entries.add(row, weighed);
    this.replays.begin(row);
    eachEntry(row, weighed, (kind, hash, item, isEdit) => {
      const key = this.counts.keyOf(kind, hash);
      const entry = first + item;
      const original = this.replays.originalOf(`${kind} ${hash} ${isEdit}`, item, entry);
      if (original === entry) this.entries.name(entry, key, isEdit);
      if (isEdit) return;
      const [sent, cost] = [weighed.sent[item] as number, weighed.cost[item] as number];
      if (original === entry) this.counts.add(key, this.sessionNo, sent, cost);
      else {
        this.entries.join(original, entry);
        this.counts.weigh(key, sent, cost);
      }
    });
  }

  /** The heaviest `most`; of equal weight the one with more repeats. */
  report(most: number, base: LedgerBase, labelOf: LabelFinder): Recurring[] {
    const candidates = this.counts.candidates();
    const found: Found[] = [];
    // All of what recurs may be no repeat: the heaviest are looked at first, until no other can be heavier.
    for (let from = 0, step = most; from < candidates.length; from += step, step *= 2) {
      const least = found[most - 1];
      if (least !== undefined && byWeight(least, this.counts.weightOf(candidates[from] ?? 0)) <= 0) break;
      append(found, this.lookAt(candidates.slice(from, from + step)));
      found.sort((a, b) => byWeight(a, b) || b.repeats - a.repeats);
    }
    return found.slice(0, most).map((each) => named(each, base, labelOf));
  }

  private lookAt(keys: readonly number[]): Found[] {
    const rows = new Map(keys.map((key) => [key, [] as number[]]));
    const isAsked = new Uint8Array(this.counts.size);
    for (const key of keys) isAsked[key] = 1;
    const table = new EntryTable((entry) => this.entries.nameOf(entry));
    this.entries.tell(isAsked, table, (key, row) => rows.get(key)?.push(row));
    return keys.flatMap((key) => this.recurringOf(key, rows.get(key) ?? [], table));
  }

  /** A read after an edit is no repeat: what was read is not what had been read. */
  private recurringOf(key: number, rows: number[], table: EntryTable): Found[] {
    table.sort(rows);
    const { kind, times, sessions } = this.counts.of(key);
    let isKnown = false;
    let [repeats, tokens, sent, cost] = [0, 0, 0, 0];
    for (const row of rows) {
      const isRepeat = isKnown && !table.isEdit(row);
      isKnown = !table.isEdit(row);
      if (!isRepeat) continue;
      repeats++;
      tokens += table.tokens(row);
      sent += table.sent(row);
      cost += table.cost(row);
    }
    const name = table.firstName(rows);
    if (name === null || repeats < leastOf(kind) - 1) return [];
    return [{ kind, name, sessions, times, repeats, tokens, sent, cost }];
  }
}

/** The heaviest first: by list price, by tokens where nothing has one. */
function byWeight(a: Weight, b: Weight): number {
  return b.cost - a.cost || b.sent - a.sent;
}

interface Found extends Weight {
  readonly kind: RecurringKind;
  /** Of the first of its entries. */
  readonly name: EntryName;
  readonly sessions: number;
  readonly times: number;
  readonly repeats: number;
  readonly tokens: number;
}

function named({ kind, name, cost, ...counts }: Found, base: LedgerBase, labelOf: LabelFinder): Recurring {
  const { label, file } = labelParts(labelOf(name.sessionId, name.agentId, name.item));
  return {
    kind,
    tool: name.tool,
    label: (kind === 'file' && file) || label,
    ...counts,
    shareTokens: base.tokens === 0 ? null : counts.sent / base.tokens,
    shareListPrice: base.weight === 0n ? null : ratio(BigInt(Math.round(cost)), base.weight),
  };
}
