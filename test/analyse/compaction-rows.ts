import type { StepFilter } from '../../src/analyse/step-pricer.ts';
import { packTime, type RateKey } from '../../src/model/packed-context.ts';
import { HOUR_MS, MINUTE_MS, type Millis, millis } from '../../src/model/time.ts';
import { NO_TOKENS } from '../../src/model/tokens.ts';
import type { UsageGroup } from '../../src/model/usage-group.ts';
import type { ChatRow } from '../../src/query/chat-rows.ts';
import type { CompactionRow } from '../../src/query/compactions.ts';
import type { ContextRow } from '../../src/query/contexts.ts';
import type { GrowingSession } from '../../src/query/growing-sessions.ts';

/** Re-read $0.50, output $25, write for five minutes $6.25 a million. */
export const MODEL = 'claude-opus-4-8';
export const START = millis(Date.UTC(2026, 5, 1, 10));
export const ALL: StepFilter = { since: null, until: null, isModel: () => true };

/** Response `i` of a thread written here comes so many minutes after the first. */
export function minute(i: number): Millis {
  return millis(START + i * MINUTE_MS);
}

/** A prompt: its size and what of it was re-read; the rest is written for five minutes. */
export interface Prompt {
  readonly context: number;
  readonly read: number;
  /** -1: owned by another session. */
  readonly rate?: number;
}

/** Prompts of 10,000, 20,000 ... tokens, each of which re-reads the one before. */
export function growth(count: number): Prompt[] {
  return Array.from({ length: count }, (_, i) => ({ context: 10_000 * (i + 1), read: 10_000 * i }));
}

/** A main thread of these prompts, one a minute. */
export function thread(prompts: readonly Prompt[], model = MODEL): ContextRow {
  const steps = prompts.flatMap(({ context, read, rate = 0 }, i) => {
    return [...packTime(minute(i)), rate, context, read, 0, context - read, 0];
  });
  const rates: RateKey[] = [[model, false, '', '']];
  return {
    sessionId: 's1',
    agentId: '',
    family: null,
    logged: false,
    tools: [],
    rates,
    items: new Int32Array(1),
    stretches: () => Int32Array.from([0, prompts.length, ...steps]),
  };
}

export function session(context: ContextRow, more: Partial<GrowingSession> = {}): GrowingSession {
  return { sessionId: 's1', project: '/w/app', endedAt: millis(START + HOUR_MS), compactedAt: [], context, ...more };
}

/** A compaction at minute 20 of a thread whose first prompt had 10,000 tokens. */
export function compaction(more: Partial<CompactionRow> = {}): CompactionRow {
  return {
    ...{ sessionId: 's1', agentId: '', turnId: 't1', project: '/w/app', at: minute(20), trigger: 'auto' },
    ...{ statedBefore: null, statedAfter: null, before: null, after: null, baseTokens: 10_000, spent: [] },
    ...more,
  };
}

export function chat(contextTokens: number, model = MODEL): ChatRow {
  return {
    ...{ sessionId: 's1', key: 'k', variant: '', ordinal: 0, agentId: '', turnId: null, at: START, startedAt: START },
    ...{ endedAt: START, model, label: '', effort: null, stopReason: null, finished: true, contextTokens },
    ...{
      thinkingTokens: null,
      visibleChars: 0,
      cacheMiss: null,
      rebuildCause: null,
      rebuildInferred: false,
      rebuildGapMs: null,
      tokens: NO_TOKENS,
      attempts: [group(model)],
    },
  };
}

/** What a response of the model is priced by, and its tokens. */
export function group(model: string, tokens = NO_TOKENS): UsageGroup {
  return {
    ...{
      sessionId: 's1',
      agentId: '',
      purposes: {},
      at: START,
      model,
      fast: false,
      geo: '',
      tier: '',
      promptTokens: 0,
    },
    ...{ tokens, rebuilt: NO_TOKENS, webSearches: 0, responses: 1, unfinished: 0 },
  };
}
