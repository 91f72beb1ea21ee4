import { escaped } from '../model/escaped.ts';
import type { Finding } from '../model/finding.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';

/** Under a card: that sessions are no longer kept as they end, and what mends it; '' where they are. */
export function deadHookLines(dead: Finding | null, look: Look): string {
  if (dead === null) return '';
  const text = `${escaped(dead.message)}, so sessions are not kept as they end:`;
  const lines = wrap(`${text[0]?.toUpperCase()}${text.slice(1)}`, look.width).map(look.paint.warn);
  return [...lines, look.paint.typed(dead.do ?? ''), ''].join('\n');
}

/** The same for programs. */
export function deadHookJson(dead: Finding | null): object {
  return { dead_hook: dead === null ? null : { message: dead.message, path: dead.path, do: dead.do } };
}
