import type { LineScanner } from './line-scanner.ts';

/** One string member of the object that is next; null when there is no object or no such string. */
export function readMember(scan: LineScanner, name: string): string | null {
  let value: string | null = null;
  eachMember(scan, (key) => {
    if (key === name) value = scan.string();
    else scan.skip();
  });
  return value;
}

/** Hands on the keys of the object that is next; what is none is skipped. `read` has to go past each value. */
export function eachMember(scan: LineScanner, read: (key: string) => void): void {
  if (!scan.enterObject()) {
    scan.skip();
    return;
  }
  for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) read(key);
}

/** Stands at each element of the array that is next; what is none is skipped. `read` has to go past each. */
export function eachElement(scan: LineScanner, read: () => void): void {
  if (!scan.enterArray()) {
    scan.skip();
    return;
  }
  while (scan.nextElement()) read();
}
