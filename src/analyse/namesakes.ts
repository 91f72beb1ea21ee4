import { columnAt, PASSENGER, PLACE, STEP } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { isFixedKind } from './fixed-kinds.ts';

/** Items of the fixed context of one thread that go by the same name, such as a memory file that was loaded twice. */
export type Namesakes = readonly (readonly number[])[];

/** The namesakes of a thread, by their index; those that stand alone are none. */
export function namesakesOf({ passengers }: Pick<ContextRow, 'passengers'>): Namesakes {
  const count = passengers[0] ?? 0;
  const column = (number: number, passenger: number) => passengers[columnAt(number, count) + passenger] as number;
  const byName = new Map<string, number[]>();
  for (let passenger = 0; passenger < count; passenger++) {
    const kind = column(PASSENGER.kind, passenger);
    if (!isFixedKind(kind)) continue;
    const name = `${kind} ${column(PASSENGER.tool, passenger)} ${column(PASSENGER.label, passenger)}`;
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [passenger]);
    else known.push(passenger);
  }
  return [...byName.values()].filter(({ length }) => length > 1);
}

/** The same stretches where namesakes are one item: the n-th of them the n-th, all else the one behind the last. */
export function asOne(stretches: Int32Array, namesakes: Namesakes): Int32Array {
  const numbers = new Map(namesakes.flatMap((group, number) => group.map((passenger) => [passenger, number] as const)));
  const made = stretches.slice();
  for (let at = 0; at < made.length; ) {
    const first = at + 2;
    const steps = first + (made[at] as number) * PLACE.length;
    for (let place = first; place < steps; place += PLACE.length) {
      const passenger = made[place + PLACE.passenger] as number;
      made[place + PLACE.passenger] = numbers.get(passenger) ?? namesakes.length;
    }
    at = steps + (made[at + 1] as number) * STEP.length;
  }
  return made;
}
