import { createReadStream } from 'node:fs';
import { type Imported, storeImporter } from '../../ingest/import-store.ts';
import { UserError } from '../../model/errors.ts';
import { labelOf } from '../../model/label.ts';
import { LineTooLong, streamedLines } from '../../read/streamed-lines.ts';
import { importedLines, importJson } from '../../render/move-lines.ts';
import { isNotDeflated } from '../../store/check/row-sum.ts';
import {
  EXPORT_FORMAT,
  type ExportHeader,
  type ExportLine,
  lineDecoder,
  versionsIn,
} from '../../store/move/export-line.ts';
import { isConstraint, type Store } from '../../store/open-store.ts';
import { PARSER_VERSION } from '../../store/parser-version.ts';
import { settingOf } from '../config-file.ts';
import { LABELS } from '../config-keys.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { progressBar } from '../progress-bar.ts';
import { readWhole } from '../read-whole.ts';
import { onDiskAmong } from '../refresh.ts';
import { type RunContext, storePath } from '../run-context.ts';
import type { CommonOptions } from '../shared-options.ts';
import { withWholeStore } from '../with-store.ts';

/** The name of a file that is none, as everywhere. */
const STANDARD_INPUT = '-';

/** A longer line is none of an export: it would be a transcript of gigabytes. */
const MOST_LINE_BYTES = 256 * 1024 * 1024;

const NAME_CHARS = 200;

export interface ImportOptions extends CommonOptions {
  readonly db?: string;
}

/** `tj import <file>`: brings another store into this one, whole or not at all. `UserError` for a file that cannot be. */
export async function importStore(file: string, options: ImportOptions, run: RunContext): Promise<void> {
  const name = file === STANDARD_INPUT ? 'standard input' : labelOf(file, NAME_CHARS);
  const lines = numberedLines(file, name);
  const begun = await headerIn(lines, name);
  const { header } = begun;
  const path = storePath(run, options.db);
  await withWholeStore(path, run, async (store) => {
    // All that there is here of the same sessions comes first.
    await readWhole(store, run);
    const imported = await inTransaction(store, () => bringIn(store, lines, begun, name, run));
    const done = { ...imported, header, store: path };
    if (options.json) printJson(importJson(done));
    else print(importedLines(done, run.typed, await lookOf(run)));
  });
}

interface NumberedLine {
  readonly number: number;
  readonly bytes: Buffer;
}

type Lines = AsyncGenerator<NumberedLine, undefined>;

async function* numberedLines(file: string, name: string): Lines {
  const stream = file === STANDARD_INPUT ? process.stdin : createReadStream(file);
  let number = 0;
  try {
    for await (const bytes of streamedLines(stream, MOST_LINE_BYTES)) yield { number: ++number, bytes };
  } catch (error) {
    if (error instanceof LineTooLong) throw damaged(name, number + 1);
    if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error;
    if (error.code === 'ENOENT') throw new UserError('no-file', `there is no file ${name}`, 1);
    throw new UserError('no-file', `cannot read ${name}: ${error.message}`, 1);
  }
}

/** What an export begins with, and what reads on. */
interface Begun {
  readonly header: ExportHeader;
  readonly decode: ReturnType<typeof lineDecoder>;
}

/** The header, before anything is read or written for it. */
async function headerIn(lines: Lines, name: string): Promise<Begun> {
  const bytes = (await lines.next()).value?.bytes ?? Buffer.alloc(0);
  const versions = versionsIn(bytes);
  if (versions === null) {
    throw new UserError('bad-export', `${name} is nothing that 'tj export --store' wrote: nothing was imported`, 1);
  }
  if (versions.format > EXPORT_FORMAT || versions.parser > PARSER_VERSION) {
    const by = labelOf(versions.tj);
    throw new UserError('newer-export', `${name} was written by a newer tj (${by}): update this one`, 1);
  }
  const decode = lineDecoder();
  const line = decode(bytes);
  if (line === null || !('header' in line)) throw damaged(name, 1);
  return { header: line.header, decode };
}

/** All of it or nothing: a kill leaves the store as it was. */
async function inTransaction<T>(store: Store, use: () => Promise<T>): Promise<T> {
  store.exec('BEGIN IMMEDIATE');
  try {
    const result = await use();
    store.exec('COMMIT');
    return result;
  } finally {
    if (store.inTransaction) store.exec('ROLLBACK');
  }
}

async function bringIn(
  store: Store,
  lines: Lines,
  { header, decode }: Begun,
  name: string,
  run: RunContext,
): Promise<Imported> {
  const bar = progressBar(run);
  const importer = storeImporter(store, header, {
    ...{ isOnDisk: onDiskAmong([]), now: run.now, labels: settingOf(run, LABELS).value },
    onBuilt: (built, toBuild) => bar.showSessions('building', built, toBuild),
  });
  let last = 1;
  let isEnded = false;
  for await (const { number, bytes } of lines) {
    const line = decode(bytes);
    last = number;
    if (line === null || isEnded) throw damaged(name, number);
    if ('end' in line) isEnded = true;
    else if (!isTaken(line, importer.take)) throw damaged(name, number);
  }
  if (!isEnded || last !== header.lines) {
    const message = `${name} ends early, after ${last} of ${header.lines} lines: nothing was imported`;
    throw new UserError('cut-export', message, 1);
  }
  const imported = importer.finish();
  bar.clear();
  return imported;
}

/** False for what cannot be of an export. */
function isTaken(line: ExportLine, take: (line: ExportLine) => boolean): boolean {
  try {
    return take(line);
  } catch (error) {
    if (error instanceof SyntaxError || isNotDeflated(error) || isConstraint(error)) return false;
    throw error;
  }
}

function damaged(name: string, line: number): UserError {
  return new UserError('damaged-export', `${name}, line ${line}: damaged: nothing was imported`, 1);
}
