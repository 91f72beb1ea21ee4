import type { Node } from 'jsonc-parser';
import { type OwnCommand, ownCommand } from './own-command.ts';
import { badSettings, memberOf, parseSettings } from './parse-settings.ts';
import { quoted } from './shell-words.ts';

/** The events that tj hooks into. */
export const EVENTS = ['SessionEnd', 'SessionStart'] as const;

export type HookEvent = (typeof EVENTS)[number];

/** An entry of tj's own in the hooks of a settings file. */
export interface HookEntry {
  readonly event: HookEvent;
  /** As one shell command, also where it is written as a program with arguments. */
  readonly command: string;
  readonly own: OwnCommand;
  /** Whether it is written as a program with a list of arguments. */
  readonly hasArguments: boolean;
  /** Seconds; null where the entry has none. */
  readonly timeout: number | null;
  readonly handler: Node;
}

/** What of a settings file is about hooks, in its places. */
export interface HookPlaces {
  readonly root: Node;
  readonly hooks: Node | undefined;
  readonly events: ReadonlyMap<HookEvent, Node>;
  /** tj's own, in the order of the file. */
  readonly own: readonly HookEntry[];
}

/** Finds tj's own entries. `UserError` for what is no settings file, or has another shape where hooks stand. */
export function hookPlaces(text: string, path: string): HookPlaces {
  const root = parseSettings(text, path);
  const hooks = memberOf(root, 'hooks', text, path);
  if (hooks !== undefined && hooks.type !== 'object')
    throw badSettings(path, text, hooks.offset, "'hooks' was expected to be an object");
  const events = new Map<HookEvent, Node>();
  for (const event of EVENTS) {
    const groups = memberOf(hooks, event, text, path);
    if (groups === undefined) continue;
    if (groups.type !== 'array') throw badSettings(path, text, groups.offset, `'${event}' was expected to be a list`);
    events.set(event, groups);
  }
  const own = [...events].flatMap(([event, groups]) =>
    handlersOf(groups, text, path).flatMap((handler) => ownEntry(event, handler, text, path) ?? []),
  );
  return { root, hooks, events, own };
}

/**
 * Groups of another shape are somebody else's, and left as they are; so are those for some reasons only, which no entry of
 * tj's making is in.
 */
function handlersOf(groups: Node, text: string, path: string): Node[] {
  return (groups.children ?? []).flatMap((group) => {
    const isOfAll =
      group.type === 'object' && ['', '*', undefined].includes(memberOf(group, 'matcher', text, path)?.value);
    const handlers = isOfAll ? memberOf(group, 'hooks', text, path) : undefined;
    return handlers?.type === 'array' ? (handlers.children ?? []).filter(({ type }) => type === 'object') : [];
  });
}

function ownEntry(event: HookEvent, handler: Node, text: string, path: string): HookEntry | null {
  const member = (key: string) => memberOf(handler, key, text, path);
  const program = member('command')?.value;
  if (typeof program !== 'string' || member('type')?.value !== 'command') return null;
  const args = member('args')?.children?.map(({ value }) => String(value));
  const command = args === undefined ? program : [program, ...args].map((word) => quoted(word)).join(' ');
  const own = ownCommand(command, 'session-end');
  if (own === null) return null;
  const timeout: unknown = member('timeout')?.value;
  const seconds = typeof timeout === 'number' ? timeout : null;
  return { event, command, own, hasArguments: args !== undefined, timeout: seconds, handler };
}
