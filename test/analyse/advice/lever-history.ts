import { expect } from 'vitest';
import type { Lever } from '../../../src/analyse/advice/lever.ts';
import { pricerFor } from '../../../src/analyse/pricer.ts';
import { totalWeight } from '../../../src/analyse/total-weight.ts';
import { promptThresholds } from '../../../src/price/prompt-thresholds.ts';
import { ALL_RESPONSES } from '../../../src/query/response-filter.ts';
import { TOGETHER, usageGroups } from '../../../src/query/usage-groups.ts';
import { IN_MEMORY, openStore, type Store } from '../../../src/store/open-store.ts';
import { answer } from '../../checklist/lines.ts';
import { makeRoot } from '../../corpus.ts';
import { ingestFolder } from '../../ingest/store-dump.ts';
import { shipped } from '../../price/shipped-prices.ts';

export const price = pricerFor(shipped);
export const thresholds = promptThresholds(shipped);

/** Re-read $0.50, output $25, write for five minutes $6.25 and for an hour $10 a million. */
export const OPUS = 'claude-opus-4-8';
/** Three fifths of the first price of Opus 4.8: re-read $0.30, output $15, write $3.75 and $6. */
export const SONNET = 'claude-sonnet-4-6';

/** A million tokens times so many dollars are so many pico-dollars a token. */
export const PICO = 1_000_000n;

/** What of a response differs from the usual: nothing re-read, 100 tokens of output, no calls. */
export interface Said {
  readonly read?: number;
  /** What else its prompt has is written for five minutes, or for an hour. */
  readonly hour?: boolean;
  readonly output?: number;
  readonly thinking?: number;
  readonly effort?: string;
  readonly model?: string;
  readonly calls?: readonly object[];
  readonly more?: object;
}

/** A response whose prompt has so many tokens. */
export function prompted(second: number, id: string, context: number, said: Said = {}): object {
  const { read = 0, hour = false, output = 100, model = OPUS, calls = [], thinking, effort, more = {} } = said;
  const written = context - read;
  const life = hour ? 'ephemeral_1h_input_tokens' : 'ephemeral_5m_input_tokens';
  const usage = {
    ...{ input_tokens: 0, output_tokens: output, cache_read_input_tokens: read, cache_creation_input_tokens: written },
    cache_creation: { [life]: written },
    ...(thinking === undefined ? {} : { output_tokens_details: { thinking_tokens: thinking } }),
  };
  const message = { role: 'assistant', id, model, stop_reason: 'end_turn', content: calls, usage };
  return answer(second, id, [], { message, ...(effort === undefined ? {} : { effort }), ...more });
}

/** A store that has read these transcripts, by their paths below `projects/`. */
export async function storeOf(layout: Readonly<Record<string, string>>): Promise<Store> {
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, makeRoot(layout));
  return store;
}

/** Responses of a store as one sum a day. */
export function groupsOf(store: Store) {
  return usageGroups(store, ALL_RESPONSES, thresholds, TOGETHER);
}

/** What share of all list-price weight of a store an amount is. */
export function shareIn(store: Store, weight: bigint): number {
  return Number(weight) / Number(totalWeight(groupsOf(store), price));
}

/** What holds for every lever, whatever it is about. */
export function expectSound(levers: readonly Lever[]): void {
  for (const { cost, effect, evidence, sessions, responses, title, actions } of levers) {
    expect(evidence.reduce((sum, { weight }) => sum + weight, 0n)).toBe(cost.weight);
    expect(evidence.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(cost.tokens);
    expect(0n <= effect.low && effect.low <= effect.high && effect.high <= cost.weight).toBe(true);
    expect(evidence.reduce((sum, each) => sum + each.responses, 0)).toBe(responses);
    expect(new Set(evidence.map(({ sessionId }) => sessionId)).size).toBe(sessions);
    const words = [title, effect.assumption, ...actions.map(({ text }) => text)].join(' ');
    expect(words).not.toMatch(/\b(?:sav(?:e|ed|es|ing|ings)|wast(?:e|ed)|safe(?:ly)?|should)\b/i);
  }
}
