import type { GoneRun } from '../model/gone-records.ts';
import type { AnswerRecord, PlaceRecord, TranscriptRecord } from '../model/records.ts';
import type { Millis } from '../model/time.ts';
import { withoutLabels } from '../model/without-labels.ts';

/** What earlier readings found in a file. */
export interface EarlierRecords {
  /** What stood in it at the last one, in the order of the file. */
  readonly journal: readonly TranscriptRecord[];
  /** What was gone from it by then, in the order of `afterLine`. */
  readonly gone: readonly GoneRun[];
}

/** How the readings that are compared are to be taken. */
export interface Comparison {
  /** What newly missed records are marked with. */
  readonly mark: Pick<GoneRun, 'sessionId' | 'seenAt' | 'why'>;
  /** First line of the new reading. */
  readonly fromLine: number;
  /**
   * Whether a newly missed record is one that is gone: an older parser may have made another one of the same line.
   * `isNamed`: whether the new reading has one of its name; null where it has no name.
   */
  readonly isGone: (isNamed: boolean | null) => boolean;
}

/** The records of a file as if it had only ever grown: what is gone from it stands where it stood. */
export function withGone({ journal, gone }: EarlierRecords): readonly TranscriptRecord[] {
  if (gone.length === 0) return journal;
  const merged: TranscriptRecord[] = [];
  let [inForce, last]: (PlaceRecord | null)[] = [null, null];
  for (const { records, run } of interleaved(journal, gone)) {
    if (run === null && inForce && last && last !== inForce && !isSamePlace(last, inForce)) merged.push(inForce);
    for (const record of records) {
      merged.push(record);
      if (record.kind === 'place') last = record;
    }
    if (run === null) {
      inForce = lastPlace(records) ?? inForce ?? null;
      last = inForce;
    }
  }
  return merged;
}

/**
 * What is gone from a file after a new reading of it (from `fromLine` on), given what earlier ones found: all that stood
 * there and that neither stands there as it was nor was replaced by one of the same name. What came back is gone no longer.
 * `fresh`: the records that this reading is the first to miss.
 */
export function goneAfter(
  earlier: EarlierRecords,
  now: readonly TranscriptRecord[],
  comparison: Comparison,
): { readonly runs: readonly GoneRun[]; readonly fresh: readonly TranscriptRecord[] } {
  const pieces = [...interleaved(earlier.journal, earlier.gone)];
  const found = new Finder(pieces.flatMap(({ records }) => records).filter(isCompared), now);
  const places = pieces.map(({ records }) =>
    records.map((record) => (isCompared(record) ? found.placeOf(record) : null)),
  );
  const runs = new RunBuilder(now, found.placed, comparison);
  const fresh: TranscriptRecord[] = [];
  let place: PlaceRecord | null = null;
  pieces.forEach(({ records, run }, piece) => {
    let own = run === null ? place : null;
    records.forEach((record, i) => {
      if (record.kind === 'place') own = record;
      const at = places[piece]?.[i] ?? null;
      if (at !== null && !FLOAT.has(record.kind)) runs.pass(at);
      if (at !== null || !isCompared(record) || found.isCovered(record)) return;
      if (run === null && !comparison.isGone(found.isNamed(record))) return;
      runs.add(record, own, run);
      if (run === null) fresh.push(record);
    });
    if (run === null) place = own;
  });
  return { runs: runs.all, fresh };
}

/** A part of a file's records: what stood in it, or one run of what is gone. */
interface Piece {
  readonly records: readonly TranscriptRecord[];
  readonly run: GoneRun | null;
}

function* interleaved(journal: readonly TranscriptRecord[], gone: readonly GoneRun[]): Generator<Piece> {
  let next = 0;
  for (const run of gone) {
    const from = next;
    while ((journal[next]?.line ?? Number.POSITIVE_INFINITY) <= run.afterLine) next++;
    if (next > from) yield { records: journal.slice(from, next), run: null };
    yield { records: run.records, run };
  }
  if (next < journal.length) yield { records: journal.slice(next), run: null };
}

/** Places are of the records behind them, and are kept with these. */
function isCompared({ kind }: TranscriptRecord): boolean {
  return kind !== 'place';
}

/** Kinds of records that are said of a whole file: where they stand depends on what was read with them. */
const FLOAT: ReadonlySet<string> = new Set(['origin', 'link', 'title', 'worktree', 'agent-meta']);

function lastPlace(records: readonly TranscriptRecord[]): PlaceRecord | undefined {
  return records.findLast((record) => record.kind === 'place');
}

function isSamePlace(a: PlaceRecord, b: PlaceRecord): boolean {
  return contentOf(a) === contentOf(b);
}

/** All of a record but its line, and its labels: it may have been read when they were kept, and be read now that they are not. */
function contentOf(record: TranscriptRecord): string {
  return JSON.stringify({ ...withoutLabels(record), line: 0 });
}

/** Kinds of records of which one says all: one in a new reading stands for every earlier one of its name. */
const STAND_FOR_ALL: ReadonlySet<string> = new Set(['title', 'agent-meta', 'link', 'request', 'message']);

/** What tells a record that was corrected; null where only its content does. */
function nameOf(record: TranscriptRecord): string | null {
  if ('uuid' in record && record.uuid !== null) return `${record.kind} ${record.uuid}`;
  switch (record.kind) {
    case 'answer':
      return `answer ${record.key}`;
    case 'results':
      return `results ${record.results.map(({ toolUseId }) => toolUseId).join(' ')}`;
    case 'request':
      return `request ${record.id}`;
    case 'message':
      return `message ${record.hash}`;
    case 'title':
      return `title ${record.source}`;
    case 'link':
      return `link ${record.agentId} ${record.toolUseId}`;
    case 'agent-meta':
      return record.kind;
    default:
      return null;
  }
}

