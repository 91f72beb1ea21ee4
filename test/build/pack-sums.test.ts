import { expect, it } from 'vitest';
import { withSums } from '../../src/build/pack-sums.ts';
import { columnAt, ITEM, SUM, SUM_COLUMN } from '../../src/model/packed-context.ts';

/** A thread that starts with an empty context every day, and reads so many items of ten tokens on each. */
function daily(days: number, perDay: number): number {
  const count = days * perDay;
  const stretches = Array.from({ length: days }, (_, day) => {
    const places = Array.from({ length: perDay }, (_, i) => [day * perDay + i, 10]).flat();
    return [perDay, 1, ...places, 20_000 + day, 0, 0, 10 * perDay, 10 * perDay, 0, 0, 0];
  });
  const items = new Int32Array(columnAt(ITEM.length, count));
  items[0] = count;
  return withSums(items, Int32Array.from(stretches.flat())).length - items.length;
}

it('sums hold who was sent, so that they do not grow with the square of a long thread', () => {
  const responsesAndRead = 2;
  expect(SUM_COLUMN.read).toBe(1);
  expect(daily(1, 20)).toBe(SUM.length + 20 + responsesAndRead * 20);
  expect(daily(300, 20)).toBe(300 * daily(1, 20));
});
