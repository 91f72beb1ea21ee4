import { counted } from '../../model/counted.ts';
import { totalTokens } from '../../model/tokens.ts';
import type { AuditRun } from '../audit-runs.ts';
import type { QuotaAudit } from '../quota-audit.ts';
import type { Lever, LeverEvidence } from './lever.ts';
import { leverOf } from './lever-of.ts';

/** Characters of an id that tell sessions apart. */
const SHORT_ID = 8;

/** What of the audit the lever is made of. */
export type AuditFigures = Pick<QuotaAudit, 'candidates' | 'outweighed' | 'net' | 'interval' | 'turns'>;

/**
 * Turns of premium models that were Sonnet-shaped (advice.md, `right-size-turns`): their cost is what `tj quota-audit` says
 * that they hold, the effect its net. Its interval is that of the turns' share over sessions, which the net is scaled by; where
 * there is none the net stands alone.
 */
export function rightSizeTurnLevers(audit: AuditFigures): Lever[] {
  const { candidates, outweighed, net, turns } = audit;
  const runs = [...candidates, ...outweighed];
  if (net === null || runs.length === 0) return [];
  const { interval } = audit;
  const share = turns.shapedShare.listPrice;
  const scaled = (bound: number | undefined) =>
    bound === undefined || share === null || share === 0 ? net : times(net, bound / share);
  const [low, high] = [scaled(interval?.low), scaled(interval?.high)];
  return [
    leverOf({
      kind: 'right-size-turns',
      subject: 'turns',
      title: `${counted(turns.shaped, 'turn')} of premium models ${turns.shaped === 1 ? 'looks' : 'look'} simple`,
      effect: {
        ...{ low: low < net ? low : net, high: high > net ? high : net, basis: 'estimated' },
        assumption: "the same tokens at the next tier's list price, less the cache rebuilds of switching",
      },
      actions: [
        { text: 'begin simple tasks with the next tier', command: '/model sonnet' },
        { text: 'or plan with one model and work with the other', command: '/model opusplan' },
        { text: 'look at the turns first: shape is not quality', command: explain(candidates) },
      ],
      evidence: runs.flatMap(({ turns: own }) => own.map(evidenceOf)),
      check: 'tj quota-audit',
    }),
  ];
}

/** The session whose turns come to most. */
function explain([first]: readonly AuditRun[]): string {
  return first === undefined ? 'tj quota-audit' : `tj quota-audit --explain ${first.sessionId.slice(0, SHORT_ID)}`;
}

function evidenceOf({ sessionId, turnId, usage }: AuditRun['turns'][number]): LeverEvidence {
  const { tokens, responses, cost } = usage;
  return { sessionId, spanId: turnId, tokens: totalTokens(tokens), responses, weight: cost ?? 0n };
}

const PARTS = 1_000_000_000;

/** An amount times a ratio, to nine digits. */
function times(amount: bigint, ratio: number): bigint {
  return (amount * BigInt(Math.round(ratio * PARTS))) / BigInt(PARTS);
}
