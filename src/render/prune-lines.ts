import type { Usage } from '../analyse/usage.ts';
import { counted } from '../model/counted.ts';
import { labelOf } from '../model/label.ts';
import { isoOf, type Millis } from '../model/time.ts';
import { totalTokens } from '../model/tokens.ts';
import { cardLook, hint } from './card-parts.ts';
import { dollars, shortCount } from './format-number.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';
import { usageJson } from './usage-json.ts';

const PATH_CHARS = 200;

/** What is taken out of a store, done or to be done. */
export interface Pruned {
  /** Only what was gone from transcripts. */
  readonly gone: boolean;
  /** Sessions of which nothing is left, and those of which something is. */
  readonly whole: number;
  readonly inPart: number;
  /** Of the first and of the last of them. */
  readonly firstAt: Millis | null;
  readonly lastAt: Millis | null;
  readonly transcripts: number;
  /** Transcripts that still exist, and those of them that are not read again until they grow. */
  readonly onDisk: number;
  readonly keptOut: number;
  readonly usage: Usage;
}

/** What `tj prune` tells beside. */
export interface PruneView {
  /** Path of the store. */
  readonly store: string;
  readonly withDollars: boolean;
  /** Copies of the store, from before a repair or an upgrade, in which what is taken out still stands. */
  readonly copies: number;
  /** The date before which sessions go, where it is still to come: then all do. */
  readonly future: string | null;
  readonly look: Look;
}

/** What would be taken out. */
export function prunePreview(pruned: Pruned, { store, withDollars, future, look: wide }: PruneView): string {
  const look = cardLook(wide);
  const all = future === null ? [] : wrap(`${future} is in the future: every session goes.`, look.width);
  return [
    ...all.map(look.paint.warn),
    ...wrap(`To be taken out of ${labelOf(store, PATH_CHARS)}:`, look.width).map(look.paint.bold),
    ...factLines(pruned, withDollars, look),
    ...consequences(pruned).flatMap((text) => hint(text, look)),
    '',
  ].join('\n');
}

/** What was taken out; `freed` in bytes, null where the room is given back later. */
export function pruneDone(pruned: Pruned, freed: number | null, view: PruneView): string {
  const { withDollars, copies, look: wide } = view;
  const look = cardLook(wide);
  const room =
    freed === null
      ? 'The store is in use, or the disk is full: its room is not given back now.'
      : `${freed < 1e6 ? `${Math.round(freed / 1e3)} KB` : `${(freed / 1e6).toFixed(1)} MB`} given back.`;
  return [
    look.paint.bold('Taken out:'),
    ...factLines(pruned, withDollars, look),
    ...wrap(room, look.width),
    ...(pruned.keptOut > 0 ? hint(STAYS_OUT, look) : []),
    ...(copies > 0
      ? hint(`${counted(copies, 'copy', 'copies')} of the store may still have it: tj doctor names them`, look)
      : []),
    '',
  ].join('\n');
}

/** Where there is nothing to take out. */
export function pruneNothing({ store, look: wide }: PruneView): string {
  return [...wrap(`Nothing of that is in ${labelOf(store, PATH_CHARS)}.`, cardLook(wide).width), ''].join('\n');
}

/** The same as a document; `freed` is null where no room was given back. */
export function pruneJson(pruned: Pruned, store: string, dryRun: boolean, freed: number | null): object {
  const { sessions: _, ...usage } = usageJson(pruned.usage);
  return {
    schema: 1,
    store,
    dry_run: dryRun,
    sessions: pruned.whole,
    sessions_in_part: pruned.inPart,
    from: pruned.firstAt === null ? null : isoOf(pruned.firstAt),
    to: pruned.lastAt === null ? null : isoOf(pruned.lastAt),
    transcripts: pruned.transcripts,
    transcripts_on_disk: pruned.onDisk,
    transcripts_kept_out: pruned.keptOut,
    usage,
    bytes_freed: freed,
  };
}

const STAYS_OUT = 'a session comes back when one of its transcripts grows';

function factLines(
  { gone, whole, inPart, firstAt, lastAt, transcripts, usage }: Pruned,
  withDollars: boolean,
  look: Look,
): string[] {
  const dot = look.unicode ? ' · ' : ' - ';
  const inPartOf = `a part of ${counted(inPart, 'session')}`;
  const sessions = [whole > 0 || inPart === 0 ? counted(whole, 'session') : '', inPart > 0 ? inPartOf : ''];
  const from = gone
    ? `gone from ${counted(transcripts, 'transcript')}`
    : `read from ${counted(transcripts, 'transcript')}`;
  const price = withDollars ? `list-price equivalent ${dollars(usage.cost)}` : '';
  const [first, last] = [firstAt, lastAt].map((at) => (at === null ? '' : isoOf(at).slice(0, 10)));
  const facts = [
    ...sessions,
    first === last ? (first ?? '') : `${first} to ${last}`,
    counted(usage.responses, 'response'),
    `${shortCount(totalTokens(usage.tokens))} tokens`,
    price,
    from,
  ].filter((text) => text !== '');
  return wrap(facts.join(dot), look.width);
}

/** What taking it out means for what is on disk. */
function consequences({ gone, transcripts, onDisk, keptOut }: Pruned): string[] {
  const lost = transcripts - onDisk;
  const readAgain = onDisk - keptOut;
  return [
    "Claude Code's own files stay as they are",
    gone ? 'nothing brings it back' : '',
    lost > 0 ? `${counted(lost, 'transcript')} no longer on disk: nothing brings back what they held` : '',
    keptOut > 0 ? `${counted(keptOut, 'transcript')} still on disk: ${STAYS_OUT}` : '',
    !gone && readAgain > 0 ? `${counted(readAgain, 'transcript')} still on disk: read again only with --root` : '',
  ].filter((text) => text !== '');
}
