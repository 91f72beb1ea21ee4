import type { ContextRow } from '../query/contexts.ts';
import { ratio } from './composition.ts';
import type { LabelFinder, LedgerBase } from './context-ledger.ts';
import { KeyTable, SumTable } from './key-table.ts';
import { EntryList } from './recurring-entries.ts';
import { eachEntry, RECURRING_KINDS, type RecurringKind } from './recurring-keys.ts';
import type { Weighed } from './weigh-context.ts';

/** Something that came into context again and again across sessions (insight.md section 3). */
export interface Recurring {
  readonly kind: RecurringKind;
  readonly tool: string;
  readonly label: string;
  readonly sessions: number;
  readonly times: number;
  /** Times that it came again, with nothing changed in between; tokens and weights are of these alone. */
  readonly repeats: number;
  /** On entry. */
  readonly tokens: number;
  readonly carried: number;
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
}

/** What counts as recurring: in so many sessions, or so many times. */
const LEAST_SESSIONS = 3;
const LEAST_TIMES = 3;

/** Columns of what is summed of a key; cost and tokens carried are of all its entries: repeats come to no more. */
const SUM = { times: 0, sessions: 1, lastSession: 2, cost: 3, carried: 4, width: 5 };

/** Finds what recurs among the passengers of many threads: counts first, and looks closely only at what recurs. */
export class RecurringFinder {
  private readonly entries = new EntryList();
  /** By kind and hash. */
  private readonly keys = new KeyTable();
  private readonly sums = new SumTable(SUM.width);
  private sessionId = '';
  private sessionNo = 0;

  /** Adds a thread; those of one session follow on one another. */
  add(row: ContextRow, weighed: Weighed): void {
    if (row.sessionId !== this.sessionId) {
      this.sessionId = row.sessionId;
      this.sessionNo++;
    }
    const first = this.entries.add(row, weighed);
    eachEntry(row, weighed, (kind, hash, passenger, isEdit) => {
      const key = this.keys.indexOf(kind, hash);
      this.entries.keys[first + passenger] = 2 * key + (isEdit ? 1 : 0);
      if (isEdit) return;
      const from = this.sums.row(key);
      const sums = this.sums.numbers;
      sums[from + SUM.times] = (sums[from + SUM.times] as number) + 1;
      sums[from + SUM.cost] = (sums[from + SUM.cost] as number) + (weighed.cost[passenger] as number);
      sums[from + SUM.carried] = (sums[from + SUM.carried] as number) + (weighed.carried[passenger] as number);
      if (sums[from + SUM.lastSession] === this.sessionNo) return;
      sums[from + SUM.lastSession] = this.sessionNo;
      sums[from + SUM.sessions] = (sums[from + SUM.sessions] as number) + 1;
    });
  }

  /** The heaviest `most`; of equal weight the one with more repeats. */
  report(most: number, base: LedgerBase, labelOf: LabelFinder): Recurring[] {
    const candidates = this.candidates();
    const found: Found[] = [];
    // All of what recurs may be no repeat: the heaviest are looked at first, until no other can be heavier.
    for (let from = 0, step = 4 * most; from < candidates.length; from += step) {
      const least = found[most - 1];
      if (least !== undefined && byWeight(least, this.atMost(candidates[from] ?? 0)) <= 0) break;
      found.push(...this.lookAt(candidates.slice(from, from + step)));
      found.sort((a, b) => byWeight(a, b) || b.repeats - a.repeats);
    }
    return found.slice(0, most).map((each) => named(each, this.entries, base, labelOf));
  }

  /** Keys of what comes often enough, the heaviest first. */
  private candidates(): number[] {
    const often = Array.from({ length: this.keys.size }, (_, key) => key).filter((key) => {
      const [kind] = this.keys.pairAt(key);
      const isOften = isBySession(kindAt(kind))
        ? this.sum(SUM.sessions, key) >= LEAST_SESSIONS
        : this.sum(SUM.times, key) >= LEAST_TIMES;
      return isOften;
    });
    const more = (column: number, a: number, b: number) => this.sum(column, b) - this.sum(column, a);
    return often.sort((a, b) => more(SUM.cost, a, b) || more(SUM.carried, a, b) || a - b);
  }

