import { dirname } from 'node:path';
import type { Efficiency } from '../analyse/efficiency.ts';
import type { Tokenmaxx } from '../analyse/tokenmaxx.ts';
import { heavierFirst, usageByKey } from '../analyse/usage.ts';
import { UserError } from '../model/errors.ts';
import { isoOf } from '../model/time.ts';
import { sessionNames } from '../query/session-names.ts';
import { usageGroups } from '../query/usage-groups.ts';
import { projectNames } from '../render/project-names.ts';
import { shareSvg } from '../render/share/share-svg.ts';
import { causeOf, changeOf, coverOf, figureOf, sentenceOf } from '../render/share/share-words.ts';
import { type Asked, BY_SESSION } from './ask.ts';
import { print } from './output.ts';
import { type PngMaker, pngMaker } from './picture-png.ts';
import type { RunContext } from './run-context.ts';
import { refuseExisting, writeNewFile } from './write-new-file.ts';

/** Options of a command that makes pictures. */
export interface PictureOptions {
  readonly svg?: string;
  readonly png?: string;
  readonly withNames?: boolean;
}

/** The name of a file that is none, as everywhere. */
const STANDARD_OUTPUT = '-';

/** Projects that are named. */
const NAMED = 3;

/** Writes the pictures that are asked for, once the figures are there. */
export type PictureWriter = (figures: Tokenmaxx, asked: Asked) => void;

/** What writes them. `UserError` where none is asked for or a PNG cannot be made, before anything is read. */
export async function pictureWriter(options: PictureOptions, run: RunContext): Promise<PictureWriter> {
  const { svg, png, withNames = false } = options;
  if (svg === undefined && png === undefined) throw new UserError('usage', '--with-names is for --svg and --png', 2);
  if (png === STANDARD_OUTPUT) throw new UserError('usage', '--png -: a PNG is no text, name a file', 2);
  const toPng: PngMaker | null = png === undefined ? null : await pngMaker();
  return (figures, asked) => {
    const text = pictureOf(figures, asked, withNames, run);
    const readOnly = asked.refreshed.roots.map(dirname);
    const image = png !== undefined && toPng !== null ? toPng(text, withNames) : null;
    const pictures = [
      ...(svg === undefined || svg === STANDARD_OUTPUT ? [] : [{ path: svg, content: text }]),
      ...(png === undefined || image === null ? [] : [{ path: png, content: image }]),
    ];
    // Both or none.
    for (const { path } of pictures) refuseExisting(path);
    for (const { path, content } of pictures) writeNewFile(path, content, readOnly, 'shared');
    if (svg === STANDARD_OUTPUT) print(text);
  };
}

/** Says what was written. */
export function printPictures({ svg, png }: PictureOptions): void {
  for (const path of [svg, png]) if (path !== undefined && path !== STANDARD_OUTPUT) print(`${path} written\n`);
}

function pictureOf(figures: Tokenmaxx, asked: Asked, withNames: boolean, { now }: RunContext): string {
  const { filter, calendar, provenance } = asked;
  const { cause } = figures;
  const weeks = weeksOf(figures);
  const { figure } = figureOf(figures.now);
  return shareSvg({
    ...{ tier: figures.now.tier, overhead: figures.now.overhead.listPrice, figure },
    ...{ sentence: sentenceOf(figures), composition: figures.now.composition },
    cause: cause === null ? null : causeOf(cause, withNames),
    change: weeks === null ? null : changeOf(weeks.now, weeks.before, figures.before !== null),
    projects: withNames ? projectsOf(asked) : null,
    covers: coverOf(figures, filter, calendar, provenance.usualWindow?.movedTo ?? now),
    prices: `cost = API list prices of ${isoOf(provenance.pricesAsOf).slice(0, 10)}`,
  });
}

/** The week before beside the window where that is a week, else beside the last week of it. */
function weeksOf({ now, before, weeks }: Tokenmaxx): { readonly now: Efficiency; readonly before: Efficiency } | null {
  if (before !== null) return { now, before: before.efficiency };
  if (weeks === null || weeks.last.totals.responses === 0 || weeks.before.totals.responses === 0) return null;
  return { now: weeks.last.efficiency, before: weeks.before.efficiency };
}

function projectsOf({ store, where, thresholds, fine, price }: Asked): string {
  const sessions = sessionNames(store, where.sessions);
  const groups = usageGroups(store, where, thresholds, fine(BY_SESSION));
  const byProject = usageByKey(groups, price, ({ sessionId }) => sessions.get(sessionId)?.project ?? '');
  const known = [...byProject].filter(([project]) => project !== '').sort(([, a], [, b]) => heavierFirst(a, b));
  const nameOf = projectNames(known.map(([project]) => project));
  const more = known.length - NAMED;
  return `${known
    .slice(0, NAMED)
    .map(([project]) => nameOf(project))
    .join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
