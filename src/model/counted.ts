/** A count with its thousands told apart: `203,595,372`. */
export function fullCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** A number with its noun: `1 session`, `3,021 sessions`. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${fullCount(count)} ${count === 1 ? noun : plural}`;
}

/** How often: `once`, `74 times`. */
export function often(count: number): string {
  return count === 1 ? 'once' : counted(count, 'time');
}
