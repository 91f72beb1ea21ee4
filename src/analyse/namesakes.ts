import { columnAt, ITEM, PLACE, STEP } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { isFixedKind } from './fixed-kinds.ts';

/** Items of the fixed context of one thread that go by the same name, such as a memory file that was loaded twice. */
export type Namesakes = readonly (readonly number[])[];

/** The namesakes of a thread, by their index; those that stand alone are none. */
export function namesakesOf({ items }: Pick<ContextRow, 'items'>): Namesakes {
  const count = items[0] ?? 0;
  const column = (number: number, item: number) => items[columnAt(number, count) + item] as number;
  const byName = new Map<string, number[]>();
  for (let item = 0; item < count; item++) {
    const kind = column(ITEM.kind, item);
    if (!isFixedKind(kind)) continue;
    const name = `${kind} ${column(ITEM.tool, item)} ${column(ITEM.label, item)}`;
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [item]);
    else known.push(item);
  }
  return [...byName.values()].filter(({ length }) => length > 1);
}

/** The same stretches where namesakes are one item: the n-th of them the n-th, all else the one behind the last. */
export function asOne(stretches: Int32Array, namesakes: Namesakes): Int32Array {
  const numbers = new Map(namesakes.flatMap((group, number) => group.map((item) => [item, number] as const)));
  const made = stretches.slice();
  for (let at = 0; at < made.length; ) {
    const first = at + 2;
    const steps = first + (made[at] as number) * PLACE.length;
    for (let place = first; place < steps; place += PLACE.length) {
      const item = made[place + PLACE.item] as number;
      made[place + PLACE.item] = numbers.get(item) ?? namesakes.length;
    }
    at = steps + (made[at + 1] as number) * STEP.length;
  }
  return made;
}
