import type { AdviceReport } from '../../analyse/advice/advice-report.ts';
import type { Lever } from '../../analyse/advice/lever.ts';
import { counted } from '../../model/counted.ts';
import { largest } from '../../model/long-lists.ts';
import { totalTokens } from '../../model/tokens.ts';
import { shortCount } from '../format-number.ts';
import { caveats, costText, whyNothing } from '../provenance-lines.ts';
import type { Shown } from '../shown.ts';
import { basisText, effectText, costText as leverCostText, noLevers, OVERLAP, unnamedText } from './lever-words.ts';

type View = Pick<Shown, 'provenance' | 'withDollars'>;

/** `tj advise --md`: the levers as Markdown, to paste into an issue or a CLAUDE.md. */
export function adviceMarkdown(report: AdviceReport, view: View): string {
  const { levers, totals, unnamed, base } = report;
  const over = `${counted(totals.sessions, 'session')}, ${counted(totals.responses, 'response')}, ${shortCount(totalTokens(totals.tokens))} tokens`;
  const { provenance } = view;
  const head = ['## What would change it', ''];
  if (totals.responses === 0)
    return [...head, `No responses in this window: ${whyNothing(provenance)}.`, ''].join('\n');
  return [
    ...head,
    `${[`Over ${over}`, costText(provenance), ...caveats(provenance)].filter(Boolean).join('; ')}.`,
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
    `   ${leverCostText(lever, base, withDollars)}; ${escaped(`${effectText(lever, base, withDollars)} (${how})`)}`,
    ...lever.actions.map(({ text, command }) => {
      return `   - ${escaped(text)}${command === undefined ? '' : `: ${codeSpan(command)}`}`;
    }),
  ];
}

/** As Markdown shows it letter by letter, also with backticks in it. */
function codeSpan(text: string): string {
  const longest = largest(
    (text.match(/`+/g) ?? []).map((run) => run.length),
    0,
  );
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

function escaped(text: string): string {
  return text.replace(/[\\|`*_<[\]]/g, '\\$&');
}
