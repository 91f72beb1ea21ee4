import { type AdviceReport, baseOf, type Chosen, chosenLevers } from '../../analyse/advice/advice-report.ts';
import { LEVER_KINDS, type Lever, type LeverKind } from '../../analyse/advice/lever.ts';
import { sumUsage } from '../../analyse/usage.ts';
import { UserError } from '../../model/errors.ts';
import { oneOf } from '../../query/response-filter.ts';
import { sessionNames } from '../../query/session-names.ts';
import { TOGETHER } from '../../query/usage-groups.ts';
import { asTyped } from '../../render/advice/as-typed.ts';
import { withEllipsis } from '../../render/card-parts.ts';
import { adviceFor } from '../advice-for.ts';
import { answer, ownStore, USUAL_DAYS } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { ofSession } from '../choose-session.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { noteNothing } from '../print-rows.ts';
import type { RunContext } from '../run-context.ts';
import { type AnswerOptions, type BudgetOptions, formatOf } from '../shared-options.ts';
import { foundWork, workLevers } from '../work-levers.ts';

export interface AdviseOptions extends AnswerOptions, BudgetOptions {
  readonly session?: string;
  readonly kind?: string;
  readonly top?: string;
  readonly explain?: string;
  readonly md?: boolean;
}

/** Levers that the card has room for. */
const CARD_LEVERS = 5;

/** `tj advise`: what would have made the past cost less. */
export async function advise(options: AdviseOptions, run: RunContext): Promise<void> {
  const format = formatOf(options);
  const kind = kindOf(options.kind);
  const chosen = chosenBy(options, format);
  const own = ownStore(options, run, spansWithin, USUAL_DAYS);
  const source = options.session === undefined ? own : ofSession(own, options.session);
  await answer(options, run, source, TOGETHER, async (asked) => {
    const { store, groups, price, provenance, calendar } = asked;
    const base = baseOf(groups, price);
    const work = workLevers(asked, foundWork(asked, base, run.now), kind);
    const { levers, unnamed } = adviceFor(asked, kind, format === 'json' || 'explain' in chosen, base, work);
    const found = chosenLevers(levers, chosen) ?? unknownLever(options.explain ?? '', levers);
    const shown = asTyped(found, run.typed);
    const totals = { ...sumUsage(groups, price), sessions: provenance.sessions };
    const report: AdviceReport = { totals, base, levers: shown, found: levers.length, unnamed };
    if (format === 'json') {
      const { adviceJson } = await import('../../render/advice/advice-json.ts');
      printJson(adviceJson(report, { ...asked, days: calendar.name }));
    } else if (format === 'md') {
      const { adviceMarkdown } = await import('../../render/advice/advice-markdown.ts');
      if (groups.length === 0) noteNothing(provenance);
      print(adviceMarkdown(report, asked));
    } else {
      const view = { ...asked, look: await lookOf(run) };
      const { adviceCard } = await import('../../render/advice/advice-card.ts');
      const { leverExplanation } = await import('../../render/advice/lever-explanation.ts');
      const [first] = shown;
      if (!('explain' in chosen) || first === undefined) print(withEllipsis(adviceCard(report, view), view.look));
      else {
        const names = sessionNames(store, oneOf(sessionsOf(first.lever)));
        print(withEllipsis(leverExplanation(first, report, names, view), view.look));
      }
    }
  });
}

function sessionsOf({ evidence }: Lever): string[] {
  return [...new Set(evidence.map(({ sessionId }) => sessionId))];
}

function kindOf(asked: string | undefined): LeverKind | null {
  if (asked === undefined) return null;
  const kind = LEVER_KINDS.find((each) => each === asked);
  if (kind === undefined)
    throw new UserError('bad-value', `--kind ${asked}: expected one of ${LEVER_KINDS.join(', ')}`, 2);
  return kind;
}

function chosenBy({ top, explain }: AdviseOptions, format: string): Chosen {
  if (top !== undefined && explain !== undefined)
    throw new UserError('usage', '--top and --explain: one of them at a time', 2);
  if (explain !== undefined) return { explain };
  if (top === undefined) return { top: format === 'text' ? CARD_LEVERS : null };
  if (!/^[1-9]\d{0,3}$/.test(top)) throw new UserError('bad-value', `--top ${top}: expected a number from 1 on`, 2);
  return { top: Number(top) };
}

function unknownLever(asked: string, levers: readonly Lever[]): never {
  const known =
    levers.length === 0 ? 'there is none in this window' : `expected 1 to ${levers.length}, or an id of --json`;
  throw new UserError('not-found', `--explain ${asked}: ${known}`, 1);
}
