import type { PicoUsd } from './money.ts';
import type { PriceSourceOf } from './provenance.ts';
import type { QuotaSample } from './quota-sample.ts';
import { HOUR_MS, MINUTE_MS, type Millis } from './time.ts';

/** What Claude Code hands to its status line, as far as tj wants it. Null is what was not told. */
export interface Status {
  readonly transcriptPath: string | null;
  readonly model: StatusModel;
  readonly context: ContextUse;
  /** Only subscriptions have any, and only after the first response; behind a gateway a limit of spending. */
  readonly quota: readonly QuotaSample[];
  readonly spend: Spend | null;
  readonly cache: CacheLife | null;
}

export interface StatusModel {
  readonly id: string | null;
  /** As people know it. */
  readonly name: string | null;
}

export interface ContextUse {
  /** What the last response had in its prompt. */
  readonly tokens: number | null;
  readonly windowTokens: number | null;
  /** 0 to 100, as Claude Code reckons it. */
  readonly percentage: number | null;
}

/** What was spent of a limit that a gateway sets, in dollars. */
export interface Spend {
  readonly usedUsd: number;
  readonly limitUsd: number;
  readonly period: string | null;
}

/** How long what a session has in the prompt cache stays there, and what is to be written again after that. */
export interface CacheLife {
  /** Null where it was not told, or is none that prices are known for. */
  readonly ttl: CacheTtl | null;
  readonly expiresAt: Millis;
  readonly coldTokens: number | null;
  /** Part of its prompts that was read from the cache, 0 to 1. */
  readonly hitRatio: number | null;
}

/** List price of writing again what a cache held, and whose price that is. */
export interface ColdCost {
  readonly pico: PicoUsd;
  readonly source: PriceSourceOf;
}

export type CacheTtl = '5m' | '1h';

/** How long each of them is. */
export const CACHE_TTL_MS: Readonly<Record<CacheTtl, number>> = { '5m': 5 * MINUTE_MS, '1h': HOUR_MS };
