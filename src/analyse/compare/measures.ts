import type { SessionSums } from './window-sums.ts';

/** What a measure is a ratio to: a turn of the person, a response, or all cost. */
export type Per = 'turn' | 'response' | 'cost';

export interface Measure {
  readonly name: string;
  readonly per: Per;
  readonly unit: 'usd' | 'tokens' | 'count' | 'share';
  /** Of a session: the part of the ratio, and the whole. */
  readonly part: (sums: SessionSums) => number;
  readonly whole: (sums: SessionSums) => number;
}

const turns = ({ turns }: SessionSums) => turns;
const responses = ({ responses }: SessionSums) => responses;

/** What two windows are compared by; all of them are ratios, so that busy and quiet weeks compare. */
export const MEASURES: readonly Measure[] = [
  { name: 'cost', per: 'turn', unit: 'usd', part: ({ cost }) => cost, whole: turns },
  { name: 'responses', per: 'turn', unit: 'count', part: responses, whole: turns },
  { name: 'output', per: 'turn', unit: 'tokens', part: ({ output }) => output, whole: turns },
  { name: 'cache_reads', per: 'turn', unit: 'tokens', part: ({ cacheReads }) => cacheReads, whole: turns },
  { name: 'new_context', per: 'turn', unit: 'tokens', part: ({ newContext }) => newContext, whole: turns },
  { name: 'rebuilds', per: 'turn', unit: 'count', part: ({ rebuilds }) => rebuilds, whole: turns },
  { name: 'rebuilt', per: 'turn', unit: 'tokens', part: ({ rebuilt }) => rebuilt, whole: turns },
  { name: 'cost', per: 'response', unit: 'usd', part: ({ cost }) => cost, whole: responses },
  { name: 'prompt', per: 'response', unit: 'tokens', part: ({ prompt }) => prompt, whole: responses },
  {
    name: 'fixed_context',
    per: 'response',
    unit: 'tokens',
    part: ({ fixed }) => fixed,
    whole: ({ fixedResponses }) => fixedResponses,
  },
  { name: 'cache_reads', per: 'response', unit: 'tokens', part: ({ cacheReads }) => cacheReads, whole: responses },
  { name: 'rebuilt', per: 'response', unit: 'tokens', part: ({ rebuilt }) => rebuilt, whole: responses },
  { name: 'new_context', per: 'response', unit: 'tokens', part: ({ newContext }) => newContext, whole: responses },
  { name: 'uncached_input', per: 'response', unit: 'tokens', part: ({ uncached }) => uncached, whole: responses },
  { name: 'output', per: 'response', unit: 'tokens', part: ({ output }) => output, whole: responses },
  { name: 'agents', per: 'cost', unit: 'share', part: ({ agentsCost }) => agentsCost, whole: ({ cost }) => cost },
];
