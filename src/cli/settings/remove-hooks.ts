import type { Node } from 'jsonc-parser';
import type { SettingsChange } from '../../render/settings-change.ts';
import { removeChild } from './edit-json.ts';
import { hookPlaces } from './hook-entries.ts';

/** Settings without any entry of tj, and without what held nothing else. `UserError` for settings of another shape. */
export function removeHooks(text: string, path: string): SettingsChange {
  const found = hookPlaces(text, path).own;
  let now = text;
  for (let left = found.length; left > 0; left--) {
    const last = hookPlaces(now, path).own.at(-1);
    if (last !== undefined) now = withoutHandler(now, last.handler);
  }
  const entries = found.map(({ event, command, timeout }) => ({
    key: event,
    command,
    timeout,
    action: 'removed' as const,
  }));
  return { text: now, entries };
}

/** Takes out a handler, with its group, list and hooks as far as these hold nothing else. */
export function withoutHandler(text: string, handler: Node): string {
  // handler < list < 'hooks' < group < list < 'SessionEnd' < object < 'hooks'
  const above = [handler, up(handler, 3), up(handler, 5), up(handler, 7)];
  const emptied = above.find((node) => (node.parent?.children?.length ?? 0) > 1);
  return removeChild(text, emptied ?? up(handler, 7));
}

function up(node: Node, levels: number): Node {
  return levels === 0 || node.parent === undefined ? node : up(node.parent, levels - 1);
}
