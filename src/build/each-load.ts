import { columnAt, PASSENGER, SUM, SUM_COLUMN } from '../model/packed-context.ts';

/** What a passenger came to: in the order of `SUM_COLUMN`. To be used before the next one is told. */
export type Load = Int32Array;

/** Where a sum's own numbers (`SUM`) begin; the passenger, or their count for what lies beyond all places. */
export type TellLoad = (sum: number, passenger: number, load: Load) => void;

/** Tells what every passenger of a thread came to, sum by sum (`PackedContext`). */
export function eachLoad(passengers: Int32Array, tell: TellLoad): void {
  const all = passengers[0] as number;
  const load = new Int32Array(SUM_COLUMN.length);
  for (let at = columnAt(PASSENGER.length, all); at < passengers.length; ) {
    const columns = passengers[at + SUM.columns] as number;
    const count = passengers[at + SUM.count] as number;
    const own = at + SUM.length;
    for (let i = 0; i < count; i++) {
      let from = own + count;
      for (let column = 0; column < SUM_COLUMN.length; column++) {
        const isKept = ((columns >> column) & 1) === 1;
        load[column] = isKept ? (passengers[from + i] as number) : 0;
        if (isKept) from += count;
      }
      tell(at, passengers[own + i] as number, load);
    }
    load.set(passengers.subarray(at + SUM.beyond, at + SUM.beyond + SUM_COLUMN.length));
    tell(at, all, load);
    let lists = 1;
    for (let column = 0; column < SUM_COLUMN.length; column++) lists += (columns >> column) & 1;
    at = own + lists * count;
  }
}

/** Tokens of a load, however they were sent. */
export function tokensOf(load: Load): number {
  let tokens = 0;
  for (let column = SUM_COLUMN.read; column < SUM_COLUMN.length; column++) tokens += load[column] as number;
  return tokens;
}
