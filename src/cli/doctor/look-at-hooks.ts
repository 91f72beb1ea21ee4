import { statSync } from 'node:fs';
import { escaped } from '../../model/escaped.ts';
import type { Finding } from '../../model/finding.ts';
import { largest } from '../../model/long-lists.ts';
import { type Millis, millis } from '../../model/time.ts';
import type { EntryStatus, FileStatus, HookStatus } from '../../render/hook-status.ts';

/** An entry with the settings file that it stands in. */
interface PlacedEntry extends EntryStatus {
  readonly path: string;
  readonly scope: FileStatus['scope'];
}

/** Findings about the hook. */
export function hookFindings(status: HookStatus): Finding[] {
  const entries = status.files.flatMap(({ path, scope, entries: own }) =>
    own.map((each) => ({ ...each, path, scope })),
  );
  return [
    ...settingsFindings(status),
    ...stateFindings(status),
    ...entries.flatMap(entryFinding),
    ...twiceFindings(status, entries),
    ...spoolFindings(status),
  ];
}

/** Since when ends of sessions are reported, at the latest: its settings were written then. Null where the hook does not run. */
export function hookedSince({ state, files }: HookStatus): Millis | null {
  if (state !== 'works') return null;
  const own = files.filter(({ entries }) => entries.some(({ event }) => event === 'SessionEnd'));
  const times = own.flatMap(({ path }) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? []);
  return times.length === 0 ? null : millis(Math.floor(largest(times, 0)));
}

/** What an entry runs that is not there; null where it can run, as far as can be seen without running it. */
export function goneOf({ node, nodeExists, tj, tjExists }: EntryStatus): string | null {
  if (nodeExists === false) return node;
  return tjExists === false ? tj : null;
}

function settingsFindings({ files }: HookStatus): Finding[] {
  return files.flatMap(({ path, trouble }) =>
    trouble === null ? [] : [{ kind: 'hook-settings', level: 'warning', message: trouble, path } as const],
  );
}

function stateFindings({ state }: HookStatus): Finding[] {
  if (state === 'absent') {
    const message = 'the hook is not installed: sessions are kept when tj runs next';
    return [{ kind: 'hook-absent', level: 'info', message, do: 'tj hook install' }];
  }
  if (state !== 'off') return [];
  const message = 'all hooks are off (disableAllHooks): sessions are kept when tj runs next';
  return [{ kind: 'hook-off', level: 'warning', message, do: 'tj index' }];
}

function entryFinding(entry: PlacedEntry): Finding[] {
  const { event, path, tj, isThisTj } = entry;
  const gone = goneOf(entry);
  if (gone !== null) {
    const message = `the ${event} hook cannot run: ${escaped(gone)} is not there`;
    return [{ kind: 'hook-dead', level: 'error', message, path, do: installing(entry) }];
  }
  if (isThisTj || entry.tjExists === null) return [];
  const message = `the ${event} hook runs another tj: ${escaped(tj)}`;
  return [{ kind: 'hook-other-tj', level: 'warning', message, path, do: installing(entry) }];
}

/** Two hooks of one event take in every session twice. */
function twiceFindings({ files }: HookStatus, entries: readonly PlacedEntry[]): Finding[] {
  const plugins = files.flatMap(({ path, plugins: own }) => own.map(() => path));
  const ends = [...entries.filter(({ event }) => event === 'SessionEnd').map(({ path }) => path), ...plugins];
  const [, second] = ends;
  if (second === undefined) return [];
  const scope = entries.find(({ path }) => path === second)?.scope;
  const message = `the hook is in ${ends.length} places: every session is taken in ${ends.length} times`;
  const todo = scope === 'project' ? 'tj hook uninstall --project' : 'tj hook uninstall';
  return [{ kind: 'hook-twice', level: 'warning', message, path: second, do: todo }];
}

function spoolFindings({ waiting, spool, trouble, log }: HookStatus): Finding[] {
  const last = trouble.at(-1);
  const reports = `${waiting} report${waiting === 1 ? '' : 's'} of hooks`;
  return [
    ...(waiting === 0
      ? []
      : [
          {
            ...{ kind: 'reports-waiting' as const, level: 'info' as const, path: spool },
            ...{ message: `${reports} wait to be taken in`, do: 'tj index' },
          },
        ]),
    ...(last === undefined
      ? []
      : [{ kind: 'hook-trouble' as const, level: 'info' as const, message: `last in the log: ${last}`, path: log }]),
  ];
}

function installing({ scope }: PlacedEntry): string {
  return scope === 'project' ? 'tj hook install --project' : 'tj hook install';
}
