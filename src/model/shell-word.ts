/** Source of a pattern that finds one word of a shell command: quoted parts and substitutions without nesting are in it. */
export const SHELL_WORD =
  '(?:[^\\s\'"\\\\;&|()`$<>]|\\\\.|\'[^\']*\'|"(?:[^"\\\\]|\\\\.)*"|\\$\\([^()]*\\)|\\$\\{[^}]*\\}|\\$(?![({])|`[^`]*`)+';
