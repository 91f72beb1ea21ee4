import { QUOTA_LENGTH_MS, type QuotaSample, SAME_RESET_MS, withoutFarReset } from '../../model/quota-sample.ts';
import { MINUTE_MS, type Millis, millis } from '../../model/time.ts';
import { type ReportKind, SessionReports } from './session-reports.ts';

/** A sample this far ahead of now bears a wrong time. */
const AHEAD_MS = MINUTE_MS;

/** A fall within a window is believed once the percentages below it have risen so often without falling again. */
const RISES_AFTER_FALL = 3;

/** A fall of so many points is believed at once where a session that had a response since reports it: of less, two may have come in another order. */
const FALL_POINTS = 5;

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
  samples: QuotaSample[];
  /** Samples below the last one, as long as they do not fall. */
  low: QuotaSample[];
  /** The window that this one fell from by what a session says; null where it did not. */
  readonly fellFrom: OpenWindow | null;
}

/**
 * The windows of one quota from its samples in order of time. A new reset begins another window. Within a window the
 * percentage only rises; a lower one is an older value, unless it goes on to rise from there, or comes from a session that
 * has had a response since: then the plan was changed.
 */
export function quotaWindows(samples: readonly QuotaSample[], now: Millis): QuotaWindows {
  const windows: OpenWindow[] = [];
  const reports = new SessionReports();
  let [older, outOfTime] = [0, 0];
  for (const sample of samples.map(withoutFarReset)) {
    if (sample.at > now + AHEAD_MS || (sample.resetsAt !== null && sample.at >= sample.resetsAt)) outOfTime++;
    else older += addSample(windows, sample, reports);
  }
  older += windows.reduce((sum, { low }) => sum + low.length, 0);
  return { windows: windows.map(({ resetsAt, samples: own }) => ({ resetsAt, samples: own })), older, outOfTime };
}

/** Puts a sample where it belongs; how many are now known to be older values. */
function addSample(windows: OpenWindow[], sample: QuotaSample, reports: SessionReports): number {
  const kind = reports.kindOf(sample);
  const undone = undoFall(windows, sample, kind, reports);
  const window = windowOf(windows, sample);
  if (window === undefined) windows.push(opened(sample.resetsAt, [sample]));
  else if (!isBelow(sample, window)) return undone + (isOld(sample, kind, window) ? 1 : take(window, sample));
  else if (kind === 'new' && reports.isTrusted(sample) && isFarBelow(sample, window))
    windows.push(opened(window.resetsAt, [sample], window));
  else {
    const older = undone + lower(window, sample);
    if (risesIn(window.low) < RISES_AFTER_FALL) return older;
    windows.push(opened(window.resetsAt, window.low));
    window.low = [];
    return older;
  }
  return undone;
}

function opened(resetsAt: Millis | null, samples: QuotaSample[], fellFrom: OpenWindow | null = null): OpenWindow {
  return { resetsAt, samples, low: [], fellFrom };
}

/**
 * Takes back a fall that one session spoke of where another percentage goes on from before it at once: then the session runs
 * twice, or was late. How many samples are older values by that.
 */
function undoFall(windows: OpenWindow[], sample: QuotaSample, kind: ReportKind, reports: SessionReports): number {
  const window = windowOf(windows, sample);
  const before = window?.fellFrom ?? null;
  const [first] = window?.samples ?? [];
  if (window === undefined || before === null || first === undefined || !isFresh(window)) return 0;
  if (kind === 'repeated' || kind === 'first' || isBelow(sample, before)) return 0;
  windows.splice(windows.indexOf(window), 1);
  reports.distrust(first);
  return window.samples.length + window.low.length;
}

/** Whether a sample above the others is from before a fall: repeated, or carried over into a session that is new. */
function isOld(sample: QuotaSample, kind: ReportKind, window: OpenWindow): boolean {
  if (kind === 'repeated') return isAbove(sample, window);
  return kind === 'first' && window.fellFrom !== null && isFresh(window) && !isBelow(sample, window.fellFrom);
}

/** Whether little is known of a window yet. */
function isFresh({ samples }: OpenWindow): boolean {
  return risesIn(samples) < RISES_AFTER_FALL;
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

function isAbove(sample: QuotaSample, { samples }: QuotaWindow): boolean {
  return sample.usedPercentage > (samples.at(-1)?.usedPercentage ?? 0);
}

function isFarBelow(sample: QuotaSample, { samples }: QuotaWindow): boolean {
  return (samples.at(-1)?.usedPercentage ?? 0) - sample.usedPercentage >= FALL_POINTS;
}

/** Adds a sample to a window; how many below it are now known to be older values. */
function take(window: OpenWindow, sample: QuotaSample): number {
  const older = window.low.length;
  window.low = [];
  window.resetsAt ??= sample.resetsAt;
  window.samples.push(sample);
  return older;
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
