import { unpackTable } from '../model/packed-table.ts';
import type { AgentRow, PageClass, PageData, SessionRow, UsageCell } from '../render/page/page-data.ts';
import { PAGE_CLASSES } from '../render/page/page-data.ts';

/** Hours or days, from the first to the last, by their places. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What one thing used. */
export interface Used {
  usd: number;
  tokens: number;
  responses: number;
}

/** Sums over a range. */
export interface Sums extends Used {
  readonly sessions: number;
  readonly classes: Readonly<Record<PageClass, { readonly usd: number; readonly tokens: number }>>;
  readonly byProject: ReadonlyMap<string, Used>;
  readonly byModel: ReadonlyMap<string, Used>;
  readonly bySession: ReadonlyMap<string, Used>;
}

export type Metric = 'cost' | 'tokens';

/** The data of the page, and which range of it is looked at. */
export class Report {
  readonly data: PageData;
  readonly buckets: readonly string[];
  readonly cells: readonly (UsageCell & { readonly place: number })[];
  readonly sessions: readonly SessionRow[];
  readonly agents: readonly AgentRow[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #now: (() => void)[] = [];
  readonly #soon: (() => void)[] = [];
  #pending: number[] = [];
  #range: Range | null = null;
  #sums: Sums;

  constructor(data: PageData) {
    this.data = data;
    this.buckets = data.usage.buckets;
    this.#places = new Map(this.buckets.map((bucket, place) => [bucket, place]));
    const cells = unpackTable<UsageCell>(data.usage.cells);
    this.cells = cells.map((cell) => ({ ...cell, place: this.#places.get(cell.bucket) ?? -1 }));
    this.sessions = unpackTable<SessionRow>(data.sessions);
    this.agents = unpackTable<AgentRow>(data.agents.rows);
    this.#sums = this.#sumsOf(null);
  }

  get range(): Range | null {
    return this.#range;
  }

  /** Sums over the range that is looked at. */
  get sums(): Sums {
    return this.#sums;
  }

  /** Looks at another range; null, or all of it, for the whole. */
  look(range: Range | null): void {
    const last = this.buckets.length - 1;
    const whole = range === null || (range.from <= 0 && range.to >= last);
    this.#range = whole ? null : { from: Math.max(0, range.from), to: Math.min(last, range.to) };
    this.#sums = this.#sumsOf(this.#range);
    for (const timer of this.#pending) clearTimeout(timer);
    for (const update of this.#now) update();
    // What lies further down comes one by one, so that none of it keeps the brush waiting.
    this.#pending = this.#soon.map((update) => setTimeout(update));
  }

  /** Runs at once, and whenever another range is looked at: then at once as well, or as soon as there is time. */
  follow(update: () => void, when: 'now' | 'soon'): void {
    (when === 'now' ? this.#now : this.#soon).push(update);
    update();
  }

  /** Whether a time of a bucket's name, such as `2026-11-03 14:00`, lies in the range. */
  holds(time: string | null): boolean {
    if (this.#range === null) return true;
    const place = time === null ? undefined : this.#places.get(this.data.usage.by === 'day' ? time.slice(0, 10) : time);
    return place !== undefined && place >= this.#range.from && place <= this.#range.to;
  }

  #sumsOf(range: Range | null): Sums {
    const classes = Object.fromEntries(PAGE_CLASSES.map((each) => [each, { usd: 0, tokens: 0 }])) as Record<
      PageClass,
      { usd: number; tokens: number }
    >;
    const whole: Used = { usd: 0, tokens: 0, responses: 0 };
    const [byProject, byModel, bySession] = [new Map(), new Map(), new Map()] as Map<string, Used>[];
    for (const cell of this.cells) {
      if (range !== null && (cell.place < range.from || cell.place > range.to)) continue;
      const tokens = PAGE_CLASSES.reduce((sum, each) => sum + cell[each], 0);
      const used = { usd: cell.cost_usd ?? 0, tokens, responses: cell.responses };
      add(whole, used);
      addTo(byProject, cell.project, used);
      addTo(byModel, cell.model, used);
      if (cell.session_id !== null) addTo(bySession, cell.session_id, used);
      for (const each of PAGE_CLASSES) {
        classes[each].usd += cell[`${each}_usd`] ?? 0;
        classes[each].tokens += cell[each];
      }
    }
    const { totals } = this.data.usage;
    // What is known of the whole is taken as it stands, to the last digit.
    const known =
      range === null ? { usd: totals.cost_usd ?? 0, sessions: totals.sessions } : { sessions: bySession?.size ?? 0 };
    return {
      ...whole,
      ...known,
      classes,
      byProject: byProject as Map<string, Used>,
      byModel: byModel as Map<string, Used>,
      bySession: bySession as Map<string, Used>,
    };
  }
}

function add(sum: Used, { usd, tokens, responses }: Used): void {
  sum.usd += usd;
  sum.tokens += tokens;
  sum.responses += responses;
}

function addTo(sums: Map<string, Used> | undefined, key: string, used: Used): void {
  const sum = sums?.get(key);
  if (sum === undefined) sums?.set(key, { ...used });
  else add(sum, used);
}
