import { dirname, join, sep } from 'node:path';
import type { LookedIn } from '../model/looked-in.ts';
import type { RootPlace } from './find-roots.ts';
import { entriesIn, listIn, lookAt } from './look-at.ts';

/** What lies in a config folder, whichever version of Claude Code made it. */
const OF_CONFIG = ['settings.json', '.credentials.json', 'history.jsonl', 'todos', 'plugins', 'statsig', 'sessions'];

/**
 * The places that have no transcript, each with what is there instead: those that somebody named in any case, those of
 * the defaults where there is no transcript at all. `files`: paths of all transcripts.
 */
export function lookAround(places: readonly RootPlace[], files: readonly string[], home: string): LookedIn[] {
  const told = files.length === 0 ? places : places.filter(({ namedBy }) => namedBy !== 'default');
  const inVain = told.filter(({ root }) => root === null || !files.some((path) => path.startsWith(root + sep)));
  const others = inVain.some(({ namedBy }) => namedBy === 'default') ? configsIn(home) : [];
  return inVain.map(({ folder, namedBy, root, holders }) => {
    const isGone = root !== null && holders.length === 0;
    const seen = isGone ? ({ found: 'gone', instead: [] } as const) : whatIsAt(folder, home);
    return { folder, namedBy, ...seen, instead: seen.instead.length > 0 ? seen.instead : others };
  });
}

function whatIsAt(folder: string, home: string): Pick<LookedIn, 'found' | 'instead'> {
  const seen = lookAt(folder);
  if (seen === 'absent') {
    const listed = listIn(folder, home);
    return { found: listed.length > 0 ? 'list' : 'absent', instead: listed };
  }
  if (seen !== 'folder') return { found: seen === 'other' ? 'file' : 'hidden', instead: [] };
  const names = namesIn(folder);
  const held = names.filter((name) => name.includes('claude') && hasProjects(join(folder, name)));
  if (held.length > 0) return { found: 'above-config', instead: held.map((name) => join(folder, name)) };
  if (names.includes('projects')) return { found: 'no-projects', instead: [] };
  if (names.some((name) => name.endsWith('.jsonl'))) return { found: 'one-project', instead: [dirname(folder)] };
  const around = [dirname(folder), dirname(dirname(folder))].find(hasProjects);
  if (around !== undefined && join(around, 'projects') !== folder) return { found: 'within-config', instead: [around] };
  return { found: OF_CONFIG.some((name) => names.includes(name)) ? 'no-projects' : 'empty', instead: [] };
}

/** Config folders in the home folder that nobody named, as people keep them for several accounts. */
function configsIn(home: string): string[] {
  const named = namesIn(home).filter((name) => name.startsWith('.claude') && name !== '.claude');
  return named.map((name) => join(home, name)).filter((folder) => namesIn(join(folder, 'projects')).length > 0);
}

function hasProjects(folder: string): boolean {
  return lookAt(join(folder, 'projects')) === 'folder';
}

function namesIn(folder: string): string[] {
  return entriesIn(folder)
    .map(({ name }) => name)
    .sort();
}
