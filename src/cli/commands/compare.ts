import { compareWindows } from '../../analyse/compare/compare-windows.ts';
import { type WindowSums, windowSums } from '../../analyse/compare/window-sums.ts';
import { isoOf } from '../../model/time.ts';
import type { TimeSpan } from '../../model/time-span.ts';
import { contextLabels, contextsWithin } from '../../query/contexts.ts';
import { rebuildsBySession } from '../../query/rebuilds.ts';
import { turnsBySession } from '../../query/turn-count.ts';
import type { Grain } from '../../query/usage-groups.ts';
import type { AnswerFrame } from '../../render/json-frame.ts';
import { type Asked, answer, ownStore } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { comparedWindows, type WindowOptions } from '../compared-windows.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';
import { stepPricerOf } from '../step-pricer.ts';

export interface CompareOptions extends Omit<AnswerOptions, 'since' | 'until'>, BudgetOptions, WindowOptions {}

const BY_THREAD: Grain = { time: 'day', of: 'agents' };

/** One of the windows: its figures, what they rest on, and how they are shown. */
interface Side extends AnswerFrame {
  readonly sums: WindowSums;
  readonly asked: Asked;
}

/** `tj compare`: two windows, per turn and per response. */
export async function compare(options: CompareOptions, run: RunContext): Promise<void> {
  const windows = comparedWindows(options, run);
  const before = await side(options, options.budget, windows.before, run);
  // The earlier window needs all read that the later one does. What there was no time for stays unread for both.
  const isOutOfTime = before.provenance.leftOut?.reason === 'budget';
  const after = await side(options, isOutOfTime ? '0' : options.budget, windows.after, run);
  const comparison = compareWindows(before.sums, after.sums);
  if (options.json) {
    const { compareJson } = await import('../../render/compare/compare-json.ts');
    printJson(compareJson(comparison, { before, after }));
    return;
  }
  const { compareCard } = await import('../../render/compare/compare-card.ts');
  const { calendar, withDollars } = after.asked;
  print(
    compareCard(comparison, {
      ...{ calendar, withDollars, now: run.now, look: await lookOf(run) },
      before: { ...windows.before, provenance: before.provenance },
      after: { ...windows.after, provenance: after.provenance },
    }),
  );
}

async function side(options: CompareOptions, budget: string, span: TimeSpan, run: RunContext): Promise<Side> {
  const within = { ...options, budget, since: isoOf(span.since), until: isoOf(span.until) };
  let found: Side | undefined;
  await answer(within, run, ownStore(within, run, spansWithin), BY_THREAD, async (asked) => {
    const { store, where, groups, price, filter, calendar, provenance } = asked;
    const labels = contextLabels(store);
    const facts = {
      groups,
      turns: turnsBySession(store, where, filter.model !== null),
      rebuilds: rebuildsBySession(store, where),
      contexts: contextsWithin(store, where),
      labelOf: (sessionId: string, agentId: string, item: number) => labels(sessionId, agentId)[item] ?? '',
    };
    found = { sums: windowSums(facts, price, stepPricerOf(asked)), asked, filter, days: calendar.name, provenance };
  });
  if (found === undefined) throw new Error('every answer is used once');
  return found;
}
