import { HOUR_MS, type Millis, millis } from '../model/time.ts';

const WINDOW_MS = 5 * HOUR_MS;

/**
 * 5-hour windows: one opens at the full hour (UTC) of the first response after the one before it ended. An inference
 * from this machine's transcripts: use elsewhere can have opened the real one earlier. `activity` is every moment with
 * a response; the result tells the begin of the window of any of them.
 */
export function windowsOf(activity: readonly Millis[]): (at: Millis) => Millis {
  const starts: number[] = [];
  for (const at of [...activity].sort((a, b) => a - b)) {
    const open = starts.at(-1);
    if (open === undefined || at >= open + WINDOW_MS) starts.push(Math.floor(at / HOUR_MS) * HOUR_MS);
  }
  return (at) => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return millis(starts[low - 1] ?? Math.floor(at / HOUR_MS) * HOUR_MS);
  };
}
