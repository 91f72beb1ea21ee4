import type { AdviceReport } from '../../analyse/advice/advice-report.ts';
import type { LeverEvidence } from '../../analyse/advice/lever.ts';
import { labelAmong } from '../../model/session-label.ts';
import type { SessionName } from '../../query/session-names.ts';
import { cardLook } from '../card-parts.ts';
import { fullCount, percent, shortCount } from '../format-number.ts';
import { provenanceLines } from '../provenance-lines.ts';
import type { Shown } from '../shown.ts';
import type { Look } from '../style.ts';
import { type Column, table } from '../table.ts';
import { wrap } from '../text-width.ts';
import { basisText, costText, effectText, OVERLAP, shareOf } from './lever-words.ts';

/** Rows of evidence; all of it is in the JSON. */
const SHOWN = 20;

/** `tj advise --explain`: one lever with all that can be done, and what it cost where. */
export function leverExplanation(
  { place, lever }: AdviceReport['levers'][number],
  { base }: AdviceReport,
  names: ReadonlyMap<string, SessionName>,
  wide: Shown,
): string {
  const look = cardLook(wide.look);
  const { paint, width } = look;
  const { effect, actions, evidence } = lever;
  const known = effect.assumption === '' ? basisText(lever) : `${basisText(lever)}: ${effect.assumption}`;
  const more = evidence.length - SHOWN;
  return [
    ...wrap(`${place}  ${lever.title}`, width).map(paint.bold),
    ...wrap(lever.id, width).map(paint.dim),
    '',
    ...wrap(`${costText(lever, base, wide.withDollars)} (measured)`, width),
    ...wrap(`${effectText(lever, base, wide.withDollars)} (${known})`, width),
    '',
    paint.bold('what to do'),
    ...actions.flatMap(({ text, command }) => [
      ...wrap(`${look.unicode ? '› ' : '> '}${text}`, width),
      ...(command === undefined ? [] : wrap(command, width - 2).map((line) => `  ${paint.typed(line)}`)),
    ]),
    '',
    ...evidenceTable(evidence.slice(0, SHOWN), base, names, look),
    ...(more > 0 ? wrap(`${more.toLocaleString('en-US')} more in --json`, width).map(paint.dim) : []),
    '',
    ...wrap(OVERLAP, width),
    ...provenanceLines(wide.provenance, look),
    `${paint.dim('the same cost:')} ${paint.typed(lever.check)}`,
    '',
  ].join('\n');
}

const COLUMNS: readonly Column[] = [
  { head: 'session', align: 'left', rank: 0 },
  { head: 'title', align: 'left', rank: 2, shrinkTo: 10 },
  { head: 'span', align: 'left', rank: 4 },
  { head: 'sent in total', align: 'right', rank: 1 },
  { head: 'responses', align: 'right', rank: 3 },
  { head: 'cost', align: 'right', rank: 0 },
];

function evidenceTable(
  evidence: readonly LeverEvidence[],
  base: AdviceReport['base'],
  names: ReadonlyMap<string, SessionName>,
  look: Look,
): string[] {
  const rows = evidence.map(({ sessionId, spanId, tokens, responses, weight }) => [
    sessionId.slice(0, 8),
    labelAmong(names, sessionId),
    spanId ?? '',
    shortCount(tokens),
    fullCount(responses),
    percent(shareOf(weight, base)),
  ]);
  return [table(COLUMNS, rows, look)];
}
