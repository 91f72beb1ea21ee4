import { setFlagsFromString } from 'node:v8';

/** Heaps grow to twice or three times what is used of them before they are swept: too much where that is a lot. */
export function boundHeap(): void {
  setFlagsFromString('--heap-growing-percent=25');
}
