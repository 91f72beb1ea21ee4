import type { EntryChange, SettingsChange } from '../../render/settings-change.ts';
import { addElement, addMember, replaceValue } from './edit-json.ts';
import { EVENTS, type HookEntry, type HookEvent, hookPlaces } from './hook-entries.ts';
import { renewedCommand } from './own-command.ts';
import { memberOf } from './parse-settings.ts';
import { withoutHandler } from './remove-hooks.ts';

/** Seconds. Without it Claude Code gives all hooks at the end of a session 1.5 seconds together. */
export const HOOK_TIMEOUT_S = 30;

/**
 * Settings with one entry of tj for each of `events`: added at the end, or brought up to date where it stands. So is the
 * entry of an event that is not asked for, and a second entry of an event is taken out. `commands` is what entries run.
 * `UserError` for settings of another shape.
 */
export function setHooks(
  text: string,
  events: readonly HookEvent[],
  commands: Readonly<Record<HookEvent, string>>,
  path: string,
): SettingsChange {
  const entries: EntryChange[] = [];
  let now = text;
  for (const event of EVENTS) {
    const before = ownOf(now, event, path);
    for (let surplus = surplusOf(before); surplus !== undefined; surplus = surplusOf(ownOf(now, event, path))) {
      now = withoutHandler(now, surplus.handler);
      entries.push({ key: event, command: surplus.command, timeout: surplus.timeout, action: 'removed' });
    }
    const [kept] = ownOf(now, event, path);
    if (kept !== undefined) {
      const command = renewedCommand(kept.own, commands[event], 'session-end');
      const updated = updatedEntry(now, kept, command, path);
      const timeout = kept.timeout ?? HOOK_TIMEOUT_S;
      entries.push({ key: event, command, timeout, action: updated === now ? 'unchanged' : 'updated' });
      now = updated;
    } else if (before.length > 0 || events.includes(event)) {
      now = addedEntry(now, event, commands[event], path);
      entries.push({ key: event, command: commands[event], timeout: HOOK_TIMEOUT_S, action: 'added' });
    }
  }
  return { text: now, entries };
}

function ownOf(text: string, event: HookEvent, path: string): HookEntry[] {
  return hookPlaces(text, path).own.filter((entry) => entry.event === event);
}

/** One entry is enough; arguments in a list are not, because older versions of Claude Code do not read them. */
function surplusOf(entries: readonly HookEntry[]): HookEntry | undefined {
  return entries.find(({ hasArguments }) => hasArguments) ?? entries[1];
}

function updatedEntry(text: string, { event, handler }: HookEntry, command: string, path: string): string {
  const old = memberOf(handler, 'command', text, path);
  const changed = old === undefined || old.value === command ? text : replaceValue(text, old, command);
  const [entry] = ownOf(changed, event, path);
  if (entry === undefined || memberOf(entry.handler, 'timeout', changed, path) !== undefined) return changed;
  return addMember(changed, entry.handler, 'timeout', HOOK_TIMEOUT_S);
}

function addedEntry(text: string, event: HookEvent, command: string, path: string): string {
  const { root, hooks, events } = hookPlaces(text, path);
  const group = { hooks: [{ type: 'command', command, timeout: HOOK_TIMEOUT_S }] };
  const groups = events.get(event);
  if (groups !== undefined) return addElement(text, groups, group);
  if (hooks !== undefined) return addMember(text, hooks, event, [group]);
  return addMember(text, root, 'hooks', { [event]: [group] });
}
