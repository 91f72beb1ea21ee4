import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { errorCode } from '../../discover/error-code.ts';
import { UserError } from '../../model/errors.ts';
import { escaped } from '../../model/escaped.ts';
import type { EntryStatus, FileStatus, HookStatus } from '../../render/hook-status.ts';
import { countWaiting } from '../../spool/count-waiting.ts';
import { hookLog } from '../../spool/hook-log.ts';
import { lastTrouble } from '../../spool/last-trouble.ts';
import { spoolFolder } from '../../spool/spool-folder.ts';
import type { RunContext } from '../run-context.ts';
import { jsonIn } from './edit-text.ts';
import { type HookEntry, hookPlaces } from './hook-entries.ts';
import { OWN_SCRIPT } from './own-place.ts';
import { memberOf } from './parse-settings.ts';
import { readSettingsFile } from './settings-file.ts';
import { projectSettings, userSettings } from './settings-path.ts';

const LINES_OF_TROUBLE = 3;

/** All that can be said of the hook without running anything: of the user's settings and of those of the project in `folder`. */
export function hookReport(run: RunContext, folder: string): HookStatus {
  const { tjHome, home } = run;
  const user = userSettings(run);
  const others = [
    { scope: 'project' as const, path: projectSettings(folder) },
    { scope: 'local' as const, path: projectSettings(folder, true) },
  ];
  const places = [{ scope: 'user' as const, path: user }, ...others.filter(({ path }) => path !== user)];
  const files = places.map(({ scope, path }) => fileStatus(scope, path));
  return {
    state: stateOf(files),
    files,
    spool: spoolFolder(tjHome),
    waiting: countWaiting(tjHome),
    log: hookLog(tjHome),
    trouble: lastTrouble(tjHome, LINES_OF_TROUBLE),
    home,
  };
}

function fileStatus(scope: FileStatus['scope'], path: string): FileStatus {
  const nothing = { scope, path, trouble: null, exists: false, entries: [], hooksOff: null, plugins: [] };
  try {
    const text = readSettingsFile(path).content?.text;
    return text === undefined ? nothing : { ...nothing, exists: true, ...hooksIn(jsonIn(text), path) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The path stands beside it.
    const trouble = error.message.replaceAll(escaped(join(dirname(path), '/')), '');
    return { ...nothing, exists: true, trouble };
  }
}

function hooksIn(text: string, path: string): Pick<FileStatus, 'entries' | 'hooksOff' | 'plugins'> {
  const { root, own } = hookPlaces(text, path);
  const off: unknown = memberOf(root, 'disableAllHooks', text, path)?.value;
  const plugins = memberOf(root, 'enabledPlugins', text, path)?.children ?? [];
  return {
    entries: own.map(entryStatus),
    hooksOff: typeof off === 'boolean' ? off : null,
    plugins: plugins.flatMap(({ children: [name, value] = [] }) =>
      value?.value === true && /^(?:tj|tokenjar)@/.test(String(name?.value)) ? [String(name?.value)] : [],
    ),
  };
}

function entryStatus({ event, command, timeout, own: { node, tj } }: HookEntry): EntryStatus {
  const [nodeExists, tjExists] = [node === null ? null : existsAt(node), existsAt(tj) && isWholeAt(tj)];
  return { event, command, timeout, node, nodeExists, tj, tjExists, isThisTj: tjExists === true && isOwn(tj) };
}

/** Null for what is searched for on the path. Nothing is asked of another machine, whatever a project's settings name. */
function existsAt(path: string): boolean | null {
  return isAbsolute(path) && !/^[\\/]{2}/.test(path) ? existsSync(path) : null;
}

/** An upgrade that broke off leaves the script without what it starts. */
function isWholeAt(tj: string): boolean {
  try {
    const folder = dirname(dirname(realpathSync(tj)));
    const isOfPackage = basename(tj) === 'tj.js' && existsSync(join(folder, 'package.json'));
    return !isOfPackage || existsSync(join(folder, 'dist/cli/session-end.js'));
  } catch (error) {
    errorCode(error);
    return false;
  }
}

function isOwn(path: string): boolean {
  try {
    return realpathSync(path) === OWN_SCRIPT;
  } catch (error) {
    errorCode(error);
    return false;
  }
}

/** The file that is nearest to the project has the last word on whether hooks run at all. */
function stateOf(files: readonly FileStatus[]): HookStatus['state'] {
  const entries = files.flatMap((file) => file.entries);
  const hasPlugin = files.some(({ plugins }) => plugins.length > 0);
  const isHooked = entries.some(({ event }) => event === 'SessionEnd');
  if (!isHooked && !hasPlugin) return 'absent';
  if (files.findLast(({ hooksOff }) => hooksOff !== null)?.hooksOff === true) return 'off';
  if (entries.some(({ nodeExists, tjExists }) => nodeExists === false || tjExists === false)) return 'broken';
  return isHooked ? 'works' : 'plugin';
}
