/** Room that lists of numbers begin with. Small: what grows early is not taken by the engine for what never changes. */
export const FIRST_ROOM = 16;

/** What `numbers` hold, at the beginning of `wide`. */
export function widened<T extends Int32Array | Float64Array>(numbers: T, wide: T): T {
  wide.set(numbers);
  return wide;
}
