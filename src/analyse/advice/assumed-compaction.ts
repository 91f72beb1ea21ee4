import { counted, fullCount } from '../../model/counted.ts';
import type { LeftAfter } from '../left-after.ts';

/** What a compaction is assumed to leave, in words: `15,000 tokens (the public median)`. */
export function leftWords({ tokens, source, compactions }: LeftAfter): string {
  const whose = source === 'own' ? `the median of ${counted(compactions, 'compaction')} of yours` : 'the public median';
  return `${fullCount(tokens)} tokens (${whose})`;
}
