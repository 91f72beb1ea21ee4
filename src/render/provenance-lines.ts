import { labelOf, pathLabelOf } from '../model/label.ts';
import type { Elsewhere, PriceSourceOf, Provenance, Unmatched } from '../model/provenance.ts';
import { isoOf } from '../model/time.ts';
import { counted, fullCount } from './format-number.ts';
import { lookedInLines, lookedInWords } from './looked-in-lines.ts';
import type { Look } from './style.ts';
import { wrap } from './text-width.ts';

const WHY_LEFT_OUT = {
  budget: 'not read within the time budget: tj index reads them',
  'newest-only': 'left out, only the newest are read: --full reads all',
  busy: 'being written by another tj: ask again',
} as const;

/** Models, projects and folders that are named; the rest is counted. */
const NAMED = 6;

/** The lines under every answer: where it looked in vain, options that nothing matched, and dim what it rests on and what it leaves out. */
export function provenanceLines(p: Provenance, look: Look): string[] {
  const parts = [
    `${fullCount(p.filesRead)} of ${counted(p.files, 'file')} read`,
    counted(p.sessions, 'session'),
    `${counted(p.responses, 'response')} from ${counted(p.responses + p.recordsCollapsed, 'record')}`,
    p.copiesCollapsed > 0 ? `${fullCount(p.copiesCollapsed)} copies in other sessions not counted` : '',
    p.recoveredResponses > 0 ? `${fullCount(p.recoveredResponses)} recovered` : '',
    p.unfinishedResponses > 0 ? `${fullCount(p.unfinishedResponses)} unfinished (their output is a lower bound)` : '',
    p.unpricedResponses > 0
      ? `${fullCount(p.unpricedResponses)} unpriced (${p.unpricedModels.map((model) => labelOf(model)).join(', ')})`
      : '',
    p.badLines > 0 ? counted(p.badLines, 'unreadable line') : '',
    p.elsewhere === null || p.elsewhere.sessions === 0 ? '' : elsewhereText(p.elsewhere),
    p.leftOut === null ? '' : `${counted(p.leftOut.sessions, 'session')} ${WHY_LEFT_OUT[p.leftOut.reason]}`,
    p.usageOnly === 0 || p.leftOut !== null ? '' : usageOnlyText(p.usageOnly),
    ...whosePrices(p),
    ofWhen(p),
  ];
  const separator = look.unicode ? ' · ' : ' - ';
  const text = parts.filter((part) => part !== '').join(separator);
  const unmatched = p.unmatched.flatMap((each) => wrap(unmatchedText(each), look.width)).map(look.paint.warn);
  return [...lookedInLines(p.lookedIn, look), ...unmatched, ...wrap(text, look.width).map(look.paint.dim)];
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

/** The day of tj's own price file, where a price of it may be in the answer. */
function ofWhen({ priceSources, pricesAsOf, pricesMayBeOutdated }: Provenance): string {
  if (priceSources.length > 0 && !priceSources.some(({ source }) => source === 'own')) return 'list-price equivalents';
  const outdated = pricesMayBeOutdated ? ', older than the newest responses: update tj' : '';
  return `list-price equivalents of ${isoOf(pricesAsOf).slice(0, 10)}${outdated}`;
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