  /** What repeats of a key can weigh. */
  private atMost(key: number): Weight {
    return { cost: this.sum(SUM.cost, key), carried: this.sum(SUM.carried, key) };
  }

  private sum(column: number, key: number): number {
    return this.sums.numbers[this.sums.row(key) + column] as number;
  }

  private lookAt(keys: readonly number[]): Found[] {
    const found = new Map(keys.map((key) => [key, [] as number[]]));
    const isAsked = new Uint8Array(this.keys.size);
    for (const key of keys) isAsked[key] = 1;
    const { keys: ofEntries, size } = this.entries;
    for (let entry = 0; entry < size; entry++) {
      const key = ofEntries[entry] as number;
      if (key >= 0 && isAsked[key >> 1] === 1) found.get(key >> 1)?.push(entry);
    }
    return [...found].flatMap(([key, own]) => recurringOf(kindAt(this.keys.pairAt(key)[0]), own, this.entries));
  }
}

function kindAt(number: number): RecurringKind {
  return RECURRING_KINDS[number] ?? 'output';
}

/** Files and searches recur from session to session; a prompt or an output does within one, too. */
function isBySession(kind: RecurringKind): boolean {
  return kind === 'file' || kind === 'search';
}

/** In pico-dollars, and in tokens times the responses that carried them. */
interface Weight {
  readonly cost: number;
  readonly carried: number;
}

/** The heaviest first: by list price, by tokens where nothing has one. */
function byWeight(a: Weight, b: Weight): number {
  return b.cost - a.cost || b.carried - a.carried;
}

interface Found extends Weight {
  readonly kind: RecurringKind;
  /** The first of its entries. */
  readonly sample: number;
  readonly sessions: number;
  readonly times: number;
  readonly repeats: number;
  readonly tokens: number;
}

/** A read after an edit is no repeat: what was read is not what had been read. */
function recurringOf(kind: RecurringKind, own: number[], entries: EntryList): Found[] {
  own.sort((a, b) => (entries.times[a] as number) - (entries.times[b] as number));
  const sessions = new Set<string>();
  let isKnown = false;
  let [times, repeats, tokens, carried, cost] = [0, 0, 0, 0, 0];
  let sample: number | undefined;
  for (const entry of own) {
    const isEdit = ((entries.keys[entry] as number) & 1) === 1;
    if (isEdit) {
      isKnown = false;
      continue;
    }
    sample ??= entry;
    sessions.add(entries.threadOf(entry).sessionId);
    times++;
    if (isKnown && (entries.carried[entry] as number) > 0) {
      repeats++;
      tokens += entries.tokens[entry] as number;
      carried += entries.carried[entry] as number;
      cost += entries.costs[entry] as number;
    }
    isKnown = true;
  }
  const least = isBySession(kind) ? LEAST_SESSIONS - 1 : LEAST_TIMES - 1;
  if (sample === undefined || repeats < least) return [];
  return [{ kind, sample, sessions: sessions.size, times, repeats, tokens, carried, cost }];
}

function named(
  { kind, sample, cost, ...counts }: Found,
  entries: EntryList,
  base: LedgerBase,
  labelOf: LabelFinder,
): Recurring {
  const { sessionId, agentId, tools, from } = entries.threadOf(sample);
  return {
    kind,
    tool: tools[entries.tools[sample] as number] ?? '',
    label: labelOf(sessionId, agentId, sample - from),
    ...counts,
    shareTokens: base.tokens === 0 ? null : counts.carried / base.tokens,
    shareListPrice: base.weight === 0n ? null : ratio(BigInt(Math.round(cost)), base.weight),
  };
}
