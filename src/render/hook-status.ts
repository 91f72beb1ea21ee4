import { counted } from '../model/counted.ts';
import { shownPath } from '../model/escaped.ts';
import { labelOf } from '../model/label.ts';
import { cardLook } from './card-parts.ts';
import type { Look } from './style.ts';
import { cutPath, padRight, wrap } from './text-width.ts';

/** An entry of tj's own in the hooks of a settings file. */
export interface EntryStatus {
  readonly event: 'SessionEnd' | 'SessionStart';
  readonly command: string;
  /** Seconds; null: the little that Claude Code gives. */
  readonly timeout: number | null;
  /** What runs the script; null where it is started by itself. */
  readonly node: string | null;
  /** Null where it is no path, and searched for when the hook runs. */
  readonly nodeExists: boolean | null;
  readonly tj: string;
  readonly tjExists: boolean | null;
  readonly isThisTj: boolean;
}

/** A settings file, as far as it is about hooks. */
export interface FileStatus {
  readonly scope: 'user' | 'project' | 'local';
  readonly path: string;
  /** Why nothing can be said of it; null where all can. */
  readonly trouble: string | null;
  readonly exists: boolean;
  readonly entries: readonly EntryStatus[];
  /** What `disableAllHooks` says here; null where it says nothing. */
  readonly hooksOff: boolean | null;
  /** Plugins of tj that are switched on here. */
  readonly plugins: readonly string[];
}

/** Where the hook is, and how it does. */
export interface HookStatus {
  /** `off`: Claude Code runs no hooks at all; `broken`: what an entry runs is gone. */
  readonly state: 'works' | 'plugin' | 'off' | 'broken' | 'absent';
  readonly files: readonly FileStatus[];
  readonly spool: string;
  readonly waiting: number;
  readonly log: string;
  /** The last lines of the log. */
  readonly trouble: readonly string[];
  readonly home: string;
}

const HEADLINES: Readonly<Record<HookStatus['state'], string>> = {
  works: 'The hook is installed: sessions are kept as they end.',
  plugin: 'The hook comes with the plugin: sessions are kept as they end.',
  off: 'The hook is installed, but all hooks are off: disableAllHooks.',
  broken: 'The hook is installed, but what it runs is not there.',
  absent: 'The hook is not installed: sessions are kept when tj runs next.',
};

/** Where the hook is, whether it can run, and what it had trouble with. */
export function hookStatusCard(status: HookStatus, wide: Look): string {
  const look = cardLook(wide);
  const fine = status.state === 'works' || status.state === 'plugin';
  const headline = wrap(HEADLINES[status.state], look.width).map(look.paint.bold);
  return [
    ...(fine ? headline : headline.map(look.paint.warn)),
    '',
    ...status.files.flatMap((file) => fileLines(file, status.home, look)),
    '',
    ...wrap(waitingText(status), look.width),
    ...troubleLines(status, look),
    `${look.paint.dim('next:')} ${look.paint.typed(nextCommand(status))}`,
    '',
  ].join('\n');
}

/** The same as a document. */
export function hookStatusJson(status: HookStatus): object {
  return {
    schema: 1,
    state: status.state,
    files: status.files.map(({ scope, path, exists, trouble, entries, hooksOff, plugins }) => ({
      ...{ scope, path, exists, trouble, disable_all_hooks: hooksOff, plugins },
      entries: entries.map(({ event, command, timeout, node, nodeExists, tj, tjExists, isThisTj }) => ({
        ...{ event, command, timeout, node, node_exists: nodeExists, tj, tj_exists: tjExists, is_this_tj: isThisTj },
      })),
    })),
    spool: { path: status.spool, waiting: status.waiting },
    log: { path: status.log, last: status.trouble },
    next: nextCommand(status),
  };
}

function fileLines(file: FileStatus, home: string, look: Look): string[] {
  const facts = [
    ...(file.trouble === null ? [] : [file.trouble]),
    ...(file.trouble === null && !file.exists ? ['not there'] : []),
    ...(file.exists && file.trouble === null && file.entries.length === 0 && file.plugins.length === 0
      ? ['no hook of tj']
      : []),
    ...file.entries.map((entry) => entryText(entry, home)),
    ...file.plugins.map((plugin) => `plugin ${labelOf(plugin)}`),
    ...(file.hooksOff === true ? ['disableAllHooks is on'] : []),
  ];
  const path = cutPath(shownPath(file.path, home), look.width - 9, look.unicode ? '…' : '~');
  const lines = facts.flatMap((fact) => wrap(fact, look.width - 9));
  return [`${look.paint.bold(padRight(file.scope, 9))}${path}`, ...lines.map((line) => `${' '.repeat(9)}${line}`)];
}

function nextCommand({ state, files }: HookStatus): string {
  if (state === 'works' || state === 'plugin') return 'tj sessions';
  if (state === 'off') return 'tj index';
  const broken = files.find(({ entries }) => entries.some((entry) => goneOf(entry) !== null));
  return broken?.scope === 'project' ? 'tj hook install --project' : 'tj hook install';
}

/** The first of the two that is known not to be there. */
function goneOf({ node, nodeExists, tj, tjExists }: EntryStatus): string | null {
  if (nodeExists === false) return node;
  return tjExists === false ? tj : null;
}

function entryText(entry: EntryStatus, home: string): string {
  const { event, timeout, tj, tjExists, isThisTj } = entry;
  const time = timeout === null ? 'no timeout, so 1.5 s' : `${timeout} s`;
  const gone = goneOf(entry);
  if (gone !== null) return `${event} (${time}): ${shownPath(gone, home)} is not there`;
  if (isThisTj) return `${event} (${time}) runs this tj`;
  const searched = tjExists === null ? ', searched for when it runs' : '';
  return `${event} (${time}) runs another tj: ${shownPath(tj, home)}${searched}`;
}

function waitingText({ waiting, spool, home }: HookStatus): string {
  if (waiting === 0) return 'No report waits: the store has all that hooks told.';
  return `${counted(waiting, 'report')} in ${shownPath(spool, home)}: the next tj that reads takes them.`;
}

function troubleLines({ trouble, log, home }: HookStatus, look: Look): string[] {
  if (trouble.length === 0) return [];
  const lines = trouble.flatMap((line) => wrap(labelOf(line, 400), look.width - 2));
  return [
    ...wrap(`The last trouble, from ${shownPath(log, home)}:`, look.width),
    ...lines.map((line) => `  ${look.paint.dim(line)}`),
  ];
}
