import type { AdviceReport } from '../../analyse/advice/advice-report.ts';
import type { Lever } from '../../analyse/advice/lever.ts';
import { isoOf } from '../../model/time.ts';
import { totalTokens } from '../../model/tokens.ts';
import { counted, shortCount } from '../format-number.ts';
import type { Shown } from '../shown.ts';
import { basisText, costText, effectText, noLevers, OVERLAP, unnamedText } from './lever-words.ts';

type View = Pick<Shown, 'provenance' | 'withDollars'>;

/** `tj advise --md`: the levers as Markdown, to paste into an issue or a CLAUDE.md. */
export function adviceMarkdown(report: AdviceReport, view: View): string {
  const { levers, totals, unnamed, base } = report;
  const over = `${counted(totals.sessions, 'session')}, ${counted(totals.responses, 'response')}, ${shortCount(totalTokens(totals.tokens))} tokens`;
  const prices = isoOf(view.provenance.pricesAsOf).slice(0, 10);
  return [
    '## What would change it',
    '',
    `Over ${over}; cost = tokens at API list prices of ${prices}.`,
    '',
    ...(levers.length === 0
      ? [noLevers(base)]
      : levers.flatMap(({ place, lever }) => leverLines(place, lever, report, view))),
    '',
    OVERLAP,
    ...(unnamed === null ? [] : ['', unnamedText(unnamed, base)]),
    '',
  ].join('\n');
}

function leverLines(place: number, lever: Lever, { base }: AdviceReport, { withDollars }: View): string[] {
  const { assumption } = lever.effect;
  const how = assumption === '' ? basisText(lever) : `${basisText(lever)}: ${assumption}`;
  return [
    `${place}. **${escaped(lever.title)}**`,
    `   ${costText(lever, base, withDollars)}; ${escaped(`${effectText(lever, base, withDollars)} (${how})`)}`,
    ...lever.actions.map(({ text, command }) => {
      return `   - ${escaped(text)}${command === undefined ? '' : `: \`${command.replaceAll('`', "'")}\``}`;
    }),
  ];
}

function escaped(text: string): string {
  return text.replace(/[\\|`*_<[\]]/g, '\\$&');
}
