import { withShorterPaths } from '../model/shorter-paths.ts';
import { cutHead, cutTo, textWidth } from './text-width.ts';

/**
 * What a tool was called on, in at most `columns`: of a path the end is kept, from a folder on where one fits; in a
 * command paths give way before its end does.
 */
export function fitTarget(target: string, columns: number, ellipsis: string): string {
  return cutTo(cutPaths(target, columns, ellipsis), columns, ellipsis);
}

/** The same, where what does not fit then is cut by somebody else. */
export function cutPaths(target: string, columns: number, ellipsis: string): string {
  if (textWidth(target) <= columns) return target;
  if (PATH.test(target)) return endOfPath(target, columns, ellipsis);
  return withShorterPaths(target, (text) => textWidth(text) <= columns, ellipsis);
}

/** A whole path, which may have spaces in it, or one word with a separator that is no address. */
const PATH = /^(?:…|~?\/|[A-Za-z]:[\\/])[^"'|;&<>]*$|^(?!.*:\/\/)[^\s"'|;&<>]*[\\/][^\s"'|;&<>]*$/;

function endOfPath(path: string, columns: number, ellipsis: string): string {
  const room = columns - textWidth(ellipsis);
  for (let at = path.search(/[\\/]/); at >= 0; ) {
    const end = path.slice(at);
    if (textWidth(end) <= room) return ellipsis + end;
    const next = end.slice(1).search(/[\\/]./);
    at = next < 0 ? -1 : at + 1 + next;
  }
  return cutHead(path, columns, ellipsis);
}
