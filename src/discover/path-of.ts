import { sep } from 'node:path';

/** The path of a place below a root, whose names have `/` between them. */
export function pathOf(root: string, place: string): string {
  return root + sep + (sep === '/' ? place : place.replaceAll('/', sep));
}
