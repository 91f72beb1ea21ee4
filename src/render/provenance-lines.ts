import { counted, fullCount } from '../model/counted.ts';
import { labelOf, pathLabelOf } from '../model/label.ts';
import type { Elsewhere, PriceSourceOf, Provenance, Unmatched } from '../model/provenance.ts';
import { isoOf } from '../model/time.ts';
import { dotted } from './kit/window-head.ts';
import { lookedInLines, lookedInWords } from './looked-in-lines.ts';
import type { Look } from './style.ts';
import { wrap, wrapTyped } from './text-width.ts';
import { commandFor } from './typed-command.ts';

const WHY_LEFT_OUT = {
  budget: 'not read within the time budget: tj index reads them',
  'newest-only': 'left out, only the newest are read: --full reads all',
  fault: 'left out for a fault of tj: tj index names them',
  busy: 'being written by another tj: ask again',
} as const;

/** Models, projects and folders that are named; the rest is counted. */
const NAMED = 6;

/** What to type next, and what for. */
export interface Next {
  readonly command: string;
  /** A few words; '' where the command says it. */
  readonly why: string;
}

/**
 * The foot of every answer: where it looked in vain, options that nothing matched; dim what it rests on with what makes
 * a figure of it less than it seems and whatever stands besides, and what cost means; then what to type next. Everything else is in the JSON.
 */
export function provenanceLines(
  p: Provenance,
  look: Look,
  next: Next | null = null,
  besides: readonly string[] = [],
): string[] {
  const unmatched = p.unmatched.flatMap((each) => wrap(unmatchedText(each), look.width)).map(look.paint.warn);
  const basis = dotted([filesText(p), ...caveats(p), ...besides], look).map(look.paint.dim);
  return [
    ...lookedInLines(p.lookedIn, look),
    ...unmatched,
    ...basis,
    ...lastLines(costText(p), asTyped(next, p), look),
  ];
}

function asTyped(next: Next | null, { typed }: Provenance): Next | null {
  return next === null ? null : { ...next, command: commandFor(next.command, typed) };
}

function filesText({ filesRead, files }: Provenance): string {
  return filesRead === files ? counted(files, 'file') : `${fullCount(filesRead)} of ${counted(files, 'file')} read`;
}

/** What is not counted, not known or not read. */
export function caveats(p: Provenance): string[] {
  return [
    p.leftOut === null ? '' : `${counted(p.leftOut.sessions, 'session')} ${WHY_LEFT_OUT[p.leftOut.reason]}`,
    p.usageOnly === 0 || p.leftOut !== null ? '' : usageOnlyText(p.usageOnly),
    p.elsewhere === null || p.elsewhere.sessions === 0 ? '' : elsewhereText(p.elsewhere),
    p.unfinishedResponses > 0
      ? `output is a lower bound: ${counted(p.unfinishedResponses, 'response')} ${p.unfinishedResponses === 1 ? 'was' : 'were'} never finished`
      : '',
    p.unpricedResponses > 0
      ? `${fullCount(p.unpricedResponses)} unpriced (${p.unpricedModels.map((model) => labelOf(model)).join(', ')})`
      : '',
    p.badLines > 0 ? counted(p.badLines, 'unreadable line') : '',
    ...whosePrices(p),
  ];
}

/** What cost means, and what to type next, in one line where they fit. */
function lastLines(cost: string, next: Next | null, look: Look): string[] {
  const { paint, unicode, width } = look;
  if (next === null) return wrap(cost, width).map(paint.dim);
  const dot = unicode ? ' · ' : ' - ';
  const fits = (text: string) => text.length <= width;
  const typed = (why: string) => `${paint.dim('next: ')}${paint.typed(next.command)}${paint.dim(why)}`;
  const why = next.why === '' ? '' : `, ${next.why}`;
  const [whole, short] = [`next: ${next.command}${why}`, `next: ${next.command}`];
  if (fits(cost + dot + whole)) return [`${paint.dim(cost + dot)}${typed(why)}`];
  if (fits(cost + dot + short)) return [`${paint.dim(cost + dot)}${typed('')}`];
  const own = fits(whole) ? [typed(why)] : fits(short) ? [typed('')] : wrapTyped(short, width).map(paint.typed);
  return [...wrap(cost, width).map(paint.dim), ...own];
}

/** Why an answer is empty, in a line: where it looked, and what the options could have matched. */
export function whyNothing({ lookedIn, unmatched }: Pick<Provenance, 'lookedIn' | 'unmatched'>): string {
  const reasons = [...lookedInWords(lookedIn), ...unmatched.map(unmatchedText)];
  return reasons.length === 0 ? 'nothing of this kind in this window' : reasons.join('; ');
}

function usageOnlyText(sessions: number): string {
  const was = sessions === 1 ? 'its transcript was gone before it was' : 'their transcripts were gone before they were';
  return `of ${counted(sessions, 'session')} only the responses are known: ${was} read whole`;
}

function elsewhereText({ sessions, folders }: Elsewhere): string {
  return `left out by --root: ${counted(sessions, 'session')} from ${listed(folders.map(pathLabelOf))}`;
}

function unmatchedText({ option, asked, known }: Unmatched): string {
  const what = option === '--model' ? 'model' : 'project';
  const those = known.length === 0 ? 'none is known here' : `${what}s here: ${listed(known.map(pathLabelOf))}`;
  return `No ${what} matches ${option} ${labelOf(asked)}; ${those}.`;
}

function listed(names: readonly string[]): string {
  const more = names.length - NAMED;
  return `${names.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${fullCount(more)} more` : ''}`;
}

/** What cost means, with the day of tj's own price file where a price of it may be in the answer. */
export function costText({ priceSources, pricesAsOf, pricesMayBeOutdated }: Provenance): string {
  const words = 'cost = tokens at API list prices';
  if (priceSources.length > 0 && !priceSources.some(({ source }) => source === 'own')) return words;
  const outdated = pricesMayBeOutdated ? ', older than the newest responses: update tj' : '';
  return `${words} of ${isoOf(pricesAsOf).slice(0, 10)}${outdated}`;
}

/** Whose prices there are beside those of tj's own price file. */
function whosePrices({ priceSources }: Provenance): string[] {
  const sources = [...new Set(priceSources.map(({ source }) => source))].filter((source) => source !== 'own').sort();
  return sources.map((source) => {
    const models = priceSources.filter((each) => each.source === source);
    const count = counted(models.length, 'model');
    return source === 'user' ? `${count} at your own prices` : `${count} at prices of ${source} (${vendorsOf(models)})`;
  });
}

function vendorsOf(models: readonly PriceSourceOf[]): string {
  return [...new Set(models.flatMap(({ provider }) => provider ?? []))].sort().join(', ');
}
