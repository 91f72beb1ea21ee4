import { counted, fullCount } from '../../model/counted.ts';
import { isPlainWord } from '../../model/shell-word.ts';
import type { CompactionCandidate, CompactionFigures } from '../compaction.ts';
import type { LeftAfter } from '../left-after.ts';
import { leftWords } from './assumed-compaction.ts';
import type { Lever, LeverAction } from './lever.ts';
import { leverOf } from './lever-of.ts';

/** Sessions that are named one by one in what to do. */
const NAMED = 3;

/** Characters of an id that tell sessions apart. */
const SHORT_ID = 8;

/**
 * Sessions that one compaction would have made cheaper (advice.md, `long-session`): the candidates of `tj context`, with
 * their figures. The cost is what later responses re-read of the context that a compaction would have taken away, the
 * effect that less what the compaction itself reads and writes. What has no price is left out: it is not known.
 */
export function longSessionLevers({ candidates, leftAfter }: CompactionFigures): Lever[] {
  const priced = candidates.flatMap((candidate) => {
    const { sparedPrice, netPrice } = candidate;
    return sparedPrice === null || netPrice === null ? [] : [{ candidate, cost: sparedPrice, net: netPrice }];
  });
  if (priced.length === 0) return [];
  const net = priced.reduce((sum, each) => sum + each.net, 0n);
  return [
    leverOf({
      kind: 'long-session',
      subject: 'context',
      title: `${counted(priced.length, 'session')} went on with a context that one /compact would have made shorter`,
      effect: { low: net, high: net, basis: 'estimated', assumption: assumptionOf(leftAfter) },
      actions: actionsFor(priced.map(({ candidate }) => candidate)),
      evidence: priced.map(({ candidate: { sessionId, point, sparedTokens, responses }, cost }) => {
        return { sessionId, spanId: point.spanId, tokens: sparedTokens, responses, weight: cost };
      }),
    }),
  ];
}

function actionsFor(candidates: readonly CompactionCandidate[]): LeverAction[] {
  const sizes = candidates.map(({ point }) => point.promptTokens).sort((a, b) => a - b);
  const [least, most] = [sizes[0] ?? 0, sizes.at(-1) ?? 0];
  const range = least === most ? tokens(least) : `${fullCount(least)} to ${tokens(most)}`;
  const first = { text: `compact where one task ends and the next begins: here at ${range}`, command: '/compact' };
  return [first, ...candidates.slice(0, NAMED).map(actionOf)];
}

function actionOf({ sessionId, point, responses, resumable }: CompactionCandidate): LeverAction {
  const text = `${sessionId.slice(0, SHORT_ID)} at ${tokens(point.promptTokens)}: ${counted(responses, 'response')} came after that`;
  return resumable && isPlainWord(sessionId)
    ? { text: `${text}; go on with it after /compact`, command: `claude --resume ${sessionId}` }
    : { text };
}

function tokens(count: number): string {
  return `${fullCount(count)} tokens`;
}

function assumptionOf(leftAfter: LeftAfter): string {
  return `each compacted once, where it brings most; that leaves ${leftWords(leftAfter)}, and nothing had to be looked up again`;
}
