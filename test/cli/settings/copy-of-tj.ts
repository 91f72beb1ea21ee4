import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TJ } from '../tj.ts';

/** Another installation of tj, in `folder`; the path of its script. */
export function copyOfTj(folder: string): string {
  const from = dirname(dirname(TJ));
  const to = join(folder, 'node_modules', 'tokenjar');
  mkdirSync(to, { recursive: true });
  for (const part of ['bin', 'dist', 'pricing', 'package.json'])
    cpSync(join(from, part), join(to, part), { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as { dependencies: object };
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(from, 'node_modules', name), link);
  }
  return join(to, 'bin', 'tj.js');
}
