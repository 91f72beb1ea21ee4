import { counted, fullCount } from '../../model/counted.ts';
import { groupBy } from '../../model/group-by.ts';
import type { IdleThinking } from '../../query/idle-thinking.ts';
import type { Pricer } from '../pricer.ts';
import type { Lever, LeverEvidence } from './lever.ts';
import { leverOf } from './lever-of.ts';

/** A lower effort is assumed to think a half of what was thought. */
const HALF = 2n;

/**
 * What was thought in turns that changed nothing (advice.md, `effort`), by the effort that was set, where the responses say
 * both. The effect is an estimate: at a lower effort half of it.
 */
export function effortLevers(responses: readonly IdleThinking[], price: Pricer): Lever[] {
  const priced = responses.flatMap((response) => {
    const { sessionId, turnId, effort, thinking } = response;
    const priced = price(response);
    if (priced.kind === 'unpriced') return [];
    return [{ sessionId, turnId, effort, thinking, weight: BigInt(thinking) * priced.rates.output }];
  });
  return [...groupBy(priced, ({ effort }) => effort)].map(([effort, some]) => {
    const evidence = [...groupBy(some, ({ turnId }) => turnId)].map(([spanId, own]): LeverEvidence => {
      const tokens = own.reduce((sum, { thinking }) => sum + thinking, 0);
      const weight = own.reduce((sum, each) => sum + each.weight, 0n);
      return { sessionId: own[0]?.sessionId ?? '', spanId, tokens, responses: own.length, weight };
    });
    const half = evidence.reduce((sum, { weight }) => sum + weight, 0n) / HALF;
    const thought = evidence.reduce((sum, { tokens }) => sum + tokens, 0);
    return leverOf({
      kind: 'effort',
      subject: effort,
      title: `${counted(evidence.length, 'turn')} that changed nothing thought ${fullCount(thought)} tokens at effort ${effort}`,
      effect: { low: half, high: half, basis: 'estimated', assumption: 'half as much thinking at a lower effort' },
      actions: [{ text: 'questions and look-ups at a lower effort', command: '/effort low' }],
      evidence,
    });
  });
}
