import { jsonText } from './json-text.ts';

/** A list of a document that has fewer elements than it had: its path (`levers[].evidence`), and how many of how many. */
interface CutList {
  readonly list: string;
  readonly shown: number;
  readonly of: number;
}

/**
 * The document as JSON of at most `mostBytes`, for a reader that pays for every byte: its lists are cut, all to the same
 * length, as far as they have to be. Of rows that have a cost the heaviest stay, in the order they had; of others the
 * first. `note` says in the document what was cut, which must not make it longer than allowed; null where even empty lists
 * are too long.
 */
export function fitJson(document: object, mostBytes: number, note: (cut: readonly CutList[]) => object): string | null {
  const whole = jsonText(document, 0);
  if (bytesOf(whole) <= mostBytes) return whole;
  let fitted: string | null = null;
  let [fits, tooLong] = [-1, longestList(document)];
  while (tooLong - fits > 1) {
    const length = (fits + tooLong) >> 1;
    const cuts = new Map<string, CutList>();
    const short = withShortLists(document, length, '', cuts);
    const text = jsonText({ ...note([...cuts.values()]), ...(short as object) }, 0);
    if (bytesOf(text) > mostBytes) tooLong = length;
    else [fitted, fits] = [text, length];
  }
  return fitted;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function longestList(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? value.length : 0;
  return Object.values(value).reduce((longest: number, each) => Math.max(longest, longestList(each)), own);
}

function withShortLists(value: unknown, length: number, path: string, cuts: Map<string, CutList>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) {
    const prefix = path === '' ? '' : `${path}.`;
    const fields = Object.entries(value).map(([key, each]): [string, unknown] => {
      return [key, withShortLists(each, length, `${prefix}${key}`, cuts)];
    });
    return Object.fromEntries(fields);
  }
  const kept = heaviest(value, length);
  if (kept.length < value.length) {
    const before = cuts.get(path) ?? { shown: 0, of: 0 };
    cuts.set(path, { list: path, shown: before.shown + kept.length, of: before.of + value.length });
  }
  return kept.map((each) => withShortLists(each, length, `${path}[]`, cuts));
}

function heaviest(list: readonly unknown[], length: number): readonly unknown[] {
  if (list.length <= length) return list;
  const costs = list.map(costOf);
  if (!costs.every((cost) => cost !== null)) return list.slice(0, length);
  const order = costs.map((cost, index) => ({ cost, index })).sort((a, b) => b.cost - a.cost || a.index - b.index);
  const kept = order.slice(0, length).map(({ index }) => index);
  return kept.sort((a, b) => a - b).map((index) => list[index]);
}

function costOf(row: unknown): number | null {
  if (typeof row !== 'object' || row === null || !('cost_usd' in row)) return null;
  return typeof row.cost_usd === 'number' ? row.cost_usd : null;
}
