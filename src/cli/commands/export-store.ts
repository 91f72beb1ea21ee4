import { dirname } from 'node:path';
import { findRoots } from '../../discover/find-roots.ts';
import { UserError } from '../../model/errors.ts';
import { exportedLines, exportJson } from '../../render/move-lines.ts';
import { inSnapshot } from '../../store/in-snapshot.ts';
import { type ExportHeader, lineEncoder } from '../../store/move/export-line.ts';
import { exportHeader, exportLines } from '../../store/move/export-lines.ts';
import type { Store } from '../../store/open-store.ts';
import { lookOf } from '../look.ts';
import { machineName } from '../machine-name.ts';
import { print, printBytes, printJson } from '../output.ts';
import { ownVersion } from '../own-version.ts';
import { readWhole } from '../read-whole.ts';
import { type RunContext, storePath } from '../run-context.ts';
import { withWholeStore } from '../with-store.ts';
import { newFile } from '../write-new-file.ts';
import type { ExportOptions } from './export-spans.ts';

/** The name of a file that is none, as everywhere. */
const STANDARD_OUTPUT = '-';

const NARROWING = ['session', 'since', 'until', 'project', 'model', 'root'] as const;

/** Bytes that are written at a time. */
const CHUNK_BYTES = 1024 * 1024;

/** `tj export --store`: all that is kept, for `tj import` on another machine; what was not read whole yet is, before. */
export async function exportStore(options: ExportOptions, run: RunContext): Promise<void> {
  const { output = STANDARD_OUTPUT } = options;
  if (output === STANDARD_OUTPUT && process.stdout.isTTY) {
    throw new UserError('usage', 'export --store: into which file? -o FILE, or -o - for standard output', 2);
  }
  if (output === STANDARD_OUTPUT && options.json) {
    throw new UserError('usage', '--json says what was written: it needs -o FILE', 2);
  }
  const narrowing = NARROWING.find((name) => options[name] !== undefined);
  if (narrowing !== undefined) {
    throw new UserError('usage', `--store writes all that is kept: it takes no --${narrowing}`, 2);
  }
  const path = storePath(run, options.db);
  await withWholeStore(path, run, async (store) => {
    await readWhole(store, run);
    const roots = findRoots({ roots: [], env: run.env, home: run.home }).map((root) => dirname(root));
    await inSnapshot(store, async () => {
      const header = exportHeader(store, { tj: ownVersion(), machine: machineName(run), at: run.now });
      if (output === STANDARD_OUTPUT) return writeLines(store, header, printBytes);
      const file = newFile(output, roots);
      try {
        writeLines(store, header, file.write);
      } catch (error) {
        file.abandon();
        throw error;
      }
      const done = { file: output, header, bytes: file.finish() };
      if (options.json) printJson(exportJson(done));
      else print(exportedLines(done, await lookOf(run)));
    });
  });
}

function writeLines(store: Store, header: ExportHeader, write: (bytes: Buffer) => void): void {
  let chunk: Buffer[] = [];
  let bytes = 0;
  const flush = () => {
    write(Buffer.concat(chunk));
    [chunk, bytes] = [[], 0];
  };
  const encode = lineEncoder();
  for (const line of exportLines(store, header)) {
    const encoded = encode(line);
    chunk.push(encoded);
    bytes += encoded.length;
    if (bytes >= CHUNK_BYTES) flush();
  }
  flush();
}
