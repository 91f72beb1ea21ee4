/**
 * What is at a place where transcripts were looked for and none is:
 * - `absent`, `file`, `hidden`: nothing, a file, something that may not be read;
 * - `gone`: nothing any more, but tj kept what was there;
 * - `empty`: a folder that has project folders, or could have them, and no transcript;
 * - `no-projects`: a config folder in which Claude Code has written no transcript yet;
 * - `within-config`: a folder of a config folder; `above-config`: a folder that holds one;
 * - `one-project`: the transcripts of one project, without the folder around them;
 * - `list`: several folders in one word, with the wrong mark between them.
 */
export type WhatIsThere =
  | 'absent'
  | 'gone'
  | 'file'
  | 'hidden'
  | 'empty'
  | 'no-projects'
  | 'within-config'
  | 'above-config'
  | 'one-project'
  | 'list';

/** A place where transcripts were looked for in vain. */
export interface LookedIn {
  /** Absolute path. */
  readonly folder: string;
  /** Who named it: `--root`, `CLAUDE_CONFIG_DIR`, nobody. */
  readonly namedBy: 'option' | 'environment' | 'default';
  readonly found: WhatIsThere;
  /** Folders to name in its place; empty where none is known. */
  readonly instead: readonly string[];
}
