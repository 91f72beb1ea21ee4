/** One way to read a model id, and what the parts taken off it said. */
export interface Spelling {
  readonly text: string;
  /** A `-fast` was taken off. */
  readonly fast: boolean;
  /** A `-batch` or `:batch` was taken off. */
  readonly batch: boolean;
}

/**
 * The spellings to look a model up by, from as written to barest (counting.md section 2). The fullest that is listed
 * wins, so a user's row for `us.anthropic.x` or `qwen3:30b` is not taken for another's. What is taken off is
 * packaging (gateway path, cloud region, version, variant), never a part of the name.
 */
export function spellingsOf(model: string): readonly Spelling[] {
  const written = foldSpelling(model);
  const bare = withoutPackaging(written);
  const unversioned = bare.replace(VARIANT, '').replace(VERSION, '');
  const batchVariant = bare.endsWith(':batch');
  const mode = MODE.exec(unversioned)?.[1];
  const spellings = [
    { text: written, fast: false, batch: false },
    { text: bare, fast: false, batch: false },
    { text: unversioned, fast: false, batch: batchVariant },
  ];
  if (mode !== undefined) {
    const text = unversioned.replace(MODE, '');
    spellings.push({ text, fast: mode === 'fast', batch: batchVariant || mode === 'batch' });
  }
  return spellings;
}

/**
 * Puts aside what no price depends on: white space around it, case, a `[1m]` at the end, and whether `@` or `-`,
 * `5.5` or `5-5` was written.
 */
export function foldSpelling(model: string): string {
  return model
    .trim()
    .toLowerCase()
    .replace(CONTEXT_MARK, '')
    .replaceAll('@', '-')
    .replace(/(?<=\d)\.(?=\d)/g, '-');
}

function withoutPackaging(folded: string): string {
  return folded
    .slice(folded.lastIndexOf('/') + 1)
    .replace(/^~/, '')
    .replace(CLOUD_REGION, '')
    .replace(/^anthropic\./, '');
}

const CONTEXT_MARK = /\s*\[[^\]]*\]$/;
const CLOUD_REGION = /^(?:global|us|eu|apac|jp|au|ca|us-gov)\./;
/** `:thinking`, or the last part of `-v1:0` and `-v1:0:200k`. */
const VARIANT = /:[^:]*$/;
const VERSION = /-v\d+(?::\d+)?$/;
const MODE = /-(fast|batch)$/;
