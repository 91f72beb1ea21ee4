import type { LookedIn } from './looked-in.ts';
import type { Millis } from './time.ts';
import type { TypedOption } from './typed-option.ts';

/** What an answer rests on (counting.md section 4). */
export interface Provenance {
  /** Transcripts known, found now or kept from before, that were written last in the window or after it. */
  readonly files: number;
  /** Of these, read. */
  readonly filesRead: number;
  readonly sessions: number;
  readonly responses: number;
  /** Records beyond the first of a response. */
  readonly recordsCollapsed: number;
  /** Sessions that repeat a response of another one, summed over responses. */
  readonly copiesCollapsed: number;
  readonly recoveredResponses: number;
  readonly unfinishedResponses: number;
  readonly unpricedResponses: number;
  readonly unpricedModels: readonly string[];
  readonly badLines: number;
  readonly pricesAsOf: Millis;
  /** Whose prices, of all models that have one. */
  readonly priceSources: readonly PriceSourceOf[];
  /** The newest response is so much later than the prices that others may be in force by now. */
  readonly pricesMayBeOutdated: boolean;
  /** What was not read; null when all was. */
  readonly leftOut: LeftOut | null;
  /** Sessions of which the answer needs more than is known: their transcripts were gone before they were read whole. */
  readonly usageOnly: number;
  /** Places that have no transcript: all where there is none, else those that somebody named. */
  readonly lookedIn: readonly LookedIn[];
  /** What the store holds from other folders than those of `--root`; null where nothing is left out by it. */
  readonly elsewhere: Elsewhere | null;
  /** Options that nothing in the store matches. */
  readonly unmatched: readonly Unmatched[];
  /** The window that a command answers for where none is asked for; null where one is, or all is answered for. */
  readonly usualWindow: UsualWindow | null;
  /** The options that the answer was asked for with: commands that are shown beside it have them, too. */
  readonly typed: readonly TypedOption[];
}

export interface UsualWindow {
  readonly days: number;
  /** The newest response, up to which the days go where nothing happened in the last ones; null where something did. */
  readonly movedTo: Millis | null;
}

export interface Elsewhere {
  readonly sessions: number;
  /** Folders of projects, in order. */
  readonly folders: readonly string[];
}

export interface Unmatched {
  readonly option: '--model' | '--project';
  readonly asked: string;
  /** What there is to ask for, most used first. */
  readonly known: readonly string[];
}

export interface LeftOut {
  readonly sessions: number;
  readonly reason: 'budget' | 'newest-only' | 'busy' | 'fault';
}

/** Whose the price of a model is. */
export interface PriceSourceOf {
  /** The model, the same for all its spellings. */
  readonly model: string;
  /** `own`, `user`, or a list of others with its version. */
  readonly source: string;
  /** The vendor whose price it is in that list; null elsewhere. */
  readonly provider: string | null;
}