/** Finds records of earlier readings in a new one. */
class Finder {
  /** Indexes of new records that earlier ones were found at. */
  readonly placed = new Set<number>();
  readonly #byContent = new Map<string, number>();
  readonly #byName = new Map<string, number[]>();
  readonly #names = new Set<string>();
  /** Answers by what they count. */
  readonly #byCounts = new Map<string, number>();
  /** From when to when mere times of the new reading reach, in order; each as far as those before it. */
  readonly #times: readonly (readonly [from: number, to: number])[];

  constructor(earlier: readonly TranscriptRecord[], now: readonly TranscriptRecord[]) {
    const known = new Set(earlier.map(contentOf));
    this.#times = timesOf(now);
    now.forEach((record, index) => {
      if (!isCompared(record)) return;
      if (record.kind === 'answer') this.#byCounts.set(countsOf(record), index);
      const content = contentOf(record);
      if (!this.#byContent.has(content)) this.#byContent.set(content, index);
      const name = nameOf(record);
      if (name === null) return;
      this.#names.add(name);
      if (!STAND_FOR_ALL.has(record.kind) && known.has(content)) return;
      const sharing = this.#byName.get(name);
      if (sharing === undefined) this.#byName.set(name, [index]);
      else sharing.push(index);
    });
  }

  /** Whether the new reading has a record of its name; null where it has no name. */
  isNamed(record: TranscriptRecord): boolean | null {
    const name = nameOf(record);
    return name === null ? null : this.#names.has(name);
  }

  /** Whether an earlier record is a mere time, or two, that records of the new reading stand for as well. */
  isCovered(record: TranscriptRecord): boolean {
    if (record.kind !== 'other') return false;
    return [record.at, record.until].every((time) => time === null || this.#isWithin(time));
  }

  /** Where an earlier record stands now, as it was or corrected; null where it does not. */
  placeOf(record: TranscriptRecord): number | null {
    const index = this.#byContent.get(contentOf(record)) ?? this.#corrected(record) ?? this.#shownAgain(record);
    if (index !== null) this.placed.add(index);
    return index;
  }

  /** An answer of no line was made of what a response counted: one that the transcript has, and that counts the same, says more. */
  #shownAgain(record: TranscriptRecord): number | null {
    return record.kind === 'answer' && record.line === 0 ? (this.#byCounts.get(countsOf(record)) ?? null) : null;
  }

  #isWithin(time: Millis): boolean {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle]?.[0] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return (this.#times[low - 1]?.[1] ?? Number.NEGATIVE_INFINITY) >= time;
  }

  #corrected(record: TranscriptRecord): number | null {
    const sharing = this.#byName.get(nameOf(record) ?? '');
    return (STAND_FOR_ALL.has(record.kind) ? sharing?.[0] : sharing?.shift()) ?? null;
  }
}

function countsOf({ key, model, usage, finished }: AnswerRecord): string {
  return JSON.stringify([key, model, finished, usage]);
}

function timesOf(records: readonly TranscriptRecord[]): (readonly [number, number])[] {
  const times = records.flatMap((record) => {
    return record.kind === 'other' && record.at !== null ? [[record.at, record.until ?? record.at] as const] : [];
  });
  let furthest = Number.NEGATIVE_INFINITY;
  return times
    .sort(([a], [b]) => a - b)
    .map(([from, to]) => {
      furthest = Math.max(furthest, to);
      return [from, furthest];
    });
}

/** Puts records that are gone behind what stood before them, and among what is new there in the order of time. */
class RunBuilder {
  readonly all: GoneRun[] = [];
  readonly #now: readonly TranscriptRecord[];
  readonly #placed: ReadonlySet<number>;
  readonly #comparison: Comparison;
  /** Index of the last new record that stands before what is added. */
  #at = -1;
  #time = 0;
  #open: TranscriptRecord[] = [];
  #place: PlaceRecord | null = null;

  constructor(now: readonly TranscriptRecord[], placed: ReadonlySet<number>, comparison: Comparison) {
    this.#now = now;
    this.#placed = placed;
    this.#comparison = comparison;
  }

  /** What is added later comes behind this new record. */
  pass(index: number): void {
    this.#at = Math.max(this.#at, index);
  }

  add(record: TranscriptRecord, place: PlaceRecord | null, run: GoneRun | null): void {
    const { sessionId, seenAt, why } = run ?? this.#comparison.mark;
    const afterLine = this.#lineBefore(record, run);
    const last = this.all.at(-1);
    const goesOn =
      last?.afterLine === afterLine && last.seenAt === seenAt && last.sessionId === sessionId && last.why === why;
    if (!goesOn) {
      this.#open = [];
      this.#place = null;
      this.all.push({ sessionId, afterLine, seenAt, why, records: this.#open });
    }
    if (place !== null && (this.#place === null || !isSamePlace(place, this.#place))) this.#open.push(place);
    this.#place = place;
    this.#open.push(record);
  }

  #lineBefore(record: TranscriptRecord, run: GoneRun | null): number {
    const { fromLine } = this.#comparison;
    if (run !== null && run.afterLine < fromLine - 1) return run.afterLine;
    this.#time = record.at ?? this.#time;
    while (this.#isNewBefore(this.#at + 1)) this.#at++;
    return this.#now[this.#at]?.line ?? fromLine - 1;
  }

  #isNewBefore(index: number): boolean {
    const at = this.#now[index]?.at ?? null;
    return at !== null && at < this.#time && !this.#placed.has(index);
  }
}
