import type { ContextPoint } from '../analyse/session-detail.ts';
import { counted } from '../model/counted.ts';
import { largest } from '../model/long-lists.ts';
import type { SessionEvent } from '../model/span-rows.ts';
import { shortCount } from './format-number.ts';
import { rowOfBars } from './kit/day-bars.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';

/** Prompt size from response to response of the main thread, with the compactions marked below. */
export function contextChart(points: readonly ContextPoint[], events: readonly SessionEvent[], look: Look): string[] {
  const most = largest(
    points.map((point) => point.promptTokens),
    0,
  );
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || most === 0) return [];
  const compactions = events.filter((event) => event.kind === 'compaction' && event.agentId === '');
  const columns = Math.min(look.width, points.length);
  const sizes = Array.from({ length: columns }, (_, column) =>
    largest(
      inColumn(points, column, columns).map((point) => point.promptTokens),
      0,
    ),
  );
  const line = rowOfBars(sizes, look);
  const words = `context: ${shortCount(first.promptTokens)} at first, ${shortCount(most)} at most, ${shortCount(last.promptTokens)} at last${
    compactions.length === 0 ? '' : `; ${counted(compactions.length, 'compaction')} (^)`
  }`;
  const marks = marksOf(points, compactions, columns);
  return [...wrap(words, look.width).map(look.paint.bold), line, ...(marks.trim() === '' ? [] : [marks.trimEnd()])];
}

function inColumn<T>(items: readonly T[], column: number, columns: number): readonly T[] {
  const from = Math.floor((column * items.length) / columns);
  return items.slice(from, Math.max(from + 1, Math.floor(((column + 1) * items.length) / columns)));
}

/** A mark below the first column whose responses came after a compaction. */
function marksOf(points: readonly ContextPoint[], compactions: readonly SessionEvent[], columns: number): string {
  const marks = new Array<string>(columns).fill(' ');
  for (const { at } of compactions) {
    const index = at === null ? -1 : points.findIndex((point) => point.at !== null && point.at >= at);
    if (index >= 0) marks[Math.min(columns - 1, Math.floor((index * columns) / points.length))] = '^';
  }
  return marks.join('');
}
