import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { FIXTURES, fixtureFolders, transcriptFolders } from '../corpus.ts';
import type { Dice } from './dice.ts';

/** Files below `projects/`, by their paths, with their lines. */
export type History = Map<string, Buffer[]>;

/** Longer transcripts are left out, longer lines too: what counts is how many are tried. */
const MOST_FILE_BYTES = 3_000_000;
const MOST_LINE_BYTES = 12_000;
const MOST_LINES = 150;
const MOST_FILES = 5;

/** Where histories are taken from: the fixtures, and one session each of the public transcripts that are at hand. */
export class Histories {
  private readonly fixtures = [...fixtureFolders().map((folder) => join(folder, 'projects')), join(FIXTURES, 'edge')];
  /** Left alone: those that are kept for a trial by people who have not seen them. */
  private readonly real = transcriptFolders()
    .filter((folder) => !/moredip|sniffly/.test(basename(folder)))
    .flatMap(sessionsBelow);

  /** Some lines of a history, as they are. */
  take(dice: Dice): History {
    const history: History = new Map();
    if (this.real.length > 0 && dice.chance(0.5)) {
      for (const path of dice.pick(this.real)) history.set(pathInRoot(path), linesOf(path, dice));
    } else {
      const folder = dice.pick(this.fixtures);
      const isEdge = basename(folder) === 'edge';
      const files = filesBelow(folder);
      const session = isEdge ? basename(dice.pick(files)).replace(/\..*$/, '') : '';
      for (const path of files) {
        const place = relative(folder, path);
        if (isEdge && !place.startsWith(`${session}.`) && !place.startsWith(`${session}/`)) continue;
        history.set(isEdge ? `p/${place}` : place, linesOf(path, dice));
      }
    }
    return new Map([...history].slice(0, MOST_FILES));
  }
}

/** Main transcripts that are short enough, each with files of its agents. */
function sessionsBelow(folder: string): string[][] {
  const files = filesBelow(join(folder, 'projects')).filter((path) => statSync(path).size <= MOST_FILE_BYTES);
  const mains = files.filter((path) => path.endsWith('.jsonl') && !/\/(?:subagents|agent-[^/]*$)/.test(path));
  return mains.map((main) => {
    const stem = main.slice(0, -'.jsonl'.length);
    return [main, ...files.filter((path) => path.startsWith(`${stem}/subagents/`)).slice(0, MOST_FILES - 1)];
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:jsonl|meta\.json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function pathInRoot(path: string): string {
  return path.slice(path.indexOf('/projects/') + '/projects/'.length);
}

/** Metadata is one line whatever it holds. */
function linesOf(path: string, dice: Dice): Buffer[] {
  const bytes = readFileSync(path);
  if (path.endsWith('.json')) return [bytes];
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(0x0a, start);
    const end = found < 0 ? bytes.length : found;
    if (end - start <= MOST_LINE_BYTES) lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  const from = dice.below(Math.max(1, lines.length - MOST_LINES + 1));
  return lines.slice(from, from + MOST_LINES);
}
