import type { Look } from './style.ts';
import { wrap } from './text-width.ts';

/** A setting as it is shown. */
interface Shown {
  readonly key: {
    readonly name: string;
    readonly env: string;
    readonly about: string;
    readonly allowed: readonly string[];
  };
  readonly value: string;
  readonly source: 'environment' | 'file' | 'default';
}

/** Every setting with its value, where that comes from and what it may be. */
export function configLines(settings: readonly Shown[], path: string, unknown: readonly string[], look: Look): string {
  const lines = settings.flatMap(({ key, value, source }) => {
    const from = source === 'environment' ? `from ${key.env}` : source === 'file' ? 'from the file' : 'the default';
    return [
      `${look.paint.bold(key.name)} = ${value} ${look.paint.dim(`(${from})`)}`,
      ...wrap(`${key.about}; one of ${key.allowed.join(', ')}`, look.width - 2).map((line) =>
        look.paint.dim(`  ${line}`),
      ),
    ];
  });
  const others =
    unknown.length === 0 ? [] : wrap(`not known to this tj, left as they are: ${unknown.join(', ')}`, look.width);
  return [
    ...lines,
    ...others,
    '',
    ...wrap(`file: ${path}`, look.width).map(look.paint.dim),
    `${look.paint.dim('set:')} ${look.paint.typed('tj config set plan max')}`,
    '',
  ].join('\n');
}

/** The same as a document. */
export function configJson(settings: readonly Shown[], path: string, unknown: readonly string[]): object {
  return {
    schema: 1,
    path,
    settings: settings.map(({ key, value, source }) => ({ key: key.name, value, source, allowed: key.allowed })),
    unknown_keys: unknown,
  };
}
