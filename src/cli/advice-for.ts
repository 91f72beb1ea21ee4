import { type AdviceFacts, adviceOf, type LedgerLeverFinder, leastWeight } from '../analyse/advice/advice.ts';
import { baseOf } from '../analyse/advice/advice-report.ts';
import { FileLevers } from '../analyse/advice/file-levers.ts';
import { FixedLevers, type UnnamedContext } from '../analyse/advice/fixed-levers.ts';
import { ImageLevers } from '../analyse/advice/image-levers.ts';
import type { Lever, LeverKind } from '../analyse/advice/lever.ts';
import { OutputLevers } from '../analyse/advice/output-levers.ts';
import type { LedgerBase } from '../analyse/context-ledger.ts';
import { callSpanFinder } from '../query/call-spans.ts';
import { contextLabels, contextsWithin } from '../query/contexts.ts';
import { partSessions } from '../query/part-sessions.ts';
import { oneOf } from '../query/response-filter.ts';
import { sessionNames } from '../query/session-names.ts';
import { turnStarts } from '../query/turn-starts.ts';
import type { Store } from '../store/open-store.ts';
import type { Asked } from './ask.ts';
import { stepPricerOf } from './step-pricer.ts';

/** What there is to advise. */
export interface Advice {
  readonly base: LedgerBase;
  readonly levers: readonly Lever[];
  readonly unnamed: UnnamedContext | null;
}

const NOWHERE = { inLedger: [], elsewhere: [] };

/** What levers are looked for in. */
export type AdviceAsked = Pick<
  Asked,
  'store' | 'where' | 'groups' | 'price' | 'thresholds' | 'hours' | 'filter' | 'isModel'
>;

/**
 * What would have made the window cost less; the spans of single calls only where `withSpans`: few answers show them.
 * `base`: what shares are of; `work`: where levers are looked for beside the ledger's own.
 */
export function adviceFor(
  asked: AdviceAsked,
  kind: LeverKind | null,
  withSpans: boolean,
  base = baseOf(asked.groups, asked.price),
  work: Pick<AdviceFacts, 'inLedger' | 'elsewhere'> = NOWHERE,
): Advice {
  const { fixed, others } = ledgerLevers(asked, withSpans, base);
  const contexts = contextsWithin(asked.store, asked.where);
  const inLedger = [fixed, ...others, ...work.inLedger];
  const facts = { contexts, base, pricer: stepPricerOf(asked), inLedger, elsewhere: work.elsewhere };
  return { base, levers: adviceOf(facts, kind), unnamed: fixed.unnamed() };
}

/** Finders of what the ledger itself holds. */
interface LedgerLevers {
  readonly fixed: FixedLevers;
  readonly others: readonly LedgerLeverFinder[];
}

/** The ledger's own finders, of an answer whose shares are of `base`; to be shown each thread before they are asked. */
export function ledgerLevers(asked: AdviceAsked, withSpans: boolean, base: LedgerBase): LedgerLevers {
  const { store, where } = asked;
  const labels = contextLabels(store);
  const facts = {
    labelOf: (sessionId: string, agentId: string, item: number) => labels(sessionId, agentId)[item] ?? '',
    spanOf: withSpans ? callSpanFinder(store) : () => null,
    pricer: stepPricerOf(asked),
    least: leastWeight(base),
  };
  const fixed = new FixedLevers({
    ...facts,
    uses: (sessionIds) => partSessions(store, where, sessionIds),
    projects: (sessionIds) => projectsBySession(store, sessionIds),
  });
  const turns = (sessionIds: readonly string[]) => turnStarts(store, sessionIds);
  const others = [new FileLevers(facts), new OutputLevers(facts), new ImageLevers({ ...facts, turnStarts: turns })];
  return { fixed, others };
}

function projectsBySession(store: Store, sessionIds: readonly string[]): Map<string, string> {
  const names = [...sessionNames(store, oneOf(sessionIds)).values()];
  return new Map(names.flatMap(({ sessionId, project }) => (project === null ? [] : [[sessionId, project]])));
}
