import type { AdviceReport } from '../../analyse/advice/advice-report.ts';
import type { UnnamedContext } from '../../analyse/advice/fixed-levers.ts';
import type { Lever } from '../../analyse/advice/lever.ts';
import type { LedgerBase } from '../../analyse/context-ledger.ts';
import { counted, fullCount } from '../../model/counted.ts';
import { totalTokens } from '../../model/tokens.ts';
import { cardLook } from '../card-parts.ts';
import { shortCount } from '../format-number.ts';
import { dotted, type HeadView, windowWords } from '../kit/window-head.ts';
import { provenanceLines } from '../provenance-lines.ts';
import type { Shown } from '../shown.ts';
import type { Look } from '../style.ts';
import { padRight, textWidth, wrap, wrapTyped } from '../text-width.ts';
import { commandFor } from '../typed-command.ts';
import { basisText, costText, effectText, noLevers, OVERLAP, unnamedText } from './lever-words.ts';

/** The card of `tj advise`: what would have made the window cost less, the surest first. */
export function adviceCard(report: AdviceReport, wide: HeadView): string {
  const view = { ...wide, look: cardLook(wide.look) };
  const { look } = view;
  const { levers, found, totals } = report;
  const foot = provenanceLines(view.provenance, look);
  if (totals.responses === 0) return [...wrap('No responses in this window.', look.width), '', ...foot, ''].join('\n');
  return [
    ...headline(report, view),
    '',
    ...levers.flatMap(({ place, lever }) => [...leverLines(place, lever, report.base, view), '']),
    ...(levers.length === 0
      ? [...wrap(noLevers(report.base), look.width), '']
      : [...overlapLines(found - levers.length, view), '']),
    ...unnamedLines(report.unnamed, report.base, look),
    ...foot,
    '',
  ].join('\n');
}

function headline({ totals }: AdviceReport, view: HeadView): string[] {
  const { look } = view;
  const parts = [
    'What would change it',
    begunSmall(windowWords(view)),
    counted(totals.sessions, 'session'),
    `${shortCount(totalTokens(totals.tokens))} tokens`,
  ].filter((part) => part !== '');
  return wrap(parts.join(look.unicode ? ' · ' : ' - '), look.width).map(look.paint.bold);
}

/** Within a line: `last 30 days, to Jul 28`. */
function begunSmall(words: string): string {
  return /^(?:Last|All|To|Since) /.test(words) ? words.slice(0, 1).toLowerCase() + words.slice(1) : words;
}

/** Columns before the lines of a lever, for its place. */
const INDENT = 3;

/** A lever in three lines: what is so, what it cost, what would have been without it, with what to type for that. */
function leverLines(place: number, lever: Lever, base: LedgerBase, { look, withDollars }: Shown): string[] {
  const { paint } = look;
  const room = look.width - INDENT;
  const indented = (line: string) => `${' '.repeat(INDENT)}${line}`;
  const [first = '', ...rest] = wrap(lever.title, room);
  const estimate = lever.effect.basis === 'estimated' ? ` (${basisText(lever)})` : '';
  return [
    paint.bold(`${padRight(String(place), INDENT)}${first}`),
    ...rest.map((line) => paint.bold(indented(line))),
    ...wrap(`${costText(lever, base, withDollars)} (measured)`, room).map(indented),
    ...effectLines(`${effectText(lever, base, withDollars)}${estimate}`, lever, look).map(indented),
  ];
}

/** The effect with the command beside it where there is room for both; else what to do stands below. */
function effectLines(effect: string, { actions }: Lever, look: Look): string[] {
  const room = look.width - INDENT;
  const [first] = actions;
  const wrapped = wrap(effect, room);
  if (first === undefined) return wrapped;
  const { text, command } = first;
  const last = wrapped.at(-1) ?? '';
  const gap = room - textWidth(last) - textWidth(command ?? '');
  const isTyped = command !== undefined && !isSetting(command);
  if (isTyped && gap >= 2) return [...wrapped.slice(0, -1), `${last}${' '.repeat(gap)}${look.paint.typed(command)}`];
  const mark = look.unicode ? '› ' : '> ';
  const typed = wrapTyped(command ?? '', room).map(look.paint.typed);
  return [...wrapped, ...(isTyped ? [] : wrap(`${mark}${text}`, room)), ...(command === undefined ? [] : typed)];
}

/** A piece of settings.json, which nobody types. */
function isSetting(command: string): boolean {
  return command.startsWith('"');
}

/** What there is besides; a command stands in one line wherever it fits in one. */
function overlapLines(more: number, { provenance: { typed }, look }: Shown): string[] {
  const rest = commandFor(`tj advise --top ${more < 20 ? 25 : 500}`, typed);
  const parts = [
    ...(more === 0 ? [] : [`${fullCount(more)} more: ${rest}`]),
    `evidence: ${commandFor('tj advise --explain 1', typed)}`,
  ];
  const isLong = parts.some((part) => textWidth(part) > look.width);
  return [
    ...wrap(OVERLAP, look.width),
    ...(isLong ? parts.flatMap((part) => wrapTyped(part, look.width)) : dotted(parts, look)),
  ];
}

function unnamedLines(unnamed: UnnamedContext | null, base: LedgerBase, look: Look): string[] {
  if (unnamed === null) return [];
  return [...wrap(unnamedText(unnamed, base), look.width).map(look.paint.dim), ''];
}
