import { QUOTA_LENGTH_MS, type QuotaSample } from '../../model/quota-sample.ts';
import { MINUTE_MS, type Millis, millis } from '../../model/time.ts';

/** Reset times this close together are of one window: they come rounded in several ways. */
const SAME_RESET_MS = 5 * MINUTE_MS;

/** A sample this far ahead of now bears a wrong time. */
const AHEAD_MS = MINUTE_MS;

/** A fall within a window is believed once the percentages below it have risen so often without falling again. */
const RISES_AFTER_FALL = 3;

/** One window of the plan: what Claude Code reported until one reset. */
export interface QuotaWindow {
  /** Null where no sample of it has a reset. */
  readonly resetsAt: Millis | null;
  /** Samples in order of time. Percentages never fall. At least one. */
  readonly samples: readonly QuotaSample[];
}

/** All windows of one quota, and what was left out of them. */
export interface QuotaWindows {
  /** In order of their first sample. */
  readonly windows: readonly QuotaWindow[];
  /** Samples below an earlier one of their window: a session that waits shows the percentage of its own last response. */
  readonly older: number;
  /** Samples that are later than their own reset, or than now: repeated after the window was over, or by a wrong clock. */
  readonly outOfTime: number;
}

/** A percentage that rose from one sample to a later one of the same window, with no other value reported in between. */
export interface Rise {
  readonly window: QuotaWindow;
  /** Number of the unbroken run of rises that it is in; between runs samples of another window came. */
  readonly run: number;
  /** The first sample of the lower percentage. */
  readonly from: QuotaSample;
  /** The last sample of the lower percentage, often the same. */
  readonly lastBefore: QuotaSample;
  /** The first sample of the higher percentage. */
  readonly to: QuotaSample;
  /** Percentage points, above 0. */
  readonly points: number;
}

interface OpenWindow {
  resetsAt: Millis | null;
  readonly samples: QuotaSample[];
  /** Samples below the last one, as long as they do not fall. */
  low: QuotaSample[];
}

/**
 * The windows of one quota from its samples in order of time. A new reset begins another window. Within a window the
 * percentage only rises; a lower one is an older value, unless it goes on to rise from there: then the plan was changed.
 */
export function quotaWindows(samples: readonly QuotaSample[], now: Millis): QuotaWindows {
  const windows: OpenWindow[] = [];
  let [older, outOfTime] = [0, 0];
  for (const sample of samples) {
    if (sample.at > now + AHEAD_MS || (sample.resetsAt !== null && sample.at >= sample.resetsAt)) {
      outOfTime++;
      continue;
    }
    const window = windowOf(windows, sample);
    if (window === undefined) windows.push({ resetsAt: sample.resetsAt, samples: [sample], low: [] });
    else if (!isBelow(sample, window)) {
      older += window.low.length;
      take(window, sample);
    } else {
      older += lower(window, sample);
      if (risesIn(window.low) < RISES_AFTER_FALL) continue;
      windows.push({ resetsAt: window.resetsAt, samples: window.low, low: [] });
      window.low = [];
    }
  }
  older += windows.reduce((sum, { low }) => sum + low.length, 0);
  return { windows: windows.map(({ resetsAt, samples: own }) => ({ resetsAt, samples: own })), older, outOfTime };
}

/** The newest window with this reset; without a reset the newest one, if it can still go on. */
function windowOf(windows: readonly OpenWindow[], sample: QuotaSample): OpenWindow | undefined {
  const { resetsAt } = sample;
  if (resetsAt !== null) {
    const same = windows.findLast((each) => each.resetsAt !== null && isNear(each.resetsAt, resetsAt));
    if (same !== undefined) return same;
  }
  const last = windows.at(-1);
  if (last === undefined || isBelow(sample, last)) return undefined;
  if (resetsAt !== null && last.resetsAt !== null) return undefined;
  return sample.at < endOf(last) ? last : undefined;
}

function isNear(a: Millis, b: Millis): boolean {
  return Math.abs(a - b) <= SAME_RESET_MS;
}

function isBelow(sample: QuotaSample, { samples }: QuotaWindow): boolean {
  return sample.usedPercentage < (samples.at(-1)?.usedPercentage ?? 0);
}

function take(window: OpenWindow, sample: QuotaSample): void {
  window.low = [];
  window.resetsAt ??= sample.resetsAt;
  window.samples.push(sample);
}

/** Adds a sample to those below the window; how many are now known to be older values. */
function lower(window: OpenWindow, sample: QuotaSample): number {
  const { low } = window;
  const isFalling = sample.usedPercentage < (low.at(-1)?.usedPercentage ?? 0);
  if (!isFalling) {
    low.push(sample);
    return 0;
  }
  window.low = [sample];
  return low.length;
}

function risesIn(samples: readonly QuotaSample[]): number {
  return samples.filter(({ usedPercentage }, i) => i > 0 && usedPercentage > (samples[i - 1]?.usedPercentage ?? 0))
    .length;
}

/** When a window ends: at its reset, else as late as its length allows. */
export function endOf({ resetsAt, samples }: QuotaWindow): Millis {
  const [first] = samples;
  return resetsAt ?? (first === undefined ? millis(0) : millis(first.at + QUOTA_LENGTH_MS[first.quota]));
}

/** When a window began, by its end and the length of its quota. */
export function beginOf(window: QuotaWindow): Millis {
  const [first] = window.samples;
  return millis(endOf(window) - (first === undefined ? 0 : QUOTA_LENGTH_MS[first.quota]));
}

/**
 * Every rise of the windows, in order of time. No two of them overlap: where samples of another window came in between,
 * as those of a second account do, nothing is said of what happened there.
 */
export function risesOf(windows: readonly QuotaWindow[]): Rise[] {
  const all = windows.flatMap((window) => window.samples.map((sample) => ({ window, sample })));
  all.sort((a, b) => a.sample.at - b.sample.at);
  const rises: Rise[] = [];
  let run = 0;
  let [from, before] = [all[0], all[0]];
  for (const each of all.slice(1)) {
    if (from === undefined || before === undefined || each.window !== from.window) {
      run++;
      [from, before] = [each, each];
      continue;
    }
    const points = each.sample.usedPercentage - before.sample.usedPercentage;
    if (points > 0) {
      const { window } = each;
      rises.push({ window, run, from: from.sample, lastBefore: before.sample, to: each.sample, points });
      from = each;
    }
    before = each;
  }
  return rises;
}

/** What is known of a quota last, by samples in order of time: no older value of another session. Null without any. */
export function currentSample(samples: readonly QuotaSample[], now: Millis): QuotaSample | null {
  return currentWindow(samples, now)?.samples.at(-1) ?? null;
}

/** The window of which something was reported last; null without samples. */
export function currentWindow(samples: readonly QuotaSample[], now: Millis): QuotaWindow | null {
  return newestFirst(quotaWindows(samples, now).windows)[0] ?? null;
}

/** Windows by their last samples. */
export function newestFirst(windows: readonly QuotaWindow[]): QuotaWindow[] {
  const lastAt = ({ samples }: QuotaWindow) => samples.at(-1)?.at ?? 0;
  return [...windows].sort((a, b) => lastAt(b) - lastAt(a));
}
