import { claudeNames } from './claude-names.ts';

/** One way to read a model id, and what the parts taken off it said. */
export interface Spelling {
  readonly text: string;
  /** A `-fast` was taken off. */
  readonly fast: boolean;
  /** A `-batch` or `:batch` was taken off. */
  readonly batch: boolean;
  /** The cloud profile that was taken off keeps requests within a region, or within that of the US government. */
  readonly cloud: 'regional' | 'gov' | null;
}

/**
 * The spellings to look a model up by, from as written to barest (counting.md section 2). The fullest that is listed
 * wins, so a user's row for `us.anthropic.x` or `qwen3:30b` is not taken for another's. What is taken off is
 * packaging (gateway path, cloud region, version, variant), never a part of the name.
 */
export function spellingsOf(model: string): readonly Spelling[] {
  const written = foldSpelling(model);
  const { bare, cloud } = withoutPackaging(written);
  const unversioned = bare.replace(THINKING, '').replace(VARIANT, '').replace(VERSION, '');
  const batch = bare.endsWith(':batch');
  const plain = { fast: false, batch: false, cloud };
  return [
    { ...plain, text: written, cloud: null },
    { ...plain, text: bare },
    { ...plain, text: unversioned, batch },
    ...modes(unversioned).map((mode) => ({ ...mode, batch: batch || mode.batch, cloud })),
  ];
}

/** A Claude model's other names; of anybody else's, one without the mode at its end. */
function modes(unversioned: string): readonly Omit<Spelling, 'cloud'>[] {
  const names = claudeNames(unversioned);
  if (names !== null) return names;
  const mode = MODE.exec(unversioned)?.[1];
  if (mode === undefined) return [];
  return [{ text: unversioned.replace(MODE, ''), fast: mode === 'fast', batch: mode === 'batch' }];
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

function withoutPackaging(folded: string): { readonly bare: string; readonly cloud: Spelling['cloud'] } {
  const last = folded.slice(folded.lastIndexOf('/') + 1).replace(/^~/, '');
  const region = CLOUD_REGION.exec(last)?.[1] ?? 'global';
  const bare = last.replace(CLOUD_REGION, '').replace(/^anthropic\./, '');
  return { bare, cloud: region === 'global' ? null : region === 'us-gov' ? 'gov' : 'regional' };
}

const CONTEXT_MARK = /\s*\[[^\]]*\]$/;
const CLOUD_REGION = /^(global|us|eu|apac|jp|au|ca|sa|us-gov)\./;
/** `:thinking`, also with its effort. */
const THINKING = /:thinking(?::[a-z]+)?$/;
/** The last part of `-v1:0` and `-v1:0:200k`. */
const VARIANT = /:[^:]*$/;
const VERSION = /-v\d+(?::\d+)?$/;
const MODE = /-(fast|batch)$/;
