import { counted } from '../model/counted.ts';
import { labelOf } from '../model/label.ts';
import { isoOf, type Millis, millis } from '../model/time.ts';
import type { TypedOption } from '../model/typed-option.ts';
import type { ExportHeader } from '../store/move/export-line.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';
import { nextLines } from './typed-command.ts';

const PATH_CHARS = 200;

/** A store that was written to a file. */
export interface ExportDone {
  readonly file: string;
  readonly header: ExportHeader;
  readonly bytes: number;
}

/** What `tj export --store` wrote. */
export function exportedLines({ file, header, bytes }: ExportDone, look: Look): string {
  const what = `${counted(header.sessions, 'session')} of ${counted(header.files, 'file')}, ${size(bytes)}`;
  return [
    ...wrap(`${labelOf(file, PATH_CHARS)} written: ${what}, from ${labelOf(header.machine)}.`, look.width),
    ...wrap('It holds what the store holds, labels and paths too: only you can read it.', look.width).map(
      look.paint.dim,
    ),
    `${look.paint.dim('on the other machine:')} ${look.paint.typed(`tj import ${labelOf(file, PATH_CHARS)}`)}`,
    '',
  ].join('\n');
}

/** The same as a document. */
export function exportJson({ file, header, bytes }: ExportDone): object {
  const { sessions, files, lines } = header;
  return { schema: 1, file, machine: header.machine, sessions, files, lines, bytes };
}

/** A store that came in. */
export interface ImportDone {
  readonly header: Pick<ExportHeader, 'machine' | 'tj' | 'at'>;
  /** Path of the store that it came into. */
  readonly store: string;
  readonly newSessions: number;
  readonly changedSessions: number;
  readonly sameSessions: number;
  readonly keptOut: number;
  /** By table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** What is told of rows that are of no transcript, by table. */
const NOUNS: Readonly<Record<string, string>> = {
  hook_reports: 'hook report',
  labels: 'label',
  quota_samples: 'quota sample',
};

/** What `tj import` brought in. */
export function importedLines(done: ImportDone, typed: readonly TypedOption[], look: Look): string {
  const { header, newSessions, changedSessions, sameSessions, keptOut, rows } = done;
  const from = `Imported from ${labelOf(header.machine)}, as of ${isoOf(header.at as Millis)
    .slice(0, 16)
    .replace('T', ' ')} UTC:`;
  const facts = [
    counted(newSessions, 'new session'),
    changedSessions > 0 ? `something new of ${counted(changedSessions, 'session')}` : '',
    sameSessions > 0 ? `${counted(sameSessions, 'session')} known already` : '',
    ...Object.entries(NOUNS).map(([table, noun]) => ((rows[table] ?? 0) > 0 ? counted(rows[table] ?? 0, noun) : '')),
  ].filter((text) => text !== '');
  const out = `${counted(keptOut, 'session')} left out: tj prune took ${keptOut === 1 ? 'it' : 'them'} out here.`;
  return [
    ...wrap(from, look.width).map(look.paint.bold),
    ...wrap(`${facts.join(', ')}.`, look.width),
    ...(keptOut > 0 ? wrap(out, look.width) : []),
    ...nextLines('tj usage --by machine', typed, look),
    '',
  ].join('\n');
}

/** The same as a document. */
export function importJson({ header, store, rows, ...done }: ImportDone): object {
  return {
    schema: 1,
    store,
    from: { machine: header.machine, tj: header.tj, at: isoOf(millis(header.at)) },
    sessions: {
      new: done.newSessions,
      changed: done.changedSessions,
      same: done.sameSessions,
      left_out: done.keptOut,
    },
    hook_reports: rows.hook_reports ?? 0,
    labels: rows.labels ?? 0,
    quota_samples: rows.quota_samples ?? 0,
  };
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
