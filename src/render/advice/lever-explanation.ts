import type { AdviceReport } from '../../analyse/advice/advice-report.ts';
import type { Lever, LeverEvidence } from '../../analyse/advice/lever.ts';
import { fullCount } from '../../model/counted.ts';
import type { Provenance } from '../../model/provenance.ts';
import { labelAmong, shortId } from '../../model/session-label.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { SessionName } from '../../query/session-names.ts';
import { cardLook } from '../card-parts.ts';
import { percent, shortCount } from '../format-number.ts';
import { provenanceLines } from '../provenance-lines.ts';
import type { Shown } from '../shown.ts';
import type { Look } from '../style.ts';
import { type Column, table } from '../table.ts';
import { wrap, wrapTyped } from '../text-width.ts';
import { commandFor } from '../typed-command.ts';
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
      ...(command === undefined ? [] : wrapTyped(command, width - 2).map((line) => `  ${paint.typed(line)}`)),
    ]),
    '',
    ...evidenceTable(evidence.slice(0, SHOWN), base, names, look),
    ...(more > 0 ? wrap(`${fullCount(more)} more in --json`, width).map(paint.dim) : []),
    '',
    ...wrap(OVERLAP, width),
    ...provenanceLines(wide.provenance, look),
    ...lookFurther(lever, wide.provenance, look),
    '',
  ].join('\n');
}

/** Where the same cost stands, or, where no other command has it, the session in which most of it lies. */
function lookFurther({ check, evidence: [first] }: Lever, { typed }: Provenance, { paint, width }: Look): string[] {
  const words = check === null ? 'most of it lies in:' : 'the same cost:';
  if (first === undefined) return [];
  const command = check ?? commandFor(`tj session ${shellWord(shortId(first.sessionId))} --timeline`, typed);
  if (words.length + 1 + command.length <= width) return [`${paint.dim(words)} ${paint.typed(command)}`];
  return [paint.dim(words), ...wrapTyped(command, width).map(paint.typed)];
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
