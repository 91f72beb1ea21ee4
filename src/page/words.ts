import { dollarsOf, percent, roundPercent, shortCount } from '../render/format-number.ts';
import type { PageClass, PageData } from '../render/page/page-data.ts';

export { percent, roundPercent, shortCount };

/** What the five classes are called, as on every card. */
export const CLASS_NAMES: Readonly<Record<PageClass, readonly [name: string, meaning: string]>> = {
  reread: ['cache reads', 'old context, sent again'],
  rebuilt: ['cache rebuilds', 'the cache was lost'],
  written: ['new context', 'what came in'],
  new_input: ['uncached input', ''],
  output: ['output', ''],
};

const MINUTE = 60;
const HOUR = 3600;

/** Words of one page: money as its plan has it shown, times in its zone. */
export class Words {
  readonly #data: PageData;
  readonly #whole: number;
  readonly #day: Intl.DateTimeFormat;
  readonly #moment: Intl.DateTimeFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #key: Intl.DateTimeFormat;

  constructor(data: PageData) {
    this.#data = data;
    this.#whole = data.usage.totals.cost_usd ?? 0;
    const timeZone = data.zone;
    const day = { month: 'short', day: 'numeric', timeZone } as const;
    const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
    this.#day = new Intl.DateTimeFormat('en-US', day);
    this.#moment = new Intl.DateTimeFormat('en-US', { ...day, ...clock });
    this.#clock = new Intl.DateTimeFormat('en-US', { ...clock, second: '2-digit' });
    this.#key = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone });
  }

  /** Dollars where the plan has them shown, else the share of the cost of the whole page; `-` where nothing has a price. */
  cost(usd: number | null): string {
    if (usd === null) return '-';
    return this.#data.with_dollars ? dollarsOf(usd) : this.share(usd);
  }

  /** The share of the cost of the whole page. */
  share(usd: number | null): string {
    return roundPercent(usd === null || this.#whole === 0 ? null : usd / this.#whole);
  }

  /** `Nov 3 10:26`, where the page is of more than a year `2026-11-03 10:26`; `-` for a time that is not known. */
  moment(at: number | null | undefined): string {
    if (at === null || at === undefined) return '-';
    return hasYears(this.#data.usage.buckets) ? this.#key.format(at) : this.#moment.format(at).replace(',', '');
  }

  clock(at: number | null | undefined): string {
    return at === null || at === undefined ? '' : this.#clock.format(at);
  }

  day(at: number): string {
    return this.#day.format(at);
  }

  /** The hour of a time, as buckets are called: `2026-11-03 14:00`. */
  bucket(at: number | null): string | null {
    return at === null ? null : `${this.#key.format(at).slice(0, 13)}:00`;
  }
}

/** A round number of tokens, as axes have them: `50K`. */
export function roundCount(count: number): string {
  return shortCount(count).replace(/\.0+(?=\D|$)/, '');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** So many days may have two of one name without a year. */
const MOST_DAYS = 350;

/** Buckets' names as people say them: `Nov 3`, `Nov 3 14:00`; of more than a year as they are, `2026-11-03`. */
export function bucketNames(buckets: readonly string[]): (bucket: string) => string {
  if (hasYears(buckets)) return (bucket) => bucket;
  return (bucket) => {
    const [, month, day] = bucket.slice(0, 10).split('-').map(Number);
    return bucket.length < 10 ? bucket : `${MONTHS[(month ?? 1) - 1]} ${day}${bucket.slice(10)}`;
  };
}

function hasYears(buckets: readonly string[]): boolean {
  return buckets.length > MOST_DAYS && (buckets[0] ?? '').length === 10;
}

/** A length of time as `12s`, `34m`, `2h05`, `3d 4h`. */
export function lasting(seconds: number | null): string {
  if (seconds === null) return '-';
  if (seconds < MINUTE) return `${Math.round(seconds)}s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)}m`;
  return `${Math.floor(seconds / HOUR)}h${String(Math.floor((seconds % HOUR) / MINUTE)).padStart(2, '0')}`;
}
