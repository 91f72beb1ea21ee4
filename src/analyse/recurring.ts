import { kindOfNumber, PASSENGER, timeOf } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { ratio } from './composition.ts';
import type { LabelFinder, LedgerBase } from './context-ledger.ts';
import { toolKind } from './tool-kind.ts';
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

/** What counts as recurring: in so many sessions, or so many times; outputs from so many characters. */
const LEAST_SESSIONS = 3;
const LEAST_TIMES = 3;
const LEAST_OUTPUT_CHARS = 2000;

/** What an entry is of, in the numbers that keys are made of. */
const CLASS = { none: 0, file: 1, edit: 2, search: 3, prompt: 4, output: 5 } as const;

const KINDS: Readonly<Record<number, RecurringKind>> = { 1: 'file', 3: 'search', 4: 'prompt', 5: 'output' };

interface Seen {
  readonly row: ContextRow;
  readonly weighed: Weighed;
  /** Class of each tool of the thread, by its index. */
  readonly classes: readonly number[];
}

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

/** Tells every entry of a thread that can recur. An edit has the key of its file. */
function eachKey(
  { row: { numbers }, weighed, classes }: Seen,
  tell: (key: number, passenger: number, isEdit: boolean) => void,
): void {
  for (let passenger = 0; passenger < weighed.count; passenger++) {
    const at = FIRST_PASSENGER + passenger * PASSENGER.length;
    const kind = kindOfNumber(numbers[at + PASSENGER.kind] as number);
    const label = numbers[at + PASSENGER.label] as number;
    const content = numbers[at + PASSENGER.content] as number;
    if (kind === 'prompt') {
      if (content !== 0) tell(keyOf(CLASS.prompt, content), passenger, false);
      continue;
    }
    if (kind !== 'tool') continue;
    const own = classes[numbers[at + PASSENGER.tool] as number] ?? CLASS.none;
    if (own !== CLASS.none && label !== 0) {
      tell(keyOf(own === CLASS.edit ? CLASS.file : own, label), passenger, own === CLASS.edit);
    } else if (content !== 0 && (numbers[at + PASSENGER.chars] as number) >= LEAST_OUTPUT_CHARS) {
      tell(keyOf(CLASS.output, content), passenger, false);
    }
  }
}

function keyOf(own: number, hash: number): number {
  return own * 2 ** 32 + (hash >>> 0);
}

function classOfKey(key: number): number {
  return Math.floor(key / 2 ** 32);
}

function classOfTool(tool: string): number {
  switch (toolKind(tool)) {
    case 'read':
      return CLASS.file;
    case 'edit':
      return CLASS.edit;
    case 'search':
    case 'source':
      return CLASS.search;
    default:
      return CLASS.none;
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
