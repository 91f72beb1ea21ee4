import { PASSENGER, timeOf } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { ratio } from './composition.ts';
import type { LabelFinder, LedgerBase } from './context-ledger.ts';
import { classOfKey, classOfTool, eachKey, type Seen } from './recurring-keys.ts';
import { FIRST_PASSENGER, type Weighed } from './weigh-context.ts';

export type RecurringKind = 'file' | 'search' | 'prompt' | 'output';

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

const KINDS: Readonly<Record<number, RecurringKind>> = { 1: 'file', 3: 'search', 4: 'prompt', 5: 'output' };

interface Count {
  times: number;
  sessions: number;
  lastSession: string;
}

interface Entry {
  readonly seen: Seen;
  readonly passenger: number;
  readonly isEdit: boolean;
}

/** Finds what recurs among the passengers of many threads: counts first, and looks closely only at what recurs. */
export class RecurringFinder {
  private readonly seen: Seen[] = [];
  private readonly counts = new Map<number, Count>();

  add(row: ContextRow, weighed: Weighed): void {
    const seen = { row, weighed, classes: row.tools.map(classOfTool) };
    this.seen.push(seen);
    eachKey(seen, (key, _, isEdit) => {
      if (isEdit) return;
      const count = this.counts.get(key);
      if (count === undefined) this.counts.set(key, { times: 1, sessions: 1, lastSession: row.sessionId });
      else {
        count.times++;
        if (count.lastSession !== row.sessionId) {
          count.lastSession = row.sessionId;
          count.sessions++;
        }
      }
    });
  }

  /** The heaviest ones; of equal weight the one with more repeats. */
  report(most: number, base: LedgerBase, labelOf: LabelFinder): Recurring[] {
    const entries = new Map<number, Entry[]>();
    for (const [key, { times, sessions }] of this.counts) {
      const kind = KINDS[classOfKey(key)];
      const bySession = kind === 'file' || kind === 'search';
      if (bySession ? sessions >= LEAST_SESSIONS : times >= LEAST_TIMES) entries.set(key, []);
    }
    if (entries.size === 0) return [];
    for (const seen of this.seen) {
      eachKey(seen, (key, passenger, isEdit) => entries.get(key)?.push({ seen, passenger, isEdit }));
    }
    const found = [...entries].flatMap(([key, list]) => recurringOf(KINDS[classOfKey(key)] ?? 'file', list));
    found.sort((a, b) => b.cost - a.cost || b.carried - a.carried || b.repeats - a.repeats);
    return found.slice(0, most).map((each) => named(each, base, labelOf));
  }
}

interface Found {
  readonly kind: RecurringKind;
  readonly sample: Entry;
  readonly sessions: number;
  readonly times: number;
  readonly repeats: number;
  readonly tokens: number;
  readonly carried: number;
  readonly cost: number;
}

/** A read after an edit is no repeat: what was read is not what had been read. */
function recurringOf(kind: RecurringKind, entries: Entry[]): Found[] {
  entries.sort((a, b) => timeOfEntry(a) - timeOfEntry(b));
  const sessions = new Set<string>();
  let isKnown = false;
  let [times, repeats, tokens, carried, cost] = [0, 0, 0, 0, 0];
  let sample: Entry | undefined;
  for (const entry of entries) {
    if (entry.isEdit) {
      isKnown = false;
      continue;
    }
    sample ??= entry;
    sessions.add(entry.seen.row.sessionId);
    times++;
    const { weighed, row } = entry.seen;
    if (isKnown && (weighed.carried[entry.passenger] as number) > 0) {
      repeats++;
      tokens += row.numbers[placeOf(entry) + PASSENGER.tokens] as number;
      carried += weighed.carried[entry.passenger] as number;
      cost += weighed.cost[entry.passenger] as number;
    }
    isKnown = true;
  }
  const least = kind === 'file' || kind === 'search' ? LEAST_SESSIONS - 1 : LEAST_TIMES - 1;
  if (sample === undefined || repeats < least) return [];
  return [{ kind, sample, sessions: sessions.size, times, repeats, tokens, carried, cost }];
}

function placeOf({ passenger }: Entry): number {
  return FIRST_PASSENGER + passenger * PASSENGER.length;
}

function timeOfEntry(entry: Entry): number {
  const { numbers } = entry.seen.row;
  const at = placeOf(entry);
  return timeOf(numbers[at + PASSENGER.day] as number, numbers[at + PASSENGER.ms] as number) ?? -1;
}

function named({ kind, sample, cost, ...counts }: Found, base: LedgerBase, labelOf: LabelFinder): Recurring {
  const { row } = sample.seen;
  return {
    kind,
    tool: row.tools[row.numbers[placeOf(sample) + PASSENGER.tool] as number] ?? '',
    label: labelOf(row.sessionId, row.agentId, sample.passenger),
    ...counts,
    shareTokens: base.tokens === 0 ? null : counts.carried / base.tokens,
    shareListPrice: base.weight === 0n ? null : ratio(BigInt(Math.round(cost)), base.weight),
  };
}
