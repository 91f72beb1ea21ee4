import { labelOf } from '../model/label.ts';
import type { Look } from './style.ts';
import { cutHead, wrap } from './text-width.ts';

/** A setting as it is shown. */
export interface ShownSetting {
  readonly key: {
    readonly name: string;
    readonly env: string;
    readonly about: string;
    readonly expected: string;
    readonly words: readonly string[] | null;
  };
  readonly value: string | number | readonly string[];
  /** The value in one line; '' for an empty list. */
  readonly text: string;
  readonly source: 'environment' | 'file' | 'default';
}

/** Every setting with its value, where that comes from and what it may be. */
export function configLines(
  settings: readonly ShownSetting[],
  path: string,
  unknown: readonly string[],
  look: Look,
): string {
  const others =
    unknown.length === 0
      ? []
      : wrap(`not known to this tj, left as they are: ${unknown.map((name) => labelOf(name)).join(', ')}`, look.width);
  return [
    ...settings.flatMap((setting) => settingLines(setting, look)),
    ...others,
    '',
    ...wrap(`file: ${path}`, look.width).map(look.paint.dim),
    `${look.paint.dim('set:')} ${look.paint.typed('tj config set plan max')}`,
    '',
  ].join('\n');
}

/** The same as a document. */
export function configJson(settings: readonly ShownSetting[], path: string, unknown: readonly string[]): object {
  return {
    schema: 1,
    path,
    settings: settings.map(({ key, value, source }) => ({
      ...{ key: key.name, value, source },
      ...{ expected: key.expected, allowed: key.words },
    })),
    unknown_keys: unknown,
  };
}

function settingLines({ key, text, source }: ShownSetting, look: Look): string[] {
  const from = source === 'environment' ? `from ${key.env}` : source === 'file' ? 'from the file' : 'the default';
  const room = look.width - key.name.length - ' = '.length - ` (${from})`.length;
  const value = cutHead(text || 'none', room, look.unicode ? '…' : '~');
  return [
    `${look.paint.bold(key.name)} = ${value} ${look.paint.dim(`(${from})`)}`,
    ...wrap(`${key.about}; ${key.expected}`, look.width - 2).map((line) => look.paint.dim(`  ${line}`)),
  ];
}
