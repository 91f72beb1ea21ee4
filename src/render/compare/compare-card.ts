import {
  type Change,
  type Comparison,
  type MeasureChange,
  namedResponses,
} from '../../analyse/compare/compare-windows.ts';
import type { WindowSums } from '../../analyse/compare/window-sums.ts';
import type { Calendar } from '../../model/calendar.ts';
import { counted, fullCount } from '../../model/counted.ts';
import type { Provenance } from '../../model/provenance.ts';
import { isoOf, type Millis, millis } from '../../model/time.ts';
import type { TimeSpan } from '../../model/time-span.ts';
import { cardLook } from '../card-parts.ts';
import { partName } from '../fixed-context-lines.ts';
import { percent, shortCount } from '../format-number.ts';
import { provenanceLines } from '../provenance-lines.ts';
import type { Look } from '../style.ts';
import { type Column, table } from '../table.ts';
import { cutHead, wrap } from '../text-width.ts';
import { nextLines } from '../typed-command.ts';
import { changeWords, measureName, sureWords, values } from './compare-words.ts';

/** One of the windows as it is shown. */
export interface ShownWindow extends TimeSpan {
  readonly provenance: Provenance;
}

export interface ShownComparison {
  readonly before: ShownWindow;
  readonly after: ShownWindow;
  readonly calendar: Calendar;
  readonly withDollars: boolean;
  readonly now: Millis;
  readonly look: Look;
}

/** Measures that are left to --json: another of the same says nearly as much. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  ...['cost / response', 'cache reads / response', 'rebuilt tokens / response', 'new context / response'],
  'uncached input / response',
]);

const PARTS_SHOWN = 4;

/** Of the longest measure: both tables stand in line. */
const NAME_COLUMNS = 'fixed context / response'.length;

/** The card of `tj compare`: both windows, what changed most, the fixed context by part. */
export function compareCard(comparison: Comparison, wide: ShownComparison): string {
  const shown = { ...wide, look: cardLook(wide.look) };
  const { look } = shown;
  const empty = [comparison.before, comparison.after].filter(({ totals }) => totals.responses === 0);
  const windows = [
    ...windowLines('before', comparison.before, shown.before, shown),
    ...windowLines('after', comparison.after, shown.after, shown),
  ];
  if (empty.length > 0) {
    const words = 'Nothing to compare: a window without responses has no figures.';
    const foot = provenanceLines(
      (comparison.before.totals.responses === 0 ? shown.before : shown.after).provenance,
      look,
    );
    const next = nextLines('tj usage --by week', shown.after.provenance.typed, look);
    return [...wrap(words, look.width).map(look.paint.bold), '', ...windows, '', ...foot, ...next, ''].join('\n');
  }
  return [
    ...wrap(headline(comparison), look.width).map(look.paint.bold),
    '',
    ...windows,
    '',
    measureTable(comparison, shown),
    ...partLines(comparison, look),
    '',
    ...footLines(comparison, shown),
    '',
  ].join('\n');
}

/** One number: what a turn cost, else how large a prompt was. */
function headline({ measures }: Comparison): string {
  const find = (name: string, per: string) =>
    measures.find(({ measure, change }) => measure.name === name && measure.per === per && change !== null);
  const cost = find('cost', 'turn');
  const found = cost ?? find('prompt', 'response');
  if (found === undefined) return 'Neither cost nor prompt size is known on both sides.';
  const what = cost === undefined ? 'A prompt was' : 'A turn cost';
  const percents = Math.round(Math.abs(found.change ?? 0) * 100);
  if (percents === 0) return `${what} the same before and after.`;
  const isMore = (found.change ?? 0) > 0;
  const much = cost === undefined ? (isMore ? 'larger' : 'smaller') : isMore ? 'more' : 'less';
  return `${what} ${fullCount(percents)} % ${much} after than before${doubt(found)}.`;
}

function doubt({ isClear }: MeasureChange): string {
  if (isClear === true) return '';
  return isClear === null ? '; too few sessions to say how sure that is' : ', which may be chance';
}

function windowLines(
  name: string,
  sums: WindowSums,
  span: TimeSpan,
  { calendar, now, look }: ShownComparison,
): string[] {
  const { totals, turns } = sums;
  const soFar = span.until > now ? ', so far' : '';
  const counts =
    totals.responses === 0
      ? 'no responses'
      : `${counted(totals.sessions, 'session')}, ${counted(turns, 'turn')}, ${counted(totals.responses, 'response')}`;
  return wrap(`${name.padEnd(6)} ${daysOf(span, calendar)}: ${counts}${soFar}`, look.width);
}

