import { readFileSync } from 'node:fs';
import { OWN_FOLDER } from '../model/own-folder.ts';

/** The version of this tj. */
export function ownVersion(): string {
  const path = new URL('package.json', OWN_FOLDER);
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
