import { basename, dirname, join } from 'node:path';
import { errorCode } from '../discover/error-code.ts';
import { readSmall } from '../discover/read-small.ts';
import { smallest } from '../model/long-lists.ts';

/** What Claude Code does where nobody says otherwise (transcripts.md 1.6). */
const DEFAULT_DAYS = 30;

/**
 * After how many days Claude Code deletes the transcripts below these roots: `cleanupPeriodDays` in the settings of their
 * config folders, 30 where none says; the shortest of several folders. Never throws: settings that cannot be read say nothing.
 */
export function cleanupDays(roots: readonly string[]): number {
  const configs = new Set(roots.flatMap((root) => (basename(root) === 'projects' ? [dirname(root)] : [])));
  const said = [...configs].map((config) => saidIn(join(config, 'settings.json')) ?? DEFAULT_DAYS);
  return smallest(said) ?? DEFAULT_DAYS;
}

function saidIn(path: string): number | null {
  try {
    const settings: unknown = JSON.parse(readSmall(path).toString('utf8'));
    const days = (settings as { readonly cleanupPeriodDays?: unknown } | null)?.cleanupPeriodDays;
    return typeof days === 'number' && Number.isSafeInteger(days) && days > 0 ? days : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) errorCode(error);
    return null;
  }
}
