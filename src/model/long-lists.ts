/**
 * What is read may hold any number of anything, and a call takes no more than about 120,000 arguments: a list that grows with
 * what was read is never spread into one.
 */

/** Adds all of `more` to the end of `list`. */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const each of more) list.push(each);
}

/** The largest of some numbers; `none` where there is none, or all are below it. */
export function largest(numbers: Iterable<number>, none: number): number {
  let most = none;
  for (const each of numbers) if (each > most) most = each;
  return most;
}

/** The smallest of some numbers, or null where there is none. */
export function smallest(numbers: Iterable<number>): number | null {
  let least: number | null = null;
  for (const each of numbers) if (least === null || each < least) least = each;
  return least;
}
