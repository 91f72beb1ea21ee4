import { counted } from '../model/counted.ts';
import { labelOf } from '../model/label.ts';
import type { LookedIn, WhatIsThere } from '../model/looked-in.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';

const PATH_CHARS = 200;

/** Places told one by one: the desktop app has one a session. */
const SHOWN = 6;

const WORDS: Readonly<Record<WhatIsThere, string>> = {
  absent: 'is not there',
  gone: 'is not there any more; answered from what tj kept',
  file: 'is a file',
  hidden: 'may not be read',
  empty: 'has no transcript in it',
  'no-projects': 'is a config folder without a transcript',
  'within-config': 'is a part of a config folder',
  'above-config': 'is no config folder, but holds one',
  'one-project': 'is the folder of one project',
  list: 'is not there: one name was expected',
};

/** Where transcripts were looked for in vain, what is there, and what to name in its place; one entry a line. */
export function lookedInLines(lookedIn: readonly LookedIn[], look: Look): string[] {
  return lookedInWords(lookedIn)
    .flatMap((line) => wrap(line, look.width))
    .map(look.paint.warn);
}

/** The same as it is said in an error. */
export function lookedInWords(lookedIn: readonly LookedIn[]): string[] {
  const more = lookedIn.length > SHOWN ? [`and in ${counted(lookedIn.length - SHOWN, 'more place')}`] : [];
  const places = lookedIn
    .slice(0, SHOWN)
    .map((place) => `looked in ${labelOf(place.folder, PATH_CHARS)}, which ${sentenceOf(place)}`);
  // Defaults share what could be named in their place: told once, behind them.
  const others = new Set(lookedIn.flatMap((place) => (isShared(place) ? place.instead : [])));
  const also = others.size === 0 ? [] : [`projects are in ${named([...others])}: --root or CLAUDE_CONFIG_DIR names it`];
  return [...places, ...more, ...also];
}

function sentenceOf(place: LookedIn): string {
  const words = WORDS[place.found];
  if (place.instead.length === 0 || isShared(place)) return words;
  if (place.found !== 'list') return `${words}: name ${named(place.instead)}`;
  const how = place.namedBy === 'option' ? '--root DIR once for each' : 'a comma between folders';
  return `${words}; ${how}`;
}

function isShared({ namedBy }: LookedIn): boolean {
  return namedBy === 'default';
}

function named(folders: readonly string[]): string {
  return folders.map((folder) => labelOf(folder, PATH_CHARS)).join(', ');
}