/** By their days where they are whole, else with the time of the day. */
function daysOf({ since, until }: TimeSpan, calendar: Calendar): string {
  const isMidnight = (at: Millis) => calendar.clock(at) === '00:00';
  if (!isMidnight(since) || !isMidnight(until)) {
    return `${calendar.day(since)} ${calendar.clock(since)} to ${calendar.day(until)} ${calendar.clock(until)}`;
  }
  const [first, last] = [calendar.day(since), calendar.day(millis(until - 1))];
  return first === last ? first : `${first} to ${last}`;
}

const FIGURES: readonly Column[] = [
  { head: 'before', align: 'right', rank: 0 },
  { head: 'after', align: 'right', rank: 0 },
  { head: 'change', align: 'right', rank: 0 },
  { head: 'likely between', align: 'right', rank: 1 },
];

function measureTable({ measures }: Comparison, { withDollars, look }: ShownComparison): string {
  const rows = measures
    .filter(({ measure }) => !LEFT_OUT.has(measureName(measure)))
    .map((each) => {
      const isShare = each.measure.unit === 'share';
      const figures = values(each, withDollars);
      return [measureName(each.measure), ...figures, changeWords(each, isShare), sureWords(each, isShare)];
    });
  return table(
    [{ head: 'what changed most', align: 'left', rank: 0, shrinkTo: 16 }, ...figuresOf(measures)],
    rows,
    look,
  );
}

function partLines(comparison: Comparison, look: Look): string[] {
  const changed = comparison.parts.filter(({ change }) => change === null || Math.abs(change) >= 0.005);
  if (changed.length === 0) return [];
  const tokens = (value: number | null) => (value === null ? '-' : shortCount(Math.round(value)));
  const rows = changed.slice(0, PARTS_SHOWN).map((each) => {
    const name = partName(each.part, each.name);
    return [name, tokens(each.before), tokens(each.after), changeWords(each, false), sureWords(each, false)];
  });
  const name: Column = {
    head: 'fixed context by part'.padEnd(NAME_COLUMNS),
    align: 'left',
    rank: 0,
    shrinkTo: 12,
    cut: cutHead,
  };
  return ['', table([name, ...figuresOf(changed)], rows, look), ...knownOf(comparison, look)];
}

/** Without a column that has nothing to say in any row. */
function figuresOf(changes: readonly Change[]): readonly Column[] {
  return changes.some(({ interval }) => interval !== null) ? FIGURES : FIGURES.slice(0, -1);
}

/** Of how many responses the parts are known, where not of all. */
function knownOf({ before, after }: Comparison, look: Look): string[] {
  const share = (sums: WindowSums) => namedResponses(sums) / sums.totals.responses;
  if (share(before) > 0.995 && share(after) > 0.995) return [];
  const text = `parts are known of ${percent(share(before))} of the responses before and ${percent(share(after))} after`;
  return wrap(text, look.width).map(look.paint.dim);
}

function footLines({ before, after, measures, caveat }: Comparison, shown: ShownComparison): string[] {
  const { look } = shown;
  const [one, other] = [shown.before.provenance, shown.after.provenance];
  const unfinished = before.totals.unfinished + after.totals.unfinished;
  const unpriced = before.totals.unpriced + after.totals.unpriced;
  const notes = [
    howSure(measures),
    caveat,
    ...(one.leftOut === null ? [] : [`${counted(one.leftOut.sessions, 'session')} not read yet: tj index reads them`]),
    ...(unpriced === 0 ? [] : [`cost leaves out ${counted(unpriced, 'response')} whose models have no price`]),
    ...(unfinished === 0 ? [] : [`output is a lower bound: ${counted(unfinished, 'response')} never finished`]),
    `cost = tokens at API list prices of ${isoOf(other.pricesAsOf).slice(0, 10)}`,
  ];
  const next = nextLines('tj context --by fixed', other.typed, look);
  return [...notes.flatMap((note) => wrap(note, look.width)).map(look.paint.dim), ...next];
}

function howSure(measures: readonly MeasureChange[]): string {
  return measures.some(({ interval }) => interval !== null)
    ? 'likely between: 9 times of 10 when sessions are drawn anew; ?: may be chance'
    : 'fewer than 5 sessions on a side: how sure a change is cannot be said (?)';
}
