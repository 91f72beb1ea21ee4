import type { TranscriptFile } from '../model/transcript-file.ts';
import type { FileGlimpse } from '../store/file-glimpses.ts';
import { PARSER_VERSION } from '../store/parser-version.ts';

/** Files that may have to be read, in the order given: those that the store does not know exactly as they are now. */
export function changedFiles(
  files: readonly TranscriptFile[],
  glimpses: ReadonlyMap<string, FileGlimpse>,
): readonly TranscriptFile[] {
  return files.filter((file) => !isSame(glimpses.get(file.path), file));
}

function isSame(glimpse: FileGlimpse | undefined, file: TranscriptFile): boolean {
  return (
    glimpse !== undefined &&
    glimpse.size === file.size &&
    glimpse.mtimeMs === file.mtimeMs &&
    glimpse.ino === file.ino &&
    glimpse.parserVersion === PARSER_VERSION
  );
}
