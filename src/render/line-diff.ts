/** A line of a difference: what it was, what it is, or what stands around. `gap`: lines are left out there. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'gap';
  readonly text: string;
}

/** Unchanged lines that are shown around a change. */
const AROUND = 2;

/** More than so many pairs of lines are not compared: all of them are taken for changed. */
const MOST_PAIRS = 4_000_000;

/** The lines in which two texts differ, with a few around them. Ends of lines do not count. */
export function lineDiff(before: string, after: string): DiffLine[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return withGaps([
    ...old.slice(0, head).map(same),
    ...changes(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...old.slice(old.length - tail).map(same),
  ]);
}

function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Along the longest common subsequence. */
function changes(old: readonly string[], now: readonly string[]): DiffLine[] {
  const all = (lines: readonly string[], kind: DiffLine['kind']) => lines.map((text) => ({ kind, text }));
  if (old.length * now.length > MOST_PAIRS) return [...all(old, 'removed'), ...all(now, 'added')];
  const common = commonLengths(old, now);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [was, is] = [old[i], now[j]];
    if (was !== undefined && was === is) {
      lines.push({ kind: 'same', text: was });
      i++;
      j++;
    } else if (was !== undefined && (is === undefined || (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0))) {
      lines.push({ kind: 'removed', text: was });
      i++;
    } else {
      lines.push({ kind: 'added', text: is ?? '' });
      j++;
    }
  }
  return lines;
}

/** Of each pair of ends: how many lines they have in common, in order. */
function commonLengths(old: readonly string[], now: readonly string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () => new Array<number>(now.length + 1).fill(0));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const [row, below] = [table[i], table[i + 1]];
      if (row === undefined || below === undefined) continue;
      row[j] = old[i] === now[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

function withGaps(lines: readonly DiffLine[]): DiffLine[] {
  const isNear = (at: number) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== 'same');
  return lines.flatMap((line, at) => {
    if (isNear(at)) return [line];
    return at > 0 && isNear(at - 1) && lines.slice(at).some(({ kind }) => kind !== 'same')
      ? [{ kind: 'gap' as const, text: '' }]
      : [];
  });
}
