/** What a word of a command line can be. */
export type Values =
  | {
      readonly kind: 'words';
      readonly words: readonly string[] /** Several of them, with commas. */;
      readonly isList: boolean;
    }
  /** Sessions and projects are those of the store at the time of asking. */
  | { readonly kind: 'session' | 'project' | 'folder' | 'file' }
  /** Anything: nothing is offered. */
  | { readonly kind: 'any' };

/** A command as it is completed, with those below it. */
export interface CompletedCommand {
  readonly name: string;
  readonly about: string;
  readonly options: readonly CompletedOption[];
  /** Of the words after it that are no options. */
  readonly values: readonly Values[];
  /** The last of them may be given again and again. */
  readonly isVariadic: boolean;
  readonly commands: readonly CompletedCommand[];
}

export interface CompletedOption {
  /** With its dashes. */
  readonly long: string;
  readonly short: string | null;
  readonly about: string;
  /** Null where it takes no value. */
  readonly value: Values | null;
  readonly isRepeatable: boolean;
  /** Whether it may stand without its value. */
  readonly isValueOptional: boolean;
}

/** A command with the words that lead to it: `hook install`; '' for tj itself. */
export interface PlacedCommand {
  readonly path: string;
  readonly command: CompletedCommand;
}

/** The command and all below it. */
export function placed(command: CompletedCommand, path = ''): PlacedCommand[] {
  const below = command.commands.flatMap((each) => placed(each, `${path} ${each.name}`.trim()));
  return [{ path, command }, ...below];
}

/** What the programs are called that are completed. */
export const PROGRAMS = ['tj', 'tokenjar'] as const;

/** A text between single quotes, as all three shells read it. */
export function quoted(text: string, quote = "'\\''"): string {
  return `'${text.replaceAll("'", quote)}'`;
}
