import { baseOf } from '../../analyse/advice/advice-report.ts';
import type { CompactionFigures } from '../../analyse/compaction.ts';
import { type ContextFacts, type ContextReport, ContextSums } from '../../analyse/context-report.ts';
import { LEDGER_VIEWS, type LedgerView } from '../../analyse/fold-ledger.ts';
import { UserError } from '../../model/errors.ts';
import { claudeContextsOf } from '../../query/claude-contexts.ts';
import { contextLabels } from '../../query/contexts.ts';
import { partUses } from '../../query/part-uses.ts';
import { rebuildsOf } from '../../query/rebuilds.ts';
import { oneOf } from '../../query/response-filter.ts';
import { sessionNames } from '../../query/session-names.ts';
import { TOGETHER } from '../../query/usage-groups.ts';
import type { FirstLever } from '../../render/advice/first-lever-lines.ts';
import type { HeadView } from '../../render/kit/window-head.ts';
import { type Asked, answer, ownStore, USUAL_DAYS } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { ofSession } from '../choose-session.ts';
import { compactionsOf } from '../compactions-of.ts';
import { addThreads, firstLever } from '../first-lever.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';

/** What is no view of the prompts, but of when they were written again. */
const REBUILDS = 'rebuild';

/** What `--by` takes. */
export const CONTEXT_VIEWS: readonly string[] = [...LEDGER_VIEWS, REBUILDS];

/** Rows of the card, and of a list by something. */
const CARD_ROWS = 5;
const LIST_ROWS = 20;

export interface ContextOptions extends AnswerOptions, BudgetOptions {
  readonly by?: string;
  readonly session?: string;
  readonly all?: boolean;
}

/** `tj context`: what filled the prompts, and what it cost to carry. */
export async function context(options: ContextOptions, run: RunContext): Promise<void> {
  const view = viewOf(options.by);
  const own = ownStore(options, run, spansWithin, USUAL_DAYS);
  const { session } = options;
  const source = session === undefined ? own : ofSession(own, session);
  await answer(options, run, source, TOGETHER, async (asked) => {
    const { groups, price, calendar } = asked;
    const compactions = compactionsOf(asked, baseOf(groups, price), run.now);
    const isCard = !options.json && !options.all && options.by === undefined;
    const sums = new ContextSums(!isCard);
    const lever = isCard ? await firstLever(asked, run.now, sums, compactions) : null;
    if (!isCard) addThreads(asked, sums);
    const facts = contextFacts(asked, compactions);
    const partUses = options.json || view === 'fixed' ? facts.partUses : null;
    const most = options.all ? null : options.json || view !== 'item' ? LIST_ROWS : CARD_ROWS;
    const report = sums.report({ ...facts, partUses }, price, {
      view,
      most,
      named: view === 'item' && !options.json && !options.all,
    });
    if (options.json) {
      const { contextJson } = await import('../../render/context-json.ts');
      printJson(contextJson(report, { ...asked, days: calendar.name }));
    } else {
      const shown = { ...asked, look: await lookOf(run) };
      if (options.by === REBUILDS) print(await rebuildsIn(report, asked, shown));
      else print(await (isCard ? cardOf(report, lever, shown) : listOf(report, shown)));
    }
  });
}

/** What the card and its JSON are made of besides the prompts themselves. */
export function contextFacts(asked: Asked, compactions: () => CompactionFigures): Omit<ContextFacts, 'contexts'> {
  const { store, where, groups, provenance } = asked;
  const labels = contextLabels(store);
  return {
    groups,
    sessions: provenance.sessions,
    rebuilds: rebuildsOf(store, where, asked.thresholds, asked.fine(TOGETHER).time),
    partUses: () => partUses(store, where),
    claudeContexts: claudeContextsOf(store, where),
    labelOf: (sessionId, agentId, item) => labels(sessionId, agentId)[item] ?? '',
    compactionOf: compactions,
  };
}

async function cardOf(report: ContextReport, lever: FirstLever | null, shown: HeadView): Promise<string> {
  const { contextCard } = await import('../../render/context-card.ts');
  return contextCard(report, lever, shown);
}

async function rebuildsIn(report: ContextReport, { store }: Asked, shown: HeadView): Promise<string> {
  const { rebuildList } = await import('../../render/rebuild-list.ts');
  const sessionIds = [...new Set(report.rebuilds.worst.map(({ sessionId }) => sessionId))];
  return rebuildList(report, sessionNames(store, oneOf(sessionIds)), shown);
}

/** What was asked for in particular. */
async function listOf(report: ContextReport, shown: HeadView): Promise<string> {
  return (await import('../../render/context-list.ts')).contextList(report, shown);
}

function viewOf(by: string | undefined): LedgerView {
  const view = by === undefined || by === REBUILDS ? 'item' : LEDGER_VIEWS.find((each) => each === by);
  if (view === undefined)
    throw new UserError('bad-value', `--by ${by}: expected one of ${CONTEXT_VIEWS.join(', ')}`, 2);
  return view;
}
