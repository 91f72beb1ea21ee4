import { escaped, shownPath } from '../model/escaped.ts';
import { maskSecrets } from '../model/mask-secrets.ts';
import { cardLook, hint } from './card-parts.ts';
import { type DiffLine, lineDiff } from './line-diff.ts';
import type { Look } from './style.ts';
import { cutTo, textWidth, wrap } from './text-width.ts';

/** What became of an entry of tj's own. */
export interface EntryChange {
  readonly key: 'SessionEnd' | 'SessionStart' | 'statusLine';
  readonly command: string;
  /** Seconds; null where the entry has none. */
  readonly timeout: number | null;
  readonly action: 'added' | 'updated' | 'unchanged' | 'removed';
}

/** Settings as they would be, and what is other in them. */
export interface SettingsChange {
  readonly text: string;
  readonly entries: readonly EntryChange[];
}

/** A change of a settings file, done or to be done. */
export interface ChangedSettings extends Pick<SettingsChange, 'entries'> {
  readonly path: string;
  /** Where links lead. */
  readonly target: string;
  /** Null where there is no file. */
  readonly before: string | null;
  readonly after: string | null;
  readonly backup: string | null;
  readonly home: string;
}

/** What would change, line by line. */
export function changePreview(change: ChangedSettings, wide: Look): string {
  const look = cardLook(wide);
  const path = shownPath(change.path, change.home);
  const led = change.target === change.path ? '' : ` (a link to ${shownPath(change.target, change.home)})`;
  const made = change.before === null ? ' (a new file)' : '';
  return [
    ...wrap(`${path}${led}${made}`, look.width).map(look.paint.bold),
    ...lineDiff(change.before ?? '', change.after ?? '').flatMap((line) => diffRows(line, look)),
    '',
  ].join('\n');
}

/** What was done, in a few lines. */
export function changeDone(change: ChangedSettings, said: string, hints: readonly string[], wide: Look): string {
  const look = cardLook(wide);
  const path = shownPath(change.path, change.home);
  const backup = change.backup === null ? [] : [`as it was: ${shownPath(change.backup, change.home)}`];
  return [
    ...wrap(`${said}: ${path}`, look.width).map(look.paint.bold),
    ...backup.flatMap((text) => wrap(text, look.width)),
    ...hints.flatMap((text) => hint(text, look)),
    '',
  ].join('\n');
}

/** The same as a document. `changed` says whether the file is, or in a dry run would be, another. */
export function changeJson(change: ChangedSettings, dryRun: boolean): object {
  return {
    schema: 1,
    path: change.path,
    changed: change.after !== change.before,
    dry_run: dryRun,
    backup: change.backup,
    entries: change.entries.map(({ key, command, timeout, action }) => ({ key, command, timeout, action })),
  };
}

/** What changes is shown whole, over several rows where it is long; what stands around is cut. */
function diffRows({ kind, text }: DiffLine, look: Look): string[] {
  const [indent = '', words = ''] = /^(\s*)(.*)$/.exec(text.replaceAll('\t', '  '))?.slice(1) ?? [];
  const line = indent + escaped(maskSecrets(words));
  if (kind === 'gap') return [look.paint.dim(look.unicode ? '  …' : '  ...')];
  if (kind === 'same') return [look.paint.dim(cutTo(`  ${line}`, look.width, look.unicode ? '…' : '~'))];
  const paint = kind === 'added' ? look.paint.bold : look.paint.warn;
  const sign = kind === 'added' ? '+' : '-';
  return piecesOf(line, look.width - 2).map((piece, i) => paint(`${i === 0 ? sign : ' '} ${piece}`));
}

function piecesOf(line: string, columns: number): string[] {
  const pieces = [''];
  for (const char of line) {
    if (textWidth(`${pieces.at(-1)}${char}`) > columns) pieces.push('');
    pieces.push(`${pieces.pop() ?? ''}${char}`);
  }
  return pieces;
}
